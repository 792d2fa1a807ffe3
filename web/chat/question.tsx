import { useEffect, useRef, useState } from "preact/hooks";

import { Icon } from "../ui/icon.tsx";
import { QuestionText } from "./question-text.tsx";
import type { Turn } from "./turn.ts";

/** A question as it was asked; where `onAsk` is given it can be changed and asked again. */
export function Question({
  turn,
  onAsk,
}: {
  readonly turn: Turn;
  readonly onAsk: ((question: string) => void) | null;
}) {
  const [isEditing, setIsEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !isEditing) edit.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  if (isEditing && onAsk)
    return (
      <EditForm
        question={turn.question}
        onLeave={() => setIsEditing(false)}
        onAsk={(question) => {
          setIsEditing(false);
          onAsk(question);
        }}
      />
    );
  return (
    <div class="question">
      <QuestionText question={turn.question} />
      <span class="who">
        {onAsk && (
          <button type="button" ref={edit} class="mini edit" onClick={() => setIsEditing(true)}>
            <Icon name="edit" />
            Edit
          </button>
        )}
        You{turn.kind === "finished" && ` · ${timeOf(turn.answer.timing.startedAt)}`}
      </span>
    </div>
  );
}

function EditForm({
  question,
  onAsk,
  onLeave,
}: {
  readonly question: string;
  readonly onAsk: (question: string) => void;
  readonly onLeave: () => void;
}) {
  const [draft, setDraft] = useState(question);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(question.length, question.length);
  }, []);
  const ask = () => {
    if (draft.trim() !== "") onAsk(draft.trim());
  };
  return (
    <form
      class="question editing"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <textarea
        ref={field}
        aria-label="The question, to be changed"
        rows={Math.min(8, draft.split("\n").length + 1)}
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            onLeave();
          }
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          ask();
        }}
      />
      <div class="row">
        <button type="button" class="button" onClick={onLeave}>
          Leave it
        </button>
        <button type="submit" class="button primary" disabled={draft.trim() === ""}>
          Ask again
        </button>
      </div>
    </form>
  );
}

function timeOf(iso: string): string {
  return new Date(iso).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}
