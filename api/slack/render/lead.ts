import { parseMarkdown, type TextPart } from "./parse-markdown.ts";

/** Sentences come first until they hold so many characters: "Yes." alone says too little. */
const leadChars = 80;

/** An answer's first sentences, and the pieces that follow them; the lead is empty where a table comes first. */
export function leadOf(text: string): { readonly lead: string; readonly parts: readonly TextPart[] } {
  const [first, ...others] = parseMarkdown(text);
  if (first?.kind !== "words") return { lead: "", parts: first ? [first, ...others] : [] };
  const [paragraph = "", ...rest] = first.text.split(/\n\n+/);
  const [lead, more] = /^([-*+#>]|\d+[.)])\s/.test(paragraph) ? ["", paragraph] : firstSentences(paragraph);
  const left = [more, ...rest].filter((part) => part !== "").join("\n\n");
  return { lead, parts: [...(left === "" ? [] : [{ kind: "words" as const, text: left }]), ...others] };
}

/** A sentence ends before a space and a capital or bold, where no bold is left open. */
function firstSentences(paragraph: string): readonly [lead: string, more: string] {
  for (const { index, 0: gap } of paragraph.matchAll(/(?<=[.!?](?:\*\*)?(?: ?\[e\d+\])?)\s+(?=[\p{Lu}*])/gu)) {
    const lead = paragraph.slice(0, index);
    const isWhole = (lead.match(/\*\*/g)?.length ?? 0) % 2 === 0 && (lead.match(/`/g)?.length ?? 0) % 2 === 0;
    if (index >= leadChars && isWhole) return [lead, paragraph.slice(index + gap.length)];
  }
  return [paragraph, ""];
}
