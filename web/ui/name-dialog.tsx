import type { RefObject } from "preact";
import { useState } from "preact/hooks";

import { Icon } from "./icon.tsx";

/** A dialog that renames or deletes something. Deleting asks a second time; both promises end the dialog when kept. */
export function NameDialog({
  dialogRef,
  label,
  fieldLabel,
  name,
  onRename,
  onDelete,
}: {
  readonly dialogRef: RefObject<HTMLDialogElement | null>;
  readonly label: string;
  readonly fieldLabel: string;
  readonly name: string;
  readonly onRename: (name: string) => Promise<unknown>;
  readonly onDelete: () => Promise<unknown>;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const [isSure, setIsSure] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const close = () => dialogRef.current?.close();
  const act = (work: Promise<unknown>) => void work.then(close, () => setHasFailed(true));
  const onClosed = () => {
    setDraft(null);
    setIsSure(false);
    setHasFailed(false);
  };
  return (
    <dialog
      ref={dialogRef}
      aria-label={label}
      onClose={onClosed}
      onClick={(event) => event.target === dialogRef.current && close()}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act(onRename(draft ?? name));
        }}
      >
        <label>
          {fieldLabel}
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
    </dialog>
  );
}
