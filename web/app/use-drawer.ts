import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/**
 * Makes an element a drawer while it is open: what lies beside it cannot be reached, the focus goes in and is given back
 * afterwards, Esc closes it.
 */
export function useDrawer(drawer: RefObject<HTMLElement | null>, isOpen: boolean, onClose: () => void): void {
  const latest = useRef(onClose);
  latest.current = onClose;
  useEffect(() => {
    const element = drawer.current;
    if (!isOpen || !element) return;
    const before = document.activeElement;
    const beside = [...(element.parentElement?.children ?? [])].filter((one) => one !== element && !isShade(one));
    for (const one of beside) one.toggleAttribute("inert", true);
    if (!element.contains(before)) element.querySelector<HTMLElement>("button, a[href]")?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      // The same key would stop a turn.
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      for (const one of beside) one.toggleAttribute("inert", false);
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [isOpen]);
}

function isShade(element: Element): boolean {
  return element.classList.contains("shade");
}
