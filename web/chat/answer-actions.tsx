import { useState } from "preact/hooks";

import { call } from "../client/call.ts";
import type { Answer } from "../contract/routes.d.ts";
import { Icon } from "../ui/icon.tsx";
import { useCopy } from "../ui/use-copy.ts";
import { answerMarkdown } from "./answer-markdown.ts";
import { ReasonForm } from "./reason-form.tsx";

type Verdict = "up" | "down";

/** Thumbs with a reason, copy, ask afresh. */
export function AnswerActions({ answer, onAskAfresh }: { readonly answer: Answer; readonly onAskAfresh: () => void }) {
  const { copied, copy } = useCopy();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const give = (next: Verdict, reason: string | null, correction: string | null) => {
    setVerdict(next);
    call("PUT /v1/answers/{id}/feedback", {
      path: { id: answer.id },
      body: { verdict: next, reason, correction },
    }).then(
      () => setHasFailed(false),
      () => setHasFailed(true),
    );
  };
  return (
    <>
      <div class="actions">
        <button
          type="button"
          class="square"
          aria-label="Good answer"
          aria-pressed={verdict === "up"}
          onClick={() => {
            setIsAsking(false);
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
          {hasFailed ? "Your opinion could not be kept." : verdict === null ? "" : isAsking ? "" : "Thank you."}
        </span>
      </div>
      {isAsking && (
        <ReasonForm
          onGive={(reason, correction) => {
            give("down", reason, correction);
            setIsAsking(false);
          }}
        />
      )}
    </>
  );
}
