import type { ExpectationOf } from "../case-schema.ts";
import { findMentions, type Mention } from "../text/names.ts";
import type { ScoreContext } from "./context.ts";
import { rowsAt, valueAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";

const upWords =
  /(?<!\p{L})(?:highest|most|largest|best|top|leads?|leading|ahead|strongest|greatest|winner|first|peaks?|higher|more|better|larger|greater|above|exceeds?|outscores?|outperforms?)(?!\p{L})/giu;
const downWords = /(?<!\p{L})(?:lower|less|below|fewer|worse|behind|smaller|lag|lags)(?!\p{L})/giu;
const superlative = /^(?:highest|most|largest|best|top|leads?|leading|strongest|greatest|winner|first|peaks?)$/i;

/**
 * Scores who is told to be ahead: of the claims that put a name at the top, at least one must name the truth's winner
 * and none another. Between two names a comparison counts ("premium scores higher", "free scores lower"), among more
 * only a superlative.
 */
export function scoreWinner(expectation: ExpectationOf<"winner">, context: ScoreContext): Score {
  const { unlessNone } = expectation;
  if (unlessNone !== undefined && valueAt(context.truth, unlessNone) === "none") {
    return verdictOf(true, { found: "nobody need be ahead", expected: "nobody" });
  }
  const rows = rowsAt(context.truth, expectation.of);
  const sorted = rows
    .map((row) => ({ name: String(row["name"]), value: Number(row[expectation.by]) }))
    .toSorted((a, b) => b.value - a.value);
  const best = sorted[0]?.value ?? Number.NaN;
  const winners = sorted
    .filter((entry) => best - entry.value <= expectation.tie * Math.abs(best))
    .map((entry) => entry.name);
  const names = sorted.map((entry) => entry.name);
  const claimed = context.text.flatMap((segment) =>
    segment.kind === "row" ? [] : claimsOf(segment.text, names, findMentions(segment.text, names, context.lexicon)),
  );
  const wrong = claimed.filter((name) => !winners.includes(name));
  return verdictOf(claimed.length > 0 && wrong.length === 0, {
    found: claimed.length === 0 ? "nobody is told to be ahead" : [...new Set(claimed)].join(", "),
    expected: winners.join(" or "),
    note: wrong.length > 0 ? "another is told to be ahead" : "nobody is told to be ahead",
  });
}

/** The names that a passage puts on top. */
function claimsOf(text: string, names: readonly string[], mentions: readonly Mention[]): string[] {
  if (mentions.length === 0) return [];
  const isPair = names.length === 2;
  const claims: string[] = [];
  for (const match of text.matchAll(upWords)) {
    if (!isPair && !superlative.test(match[0])) continue;
    const subject = subjectOf(text, match.index, match[0].length, mentions, isPair);
    if (subject) claims.push(subject.name);
  }
  if (!isPair) return claims;
  for (const match of text.matchAll(downWords)) {
    const subject = subjectOf(text, match.index, match[0].length, mentions, isPair);
    const other = names.find((name) => name !== subject?.name);
    if (subject && other !== undefined) claims.push(other);
  }
  return claims;
}

/** Whom a comparison word is about: in its clause the last name before it, else the first after it. */
function subjectOf(
  text: string,
  at: number,
  length: number,
  mentions: readonly Mention[],
  isPair: boolean,
): Mention | undefined {
  const clauseStart = Math.max(
    ...[";", ":", " but ", " while ", " whereas ", " and "].map((mark) => text.lastIndexOf(mark, at - 1)),
    0,
  );
  const before = mentions.filter((mention) => mention.end <= at && mention.start >= clauseStart);
  // "Premium customers score higher": the subject opens the clause.
  const subject = isPair ? before[0] : before.at(-1);
  if (subject) return subject;
  const clauseEnd = text.slice(at + length).search(/[;,.]\s/);
  const end = clauseEnd < 0 ? text.length : at + length + clauseEnd;
  return mentions.find((mention) => mention.start >= at + length && mention.end <= end + 1);
}
