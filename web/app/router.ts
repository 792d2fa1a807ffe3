import { useEffect, useState } from "preact/hooks";

/** Where the page is. */
export type Place =
  | { readonly page: "start" }
  | { readonly page: "thread"; readonly thread: string }
  | { readonly page: "answer"; readonly answer: string }
  | { readonly page: "board"; readonly board: string }
  | { readonly page: "customer"; readonly customer: string }
  | { readonly page: "model"; readonly model: string }
  | { readonly page: "runs" }
  | { readonly page: "review" }
  | { readonly page: "nowhere" };

/** The place that a path names. */
export function placeOf(path: string): Place {
  const [first = "", second = "", third] = path.split("/").slice(1).map(decodePart);
  if (third !== undefined) return { page: "nowhere" };
  if (second === "") {
    switch (first) {
      case "":
        return { page: "start" };
      case "runs":
      case "review":
        return { page: first };
      default:
        return { page: "nowhere" };
    }
  }
  switch (first) {
    case "threads":
      return { page: "thread", thread: second };
    case "answers":
      return { page: "answer", answer: second };
    case "boards":
      return { page: "board", board: second };
    case "customers":
      return { page: "customer", customer: second };
    case "models":
      return { page: "model", model: second };
    default:
      return { page: "nowhere" };
  }
}

/** The path of a place. */
export function pathOf(place: Place): string {
  switch (place.page) {
    case "start":
    case "nowhere":
      return "/";
    case "runs":
    case "review":
      return `/${place.page}`;
    case "thread":
      return `/threads/${encodeURIComponent(place.thread)}`;
    case "answer":
      return `/answers/${encodeURIComponent(place.answer)}`;
    case "board":
      return `/boards/${encodeURIComponent(place.board)}`;
    case "customer":
      return `/customers/${encodeURIComponent(place.customer)}`;
    case "model":
      return `/models/${encodeURIComponent(place.model)}`;
  }
}

/** Goes to a place without loading the page anew; `replace` leaves no step to go back to. */
export function go(place: Place, { replace = false } = {}): void {
  const path = pathOf(place);
  if (path === location.pathname) return;
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** The place the page is at, and links inside the page that do not load it anew. */
export function usePlace(): Place {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const onMove = () => setPath(location.pathname);
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link || !isPlainClick(event) || link.origin !== location.origin || link.target || link.download) return;
      if (placeOf(link.pathname).page === "nowhere" || link.hash) return;
      event.preventDefault();
      go(placeOf(link.pathname));
    };
    addEventListener("popstate", onMove);
    document.addEventListener("click", onClick);
    return () => {
      removeEventListener("popstate", onMove);
      document.removeEventListener("click", onClick);
    };
  }, []);
  return placeOf(path);
}

function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
