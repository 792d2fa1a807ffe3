import type { AppError } from "#core";

import { refuse } from "../refuse.ts";
import { limits } from "./limits.ts";
import type { Token } from "./tokens.ts";

/** A place in a list of tokens, with the ways a parser moves on from it. */
export type Cursor = {
  /** The token `ahead` places on; the end token past the end. */
  peek(ahead?: number): Token;
  /** Takes the next token, whatever it is. */
  take(): Token;
  /** Whether the next tokens are these keywords. */
  atWords(...words: readonly string[]): boolean;
  /** Takes the keywords if they are next. */
  takeWords(...words: readonly string[]): boolean;
  expectWords(...words: readonly string[]): void;
  atSymbol(symbol: string): boolean;
  takeSymbol(symbol: string): boolean;
  expectSymbol(symbol: string): void;
  /** Runs `parse` one level deeper; refuses past the depth limit. */
  nested<T>(parse: () => T): T;
  /** Counts one table named in the query; refuses past the limit. */
  countTable(): void;
  /** `parse`, as often as commas follow. */
  list<T>(parse: () => T): T[];
  /** A refusal that names the next token. */
  unexpected(expected: string): AppError;
  /** Goes back to a place that `position` gave. */
  reset(position: number): void;
  position(): number;
};

export function createCursor(tokens: readonly Token[]): Cursor {
  let position = 0;
  let depth = 0;
  let tables = 0;
  const end = tokens.at(-1) ?? { kind: "end", text: "", offset: 0 };
  const peek = (ahead = 0): Token => tokens[position + ahead] ?? end;
  const isWord = (ahead: number, text: string) => peek(ahead).kind === "word" && peek(ahead).text === text;
  const atWords = (...words: readonly string[]) => words.every((text, ahead) => isWord(ahead, text));
  const atSymbol = (symbol: string) => peek().kind === "symbol" && peek().text === symbol;
  const unexpected = (expected: string) => {
    const token = peek();
    const found = token.kind === "end" ? "the query ends" : `"${token.text}" stands at position ${token.offset + 1}`;
    return refuse(`Where ${expected} is expected, ${found}.`, hintFor(token.text));
  };
  const takeIf = (is: boolean, count: number) => {
    if (is) position += count;
    return is;
  };
  return {
    peek,
    take: () => tokens[position++] ?? end,
    atWords,
    takeWords: (...words) => takeIf(atWords(...words), words.length),
    expectWords: (...words) => {
      if (!takeIf(atWords(...words), words.length)) throw unexpected(words.join(" ").toUpperCase());
    },
    atSymbol,
    takeSymbol: (symbol) => takeIf(atSymbol(symbol), 1),
    expectSymbol: (symbol) => {
      if (!takeIf(atSymbol(symbol), 1)) throw unexpected(`"${symbol}"`);
    },
    nested: (parse) => {
      if (++depth > limits.depth) {
        throw refuse(
          `The query is nested more than ${limits.depth} levels deep at position ${peek().offset + 1}.`,
          "Flatten it, for example with a WITH clause for each step.",
        );
      }
      try {
        return parse();
      } finally {
        depth--;
      }
    },
    countTable: () => {
      if (++tables > limits.tableReferences) {
        throw refuse(`The query names more than ${limits.tableReferences} tables.`, "Ask for less in one query.");
      }
    },
    list: (parse) => {
      const items = [parse()];
      while (takeIf(atSymbol(","), 1)) items.push(parse());
      return items;
    },
    unexpected,
    reset: (to) => {
      position = to;
    },
    position: () => position,
  };
}

function hintFor(found: string): string {
  return hints[found] ?? "Only one SELECT query in Athena's dialect (Trino) is read; mend it at this place.";
}

/** What people try that the dialect writes in another way, or that no query here may hold. */
const hints: Readonly<Record<string, string>> = {
  ";": "Send one query, without a semicolon.",
  "?": "Write the value itself; parameters are not bound here.",
  recursive: "Recursive queries are not run.",
  qualify: "Athena has no QUALIFY: number the rows in a subquery and filter outside.",
  tablesample: "Sampling is not run; use LIMIT or filter by a column.",
  match_recognize: "Pattern matching over rows is not run; use window functions.",
  lateral: "Use CROSS JOIN UNNEST, or a join with a grouped subquery.",
  natural: "Name the columns: JOIN … USING (…).",
  for: "Time travel is not available; the tables hold one snapshot.",
  fetch: "Use LIMIT.",
  table: "Table functions are not run; name a table, or use UNNEST(sequence(1, n)) AS t(x).",
  json_table: "No column holds JSON; use the columns themselves.",
  into: "Only SELECT is run; nothing may be written.",
  ilike: "Athena has no ILIKE: use lower(x) LIKE '…'.",
  insert: "Only SELECT is run; nothing may be written.",
  update: "Only SELECT is run; nothing may be written.",
  delete: "Only SELECT is run; nothing may be written.",
};
