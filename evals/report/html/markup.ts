/** Text that is HTML already; made by `html` and `trusted` only. */
export type Markup = { readonly markup: string };

type Slot = Markup | string | number | readonly Slot[] | null;

/**
 * HTML with its slots escaped, unless they are markup themselves; null is nothing, lists are joined. The template's own
 * indentation is left out, which a thousand cases would repeat.
 */
export function html(parts: TemplateStringsArray, ...slots: readonly Slot[]): Markup {
  const plain = parts.map((part) => part.replaceAll(/\n\s+/g, "\n"));
  return { markup: plain.reduce((text, part, index) => text + render(slots[index - 1] ?? null) + part) };
}

/** Takes text as HTML. For the page's own files, and for what is built of escaped text only. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** Text in which nothing is markup, in an element or a quoted attribute, of HTML or XML. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])\p{Cc}/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function render(slot: Slot): string {
  if (slot === null) return "";
  if (typeof slot === "string") return escapeMarkup(slot);
  if (typeof slot === "number") return String(slot);
  return "markup" in slot ? slot.markup : slot.map(render).join("");
}
