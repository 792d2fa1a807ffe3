import { Lexer, type Token, type Tokens } from "marked";

/** An answer's text in the order it is read: the first paragraph, then the rest. */
export type TextParts = { readonly lead: string; readonly rest: string };

/**
 * Parts the first paragraph from what follows, and leaves out a table whose figures are all in `drawn`: what a chart
 * beside the text shows already is not told twice.
 */
export function textParts(text: string, drawn: readonly number[] = []): TextParts {
  const tokens = new Lexer({ gfm: true }).lex(text).filter((token) => token.type !== "space");
  const [first, ...others] = tokens;
  const isLead = first?.type === "paragraph";
  const rest = isLead ? others : tokens;
  return {
    lead: isLead ? first.raw : "",
    rest: rest
      .filter((token) => !isTable(token) || !tellsTheSame(token, drawn))
      .map((token) => token.raw.trimEnd())
      .join("\n\n"),
  };
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
