import { useRef, useState } from "preact/hooks";

import { announceChange } from "../app/changes.ts";
import { call } from "../client/call.ts";
import type { Answer, BoardSummary } from "../contract/routes.d.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";

/** Puts the answer on a board, one that is there or a new one. */
export function AddToBoard({ answer }: { readonly answer: Answer }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [boards, setBoards] = useState<readonly BoardSummary[]>([]);
  const [title, setTitle] = useState("");
  const [hasFailed, setHasFailed] = useState(false);
  const open = () => {
    setHasFailed(false);
    call("GET /v1/boards", {}).then(
      ({ items }) => setBoards(items),
      () => setBoards([]),
    );
    dialog.current?.showModal();
  };
  const add = async (board: Promise<{ readonly id: string }>) => {
    try {
      const { id } = await board;
      await call("POST /v1/boards/{id}/answers", { path: { id }, body: { answerId: answer.id } });
      dialog.current?.close();
      announceChange();
    } catch {
      setHasFailed(true);
    }
  };
  return (
    <>
      <button type="button" class="ghost" onClick={open}>
        <Icon name="board" />
        <span>Add to board</span>
      </button>
      <Dialog dialogRef={dialog} label="Add to a board">
        <div class="choices">
          {boards.map((board) => (
            <button type="button" class="button" key={board.id} onClick={() => void add(Promise.resolve(board))}>
              <Icon name="board" />
              {board.title}
            </button>
          ))}
        </div>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void add(call("POST /v1/boards", { body: { title } }));
          }}
        >
          <label>
            A new board
            <input value={title} maxLength={80} required onInput={(event) => setTitle(event.currentTarget.value)} />
          </label>
          {hasFailed && <p role="alert">That could not be done. Try again in a moment.</p>}
          <div class="row">
            <span class="space" />
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              Leave it
            </button>
            <button type="submit" class="button primary">
              Add
            </button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
