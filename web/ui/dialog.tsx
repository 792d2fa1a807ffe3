import type { ComponentChildren, RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** A dialog over the page, opened by `showModal`. Esc and a press beside it close it; the focus goes back by itself. */
export function Dialog({
  dialogRef,
  label,
  onClosed,
  children,
}: {
  readonly dialogRef: RefObject<HTMLDialogElement | null>;
  readonly label: string;
  readonly onClosed?: () => void;
  readonly children: ComponentChildren;
}) {
  useEffect(() => {
    const dialog = dialogRef.current;
    // A press on the shade is one on the dialog itself; the keyboard has Esc for it.
    const onPress = (event: MouseEvent) => event.target === dialog && dialog?.close();
    dialog?.addEventListener("click", onPress);
    return () => dialog?.removeEventListener("click", onPress);
  }, []);
  return (
    <dialog ref={dialogRef} aria-label={label} tabIndex={-1} onClose={onClosed}>
      {children}
    </dialog>
  );
}
