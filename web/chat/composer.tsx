import { useEffect, useRef } from "preact/hooks";

import { Icon } from "../ui/icon.tsx";

export type ComposerProps = {
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
  readonly isRunning: boolean;
  /** Whether the person's role has the right to ask. */
  readonly mayAsk: boolean;
  /** The question before, which the up arrow brings back; null in a new conversation. */
  readonly lastQuestion: string | null;
  /** What is asked over, for the line below the question. */
  readonly scope: string;
  readonly onAsk: (question: string) => void;
  readonly onStop: () => void;
};

const tallestPx = 220;

/** The question: Enter sends, Shift and Enter begins a line, Esc stops what runs. */
export function Composer(props: ComposerProps) {
  const { draft, onDraft, isRunning, mayAsk, lastQuestion, scope, onAsk, onStop } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!field.current) return;
    field.current.style.height = "auto";
    field.current.style.height = `${Math.min(field.current.scrollHeight, tallestPx)}px`;
  }, [draft]);
  useEffect(() => {
    // On a phone the keyboard would cover the answer.
    if (!isRunning && matchMedia("(hover: hover)").matches) field.current?.focus({ preventScroll: true });
  }, [isRunning]);
  if (!mayAsk)
    return (
      <p class="composer no-right">
        <Icon name="info" />
        Your role cannot ask questions. Somebody who gives roles here can change that.
      </p>
    );
  const question = draft.trim();
  const ask = () => {
    if (question === "" || isRunning) return;
    onDraft("");
    onAsk(question);
  };
  return (
    <form
      class="composer"
      id="composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (isRunning) onStop();
        else ask();
      }}
    >
      <div class="box">
        <textarea
          id="question"
          aria-label="Ask about customers, features or models"
          ref={field}
          rows={1}
          value={draft}
          placeholder={
            isRunning ? "Ask a follow-up when it is done" : lastQuestion === null ? "Ask a question" : "Ask a follow-up"
          }
          onInput={(event) => onDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "ArrowUp" && draft === "" && lastQuestion !== null) {
              event.preventDefault();
              onDraft(lastQuestion);
            }
            // While a text is being composed (Japanese, say), Enter belongs to that.
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            ask();
          }}
        />
        <div class="row">
          <span class="scope">
            <Icon name="data" />
            {scope}
          </span>
          <span class="space" />
          <span class="hint">{isRunning ? "Esc to stop" : "Enter to send"}</span>
          <button
            type="submit"
            class="send"
            aria-label={isRunning ? "Stop" : "Send"}
            disabled={!isRunning && question === ""}
          >
            <Icon name={isRunning ? "stop" : "send"} class={isRunning ? "filled" : ""} />
          </button>
        </div>
      </div>
    </form>
  );
}
