import { useMemo } from "preact/hooks";

import { renderMarkdown } from "./render-markdown.ts";

/** Markdown of an answer; a click on a citation shows its evidence. */
export function AnswerText({
  text,
  kind,
  onCite,
}: {
  readonly text: string;
  readonly kind: "lead" | "body";
  readonly onCite: (id: string) => void;
}) {
  const html = useMemo(() => renderMarkdown(text), [text]);
  if (text === "") return null;
  const onClick = (event: MouseEvent) => {
    const cite = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-evidence]") : null;
    const id = cite?.dataset["evidence"];
    if (id === undefined) return;
    event.preventDefault();
    onCite(id);
  };
  // The links inside take the keyboard; this listens to what rises from them.
  return <div class={`prose ${kind}`} onClick={onClick} dangerouslySetInnerHTML={{ __html: html }} />;
}
