import type { Answer } from "../contract/routes.d.ts";
import { Icon } from "../ui/icon.tsx";
import { useCopy } from "../ui/use-copy.ts";
import { AddToBoard } from "./add-to-board.tsx";

/** What can be done with the answer in view: save it on a board, share it, see what it rests on. */
export function ThreadActions({
  answer,
  isEvidenceOpen,
  onEvidence,
}: {
  readonly answer: Answer;
  readonly isEvidenceOpen: boolean;
  readonly onEvidence: () => void;
}) {
  const { copied, copy } = useCopy();
  return (
    <>
      <AddToBoard answer={answer} />
      <button
        type="button"
        class="ghost"
        onClick={() => copy(`${location.origin}/answers/${encodeURIComponent(answer.id)}`)}
      >
        <Icon name={copied ? "check" : "share"} />
        <span>{copied ? "Link copied" : "Share"}</span>
      </button>
      <button type="button" class="ghost narrow-only" aria-pressed={isEvidenceOpen} onClick={onEvidence}>
        <Icon name="data" />
        <span>Evidence</span>
      </button>
    </>
  );
}
