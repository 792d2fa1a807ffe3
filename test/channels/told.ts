import type { Answer } from "#agent";

/** What an answer tells, in whatever channel: two that are the same here say the same. */
export type Told = {
  readonly outcome: Answer["outcome"];
  readonly text: string;
  /** Numerals of the text in their order. */
  readonly figures: readonly string[];
  readonly caveats: readonly string[];
  readonly followUps: readonly string[];
  /** Evidence that the text cites. */
  readonly citations: readonly string[];
  /** What was looked up: the tool of each piece of evidence, and its query. */
  readonly lookedUp: readonly { readonly id: string; readonly tool: string; readonly sql: string | null }[];
};

type AnswerLike = Pick<Answer, "outcome" | "text" | "followUps"> & {
  readonly caveats: readonly { readonly text: string }[];
  readonly evidence: readonly { readonly id: string; readonly tool: string; readonly sql: string | null }[];
};

/** What the answer of a channel that gives it as data tells. */
export function toldBy({ outcome, text, caveats, followUps, evidence }: AnswerLike): Told {
  return {
    outcome,
    text,
    figures: text.match(/[−+-]?\d[\d.,]*/g) ?? [],
    caveats: caveats.map((caveat) => caveat.text),
    followUps,
    citations: [...new Set(text.match(/\[e\d+\]/g) ?? [])],
    lookedUp: evidence.map(({ id, tool, sql }) => ({ id, tool, sql })),
  };
}

/**
 * What of the answer a person cannot read in the text that a channel shows them: sentences, cells of tables, caveats,
 * what may be asked next, and, where the channel `showsQueries`, their beginnings. Marks, spaces and line breaks are the
 * channel's own.
 */
export function notReadIn(shown: string, told: Told, showsQueries: boolean): readonly string[] {
  const read = lettersOf(shown);
  return partsOf(told, showsQueries).filter((part) => !read.includes(lettersOf(part)));
}

/** Letters of a query that every channel shows: a long one is cut in some. */
const shownSqlLetters = 120;

function partsOf({ text, caveats, followUps, lookedUp }: Told, showsQueries: boolean): readonly string[] {
  const lines = text.split("\n").filter((line) => lettersOf(line) !== "");
  const ofText = lines.flatMap((line) => (line.trim().startsWith("|") ? line.split("|") : [line]));
  const queries = lookedUp.flatMap(({ sql }) =>
    sql === null || !showsQueries ? [] : [lettersOf(sql).slice(0, shownSqlLetters)],
  );
  return [...ofText, ...caveats, ...followUps, ...queries].filter((part) => lettersOf(part) !== "");
}

/** Letters, digits and signs that carry meaning; what is drawn around them is left out. */
function lettersOf(text: string): string {
  return text
    .replaceAll(/\[([^\]]+)\]\(https?:[^)]*\)/g, "$1")
    .replaceAll(/[\s*_`|•·─│>#-]/g, "")
    .toLowerCase();
}
