import { Lexer, type Token, type Tokens } from "marked";

/** An answer's text in the order it is read: the first sentences, then the rest. */
export type TextParts = { readonly lead: string; readonly rest: string };

/**
 * Parts the first sentences from what follows, and leaves out a table whose figures are all in `drawn`: what a chart
 * beside the text shows already is not told twice.
 */
export function textParts(text: string, drawn: readonly number[] = []): TextParts {
  const tokens = new Lexer({ gfm: true }).lex(text).filter((token) => token.type !== "space");
  const [first, ...others] = tokens;
  const isLead = first?.type === "paragraph";
  const [lead, more] = isLead ? firstSentences(first.raw.trimEnd()) : ["", ""];
  const rest = (isLead ? others : tokens)
    .filter((token) => !isTable(token) || !tellsTheSame(token, drawn))
    .map((token) => token.raw.trimEnd());
  return { lead, rest: [...(more === "" ? [] : [more]), ...rest].join("\n\n") };
}

/** Sentences come first until they hold so many characters: "Yes." alone says too little. */
const leadChars = 80;

/**
 * A paragraph's first sentences, and what is left of it. A sentence ends before a space and a capital or bold; where it
 * was found it stays when the paragraph grows.
 */
export function firstSentences(paragraph: string): readonly [lead: string, more: string] {
  for (const { index, 0: gap } of paragraph.matchAll(/(?<=[.!?](?:\*\*)?(?: \[e\d+\])?)\s+(?=[A-Z*])/g)) {
    if (index >= leadChars) return [paragraph.slice(0, index), paragraph.slice(index + gap.length)];
  }
  return [paragraph, ""];
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === "table";
}

/** Whether every number of the table's last column is one of `drawn`, rounded as it is written. */
function tellsTheSame(table: Tokens.Table, drawn: readonly number[]): boolean {
  if (drawn.length === 0) return false;
  const written = table.rows.map((row) => row.at(-1)?.text ?? "").filter((cell) => /\d/.test(cell));
  return written.length > 0 && written.every((cell) => drawn.some((value) => isWrittenAs(value, cell)));
}

function isWrittenAs(value: number, cell: string): boolean {
  const plain = cell.replaceAll(/[^\d.−-]/g, "").replace("−", "-");
  const digits = plain.split(".")[1]?.length ?? 0;
  return Math.abs(Number(plain) - value) <= 0.5 * 10 ** -digits + 1e-9;
}
