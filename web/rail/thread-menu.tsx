import { useRef } from "preact/hooks";

import { call } from "../client/call.ts";
import type { Thread } from "../contract/routes.d.ts";
import { Icon } from "../ui/icon.tsx";
import { NameDialog } from "../ui/name-dialog.tsx";

/** Rename and delete, behind a button that shows itself with the pointer or the keyboard. */
export function ThreadMenu({
  thread,
  onChange,
}: {
  readonly thread: Thread;
  readonly onChange: (change: "renamed" | "deleted") => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const path = { id: thread.id };
  return (
    <>
      <button
        type="button"
        class="square thread-menu"
        aria-label={`Rename or delete: ${thread.title}`}
        onClick={() => dialog.current?.showModal()}
      >
        <Icon name="more" />
      </button>
      <NameDialog
        dialogRef={dialog}
        label="Conversation"
        fieldLabel="Name of the conversation"
        name={thread.title}
        onRename={async (title) => {
          await call("PATCH /v1/threads/{id}", { path, body: { title } });
          onChange("renamed");
        }}
        onDelete={async () => {
          await call("DELETE /v1/threads/{id}", { path });
          onChange("deleted");
        }}
      />
    </>
  );
}
