import type { ComponentChildren } from "preact";

/** A part of the window that scrolls by itself; the keyboard reaches it to scroll. */
export function ScrollArea({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <section class="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
