import { useRef } from "preact/hooks";

import { AnswerText } from "./answer-text.tsx";
import { textBlocks, type TextBlocks } from "./text-blocks.ts";
import { firstSentences } from "./text-parts.ts";

const ignore = () => undefined;

/** The text of an answer while it is written, as it will stand afterwards: finished blocks are not drawn again. */
export function LiveText({ text }: { readonly text: string }) {
  const before = useRef<TextBlocks | undefined>(undefined);
  before.current = textBlocks(text, before.current);
  const { settled, open } = before.current;
  const [first = "", ...others] = open === "" ? settled : [...settled, open];
  const [lead, more] = isParagraph(first) ? firstSentences(first.trimEnd()) : ["", first];
  return (
    <div class="live-text">
      <AnswerText text={lead} kind="lead" onCite={ignore} />
      {[more, ...others].map((block, index) => (
        <AnswerText key={index} text={block} kind="body" onCite={ignore} />
      ))}
    </div>
  );
}

/** Whether a block will be taken for the answer's first sentence, and not for a table or a list. */
function isParagraph(block: string): boolean {
  return !/^(?:[|#>*-]|\d+\.)\s?/.test(block) || block.startsWith("**");
}
