import { Lexer } from "marked";

/** Markdown cut into blocks: paragraphs, lists, tables. */
export type TextBlocks = {
  /** Length of the text that the settled blocks come from. */
  readonly settledChars: number;
  /** Blocks that no further text can change. */
  readonly settled: readonly string[];
  /** The block that still grows; empty between two. */
  readonly open: string;
};

const none: TextBlocks = { settledChars: 0, settled: [], open: "" };

/**
 * The blocks of a text that grows at its end. `before` are those of the text so far: only what came after its settled
 * blocks is read again, so that a long answer costs no more for each word than a short one.
 */
export function textBlocks(text: string, before: TextBlocks = none): TextBlocks {
  const known = text.length >= before.settledChars ? before : none;
  const tokens = new Lexer({ gfm: true }).blockTokens(text.slice(known.settledChars));
  let { settledChars } = known;
  const settled = [...known.settled];
  const lastBlock = tokens.findLastIndex((token) => token.type !== "space");
  for (const token of tokens.slice(0, Math.max(lastBlock, 0))) {
    settledChars += token.raw.length;
    if (token.type !== "space") settled.push(token.raw);
  }
  return { settledChars, settled, open: text.slice(settledChars).trimEnd() };
}
