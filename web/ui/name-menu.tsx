import { useRef, useState } from "preact/hooks";

import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";

/** A button behind which something is renamed or deleted. Deleting asks a second time; what is kept ends the dialog. */
export function NameMenu({
  what,
  name,
  class: className = "",
  onRename,
  onDelete,
}: {
  /** In words, "conversation" say. */
  readonly what: string;
  readonly name: string;
  readonly class?: string;
  readonly onRename: (name: string) => Promise<unknown>;
  readonly onDelete: () => Promise<unknown>;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const [isSure, setIsSure] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const close = () => dialog.current?.close();
  const act = (work: Promise<unknown>) => void work.then(close, () => setHasFailed(true));
  const onClosed = () => {
    setDraft(null);
    setIsSure(false);
    setHasFailed(false);
  };
  return (
    <>
      <button
        type="button"
        class={`square ${className}`}
        aria-label={`Rename or delete the ${what}: ${name}`}
        onClick={() => dialog.current?.showModal()}
      >
        <Icon name="more" />
      </button>
      <Dialog dialogRef={dialog} label={`The ${what}`} onClosed={onClosed}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            act(onRename(draft ?? name));
          }}
        >
          <label>
            Name of the {what}
            <input
              value={draft ?? name}
              maxLength={80}
              required
              onInput={(event) => setDraft(event.currentTarget.value)}
            />
          </label>
          {hasFailed && <p role="alert">That could not be done. Try again in a moment.</p>}
          <div class="row">
            <button type="button" class="button danger" onClick={() => (isSure ? act(onDelete()) : setIsSure(true))}>
              <Icon name="trash" />
              {isSure ? "Really delete" : "Delete"}
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
      </Dialog>
    </>
  );
}
