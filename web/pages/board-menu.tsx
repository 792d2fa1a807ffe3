import { useRef } from "preact/hooks";

import { announceChange } from "../app/changes.ts";
import { go } from "../app/router.ts";
import { call } from "../client/call.ts";
import type { Board } from "../contract/routes.d.ts";
import { Icon } from "../ui/icon.tsx";
import { NameDialog } from "../ui/name-dialog.tsx";

/** Rename and delete a board. */
export function BoardMenu({ board, onRenamed }: { readonly board: Board; readonly onRenamed: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const path = { id: board.id };
  const rename = async (title: string) => {
    await call("PATCH /v1/boards/{id}", { path, body: { title } });
    announceChange();
    onRenamed();
  };
  const remove = async () => {
    await call("DELETE /v1/boards/{id}", { path });
    announceChange();
    go({ page: "start", asks: [] });
  };
  return (
    <>
      <button
        type="button"
        class="square"
        aria-label="Rename or delete the board"
        onClick={() => dialog.current?.showModal()}
      >
        <Icon name="more" />
      </button>
      <NameDialog
        dialogRef={dialog}
        label="Board"
        fieldLabel="Name of the board"
        name={board.title}
        onRename={rename}
        onDelete={remove}
      />
    </>
  );
}
