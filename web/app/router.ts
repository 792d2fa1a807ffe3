import { useEffect, useState } from "preact/hooks";

import { pathOf, placeOf, type Place } from "./place.ts";

/** Goes to a place without loading the page anew; `replace` leaves no step to go back to. */
export function go(place: Place, { replace = false } = {}): void {
  const path = pathOf(place);
  if (path === here()) return;
  const state: PlaceState = { isFromPage: true };
  if (replace) history.replaceState(state, "", path);
  else history.pushState(state, "", path);
  dispatchEvent(new PopStateEvent("popstate", { state }));
}

/** Whether the reader came here by a link of the page itself, and not by an address from elsewhere. */
export function isFromPage(): boolean {
  // Only `go` sets it.
  return (history.state as PlaceState | null)?.isFromPage === true;
}

/** The place the page is at, and links inside the page that do not load it anew. */
export function usePlace(): Place {
  const [path, setPath] = useState(here);
  useEffect(() => {
    const onMove = () => setPath(here());
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link || !isPlainClick(event) || link.origin !== location.origin || link.target || link.download) return;
      const place = placeOf(link.pathname, link.search);
      if (place.page === "nowhere" || link.hash) return;
      event.preventDefault();
      go(place);
    };
    addEventListener("popstate", onMove);
    document.addEventListener("click", onClick);
    return () => {
      removeEventListener("popstate", onMove);
      document.removeEventListener("click", onClick);
    };
  }, []);
  const [pathname = "", search = ""] = path.split("?");
  return placeOf(pathname, search);
}

type PlaceState = { readonly isFromPage: boolean };

function here(): string {
  return location.pathname + location.search;
}

function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
