import { refuse } from "../refuse.ts";
import { limits } from "./limits.ts";

/** One token. `text` is lower-cased for words, unescaped for quoted names and strings. */
export type Token = {
  readonly kind: "word" | "name" | "string" | "integer" | "decimal" | "double" | "symbol" | "end";
  readonly text: string;
  /** Where it starts in the query. */
  readonly offset: number;
};

const symbols = [
  "<>",
  "!=",
  "<=",
  ">=",
  "||",
  "->",
  "(",
  ")",
  "[",
  "]",
  ",",
  ".",
  "=",
  "<",
  ">",
  "+",
  "-",
  "*",
  "/",
  "%",
  ";",
  "?",
];
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const space = /[ \t\r\n]+/y;

/**
 * Splits a query into tokens; comments are dropped. Throws `SQL_REFUSED` on a text or token count past the
 * limits, on characters that no query needs outside strings (control, bidirectional, any non-ASCII: look-alikes
 * of a keyword or a name), and on strings and comments that do not end.
 */
export function tokenize(sql: string): readonly Token[] {
  if (sql.length > limits.textLength) {
    throw refuse(`The query has ${sql.length} characters.`, `Write it in at most ${limits.textLength} characters.`);
  }
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < sql.length) {
    const skipped = skip(sql, offset);
    if (skipped > offset) {
      offset = skipped;
      continue;
    }
    const { token, end } = readToken(sql, offset);
    tokens.push(token);
    offset = end;
    if (tokens.length > limits.tokens) {
      throw refuse(`The query has more than ${limits.tokens} words and signs.`, "Ask for less in one query.");
    }
  }
  tokens.push({ kind: "end", text: "", offset: sql.length });
  return tokens;
}

function readToken(sql: string, offset: number): { readonly token: Token; readonly end: number } {
  const sign = sql[offset] ?? "";
  if (sign === "'" || sign === '"') {
    const { text, end } = readQuoted(sql, offset, sign);
    return { token: { kind: sign === "'" ? "string" : "name", text, offset }, end };
  }
  const digits = match(number, sql, offset);
  if (digits !== null) {
    const end = offset + digits.length;
    if (match(word, sql, end) !== null) {
      throw refuse(`"${sql.slice(offset, end + 12)}" is neither a number nor a name.`, "Put a space after the number.");
    }
    const kind = /[eE]/.test(digits) ? "double" : digits.includes(".") ? "decimal" : "integer";
    return { token: { kind, text: digits, offset }, end };
  }
  const letters = match(word, sql, offset);
  if (letters !== null)
    return {
      token: { kind: "word", text: letters.toLowerCase(), offset },
      end: offset + letters.length,
    };
  const symbol = symbols.find((candidate) => sql.startsWith(candidate, offset));
  if (symbol !== undefined) {
    return {
      token: { kind: "symbol", text: symbol === "!=" ? "<>" : symbol, offset },
      end: offset + symbol.length,
    };
  }
  const code = (sql.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  throw refuse(
    `The character U+${code} at position ${offset + 1} has no meaning in a query.`,
    "Outside strings use only plain ASCII letters, digits and signs.",
  );
}

/** Past spaces and comments; `offset` itself where there are none. */
function skip(sql: string, offset: number): number {
  const spaces = match(space, sql, offset);
  if (spaces !== null) return offset + spaces.length;
  if (sql.startsWith("--", offset)) {
    const end = sql.indexOf("\n", offset);
    return end < 0 ? sql.length : end;
  }
  if (sql.startsWith("/*", offset)) {
    const end = sql.indexOf("*/", offset + 2);
    if (end < 0) throw refuse("A comment that starts with /* does not end.", "Leave the comment out.");
    return end + 2;
  }
  return offset;
}

function readQuoted(sql: string, start: number, quote: string): { readonly text: string; readonly end: number } {
  let text = "";
  for (let at = start + 1; at < sql.length; at++) {
    const sign = sql[at] ?? "";
    if (sign !== quote) {
      if (isHidden(sign) || (quote === '"' && sign > "~")) {
        throw refuse(
          `A ${quote === '"' ? "quoted name" : "string"} holds a hidden or foreign character.`,
          "Use visible characters in strings, and plain ASCII in names.",
        );
      }
      text += sign;
    } else if (sql[at + 1] === quote) {
      text += quote;
      at++;
    } else {
      return { text, end: at + 1 };
    }
  }
  throw refuse(
    `A ${quote === '"' ? "quoted name" : "string"} that starts at position ${start + 1} does not end.`,
    `Close it with ${quote}; a ${quote} inside is written twice.`,
  );
}

/** Control, zero-width and bidirectional characters: a reader and a parser see two different texts. */
function isHidden(sign: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(sign) && sign !== "\n" && sign !== "\t" && !/[\uD800-\uDFFF]/.test(sign);
}

function match(pattern: RegExp, sql: string, offset: number): string | null {
  pattern.lastIndex = offset;
  return pattern.exec(sql)?.[0] ?? null;
}
