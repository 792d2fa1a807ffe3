import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

import { Icon } from "./icon.tsx";

/** The line above a page: menu on narrow screens, title, what can be done. */
export function TopBar({
  title,
  onMenu,
  children,
}: {
  readonly title: string;
  readonly onMenu: () => void;
  readonly children?: ComponentChildren;
}) {
  useEffect(() => {
    document.title = title === "Reckoner" ? title : `${title} · Reckoner`;
  }, [title]);
  return (
    <header class="top">
      <button type="button" class="square menu-button" aria-label="Open the menu" onClick={onMenu}>
        <Icon name="menu" />
      </button>
      <h1>{title}</h1>
      <span class="space" />
      {children}
    </header>
  );
}
