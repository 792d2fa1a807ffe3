import type { Answer } from "../contract/routes.d.ts";
import type { EvidenceView } from "../evidence/use-evidence-view.ts";
import { Icon } from "../ui/icon.tsx";
import { AddToBoard } from "./add-to-board.tsx";
import { ShareButton } from "./share-button.tsx";

/** What can be done with the answer in view: save it on a board, share it, see what it rests on. */
export function ThreadActions({ answer, view }: { readonly answer: Answer; readonly view: EvidenceView }) {
  return (
    <>
      <AddToBoard answer={answer} />
      <ShareButton answerId={answer.id} />
      <EvidenceButton view={view} />
    </>
  );
}

/** Shows and puts away the evidence; not there while it stands open beside the answer. */
export function EvidenceButton({ view }: { readonly view: EvidenceView }) {
  if (view.isOpen && !view.isDrawer) return null;
  return (
    <button type="button" class="ghost" aria-expanded={view.isOpen} onClick={view.toggle}>
      <Icon name="data" />
      <span>Evidence</span>
    </button>
  );
}
