/** Where the page is. */
export type Place =
  /** `asks` are questions that a link brings along, to be asked one after the other. */
  | { readonly page: "start"; readonly asks: readonly string[] }
  | { readonly page: "thread"; readonly thread: string }
  | { readonly page: "answer"; readonly answer: string }
  /** Somebody else's answer, by its link. */
  | { readonly page: "shared"; readonly share: string }
  | { readonly page: "board"; readonly board: string }
  | { readonly page: "customer"; readonly customer: string }
  | { readonly page: "model"; readonly model: string }
  | { readonly page: "runs" }
  | { readonly page: "review" }
  | { readonly page: "nowhere" };

/** The place that a path and its query name. */
export function placeOf(path: string, search = ""): Place {
  const [first = "", second = "", third] = path.split("/").slice(1).map(decodePart);
  if (third !== undefined) return { page: "nowhere" };
  if (second === "") {
    switch (first) {
      case "":
        return { page: "start", asks: new URLSearchParams(search).getAll("ask") };
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
    case "shared":
      return { page: "shared", share: second };
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
      return place.asks.length === 0 ? "/" : `/?${new URLSearchParams(place.asks.map((ask) => ["ask", ask]))}`;
    case "nowhere":
      return "/";
    case "runs":
    case "review":
      return `/${place.page}`;
    case "thread":
      return `/threads/${encodeURIComponent(place.thread)}`;
    case "answer":
      return `/answers/${encodeURIComponent(place.answer)}`;
    case "shared":
      return `/shared/${encodeURIComponent(place.share)}`;
    case "board":
      return `/boards/${encodeURIComponent(place.board)}`;
    case "customer":
      return `/customers/${encodeURIComponent(place.customer)}`;
    case "model":
      return `/models/${encodeURIComponent(place.model)}`;
  }
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
