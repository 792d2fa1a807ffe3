import { useEffect, useMemo, useRef } from "preact/hooks";

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
  const prose = useRef<HTMLDivElement>(null);
  const latest = useRef(onCite);
  latest.current = onCite;
  useEffect(() => {
    // The links inside take the keyboard; this listens to what rises from them.
    const onClick = (event: MouseEvent) => {
      const cite = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-evidence]") : null;
      const id = cite?.dataset["evidence"];
      if (id === undefined) return;
      event.preventDefault();
      latest.current(id);
    };
    prose.current?.addEventListener("click", onClick);
    return () => prose.current?.removeEventListener("click", onClick);
  }, [text === ""]);
  if (text === "") return null;
  return <div ref={prose} class={`prose ${kind}`} dangerouslySetInnerHTML={{ __html: html }} />;
}
