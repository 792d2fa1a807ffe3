import { useRef, useState } from "preact/hooks";

import type { Answer } from "../contract/routes.d.ts";
import { Icon } from "../ui/icon.tsx";
import { useCopy } from "../ui/use-copy.ts";
import { answerMarkdown } from "./answer-markdown.ts";
import { ReasonForm } from "./reason-form.tsx";
import { useFeedback } from "./use-feedback.ts";

/** Thumbs with a reason, copy, ask afresh. */
export function AnswerActions({ answer, onAskAfresh }: { readonly answer: Answer; readonly onAskAfresh: () => void }) {
  const { copied, copy } = useCopy();
  const bar = useRef<HTMLDivElement>(null);
  const { verdict, hasFailed, give } = useFeedback(answer.id, bar);
  const [isAsking, setIsAsking] = useState(false);
  const [isThanked, setIsThanked] = useState(false);
  return (
    <>
      <div class="actions" ref={bar}>
        <button
          type="button"
          class="square"
          aria-label="Good answer"
          aria-pressed={verdict === "up"}
          onClick={() => {
            setIsAsking(false);
            setIsThanked(true);
            give("up", null, null);
          }}
        >
          <Icon name="thumb" />
        </button>
        <button
          type="button"
          class="square"
          aria-label="Bad answer"
          aria-pressed={verdict === "down"}
          aria-expanded={isAsking}
          onClick={() => {
            give("down", null, null);
            setIsAsking(true);
          }}
        >
          <Icon name="thumb" class="flip" />
        </button>
        <span class="rule" />
        <button
          type="button"
          class="square"
          aria-label={copied ? "Copied" : "Copy the answer as markdown"}
          title="Copy as markdown"
          onClick={() => copy(answerMarkdown(answer))}
        >
          <Icon name={copied ? "check" : "copy"} />
        </button>
        <button
          type="button"
          class="square"
          aria-label="Ask again, not from memory"
          title="Ask again"
          onClick={onAskAfresh}
        >
          <Icon name="again" />
        </button>
        <span class="hint" role="status">
          {hasFailed ? "Your opinion could not be kept." : isThanked && !isAsking ? "Thank you." : ""}
        </span>
      </div>
      {isAsking && (
        <ReasonForm
          onGive={(reason, correction) => {
            give("down", reason, correction);
            setIsAsking(false);
            setIsThanked(true);
          }}
        />
      )}
    </>
  );
}
