import { useRef, useState } from "preact/hooks";

import { call } from "../client/call.ts";
import type { Thread } from "../contract/routes.d.ts";
import { Icon } from "../ui/icon.tsx";

/** Rename and delete, behind a button that shows itself with the pointer or the keyboard. */
export function ThreadMenu({
  thread,
  onChange,
}: {
  readonly thread: Thread;
  readonly onChange: (change: "renamed" | "deleted") => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [title, setTitle] = useState(thread.title);
  const [problem, setProblem] = useState(false);
  const close = () => dialog.current?.close();
  const act = (work: Promise<unknown>, change: "renamed" | "deleted") =>
    work.then(
      () => {
        close();
        onChange(change);
      },
      () => setProblem(true),
    );
  const path = { id: thread.id };
  return (
    <>
      <button
        type="button"
        class="square thread-menu"
        aria-label={`Rename or delete: ${thread.title}`}
        onClick={() => {
          setTitle(thread.title);
          setProblem(false);
          dialog.current?.showModal();
        }}
      >
        <Icon name="more" />
      </button>
      <dialog ref={dialog} aria-label="Conversation" onClick={(event) => event.target === dialog.current && close()}>
        <form
          method="dialog"
          onSubmit={(event) => {
            event.preventDefault();
            void act(call("PATCH /v1/threads/{id}", { path, body: { title } }), "renamed");
          }}
        >
          <label>
            Name of the conversation
            <input value={title} maxLength={80} required onInput={(event) => setTitle(event.currentTarget.value)} />
          </label>
          {problem && <p role="alert">That could not be done. Try again in a moment.</p>}
          <div class="row">
            <button
              type="button"
              class="button danger"
              onClick={() => void act(call("DELETE /v1/threads/{id}", { path }), "deleted")}
            >
              <Icon name="trash" />
              Delete
            </button>
            <span class="space" />
            <button type="button" class="button" onClick={close}>
              Leave it
            </button>
            <button type="submit" class="button primary">
              Rename
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
