import type { Domain } from "#knowledge";

import type { Token } from "../text/tokens.ts";
import { stem } from "../text/stem.ts";
import type { Condition } from "./analysis.ts";
import { dateColumnsOf, type DateColumn } from "./date-columns.ts";
import type { FoundCondition } from "./find-conditions.ts";
import { relativeSpanAt } from "./relative-dates.ts";

/** Days from `from` to before `to`, as ISO dates. */
type Span = { readonly from: string; readonly to: string; readonly end: number };

const months = "january february march april may june july august september october november december".split(" ");
/** Words between what happened and when: "signed up some time in March 2025", "joined us after 2024". */
const between =
  /^(us|up|some|sometime|time|the|year|date|was|is|were|back|on|dates?|month|of|a|who|users|customers|people|members)$/;
const openers = /^(before|until|till|after|since|in|during|on|from|between|prior|earlier|later|by|of)$/;

/**
 * Conditions on days: "signed up before 2025", "joined in March 2025", "registered between 2023 and 2024"; spans such
 * as "in the last 90 days" too where `today` is known.
 */
export function findDates(tokens: readonly Token[], domain: Domain, today: string | null = null): FoundCondition[] {
  return dateColumnsOf(domain).flatMap((dated) =>
    placesOf(tokens, dated).flatMap(
      ({ from, to }) => relativeAfter(tokens, dated, from, to, today) ?? conditionAfter(tokens, dated, from, to) ?? [],
    ),
  );
}

/** "Signed up in the last 90 days", "joined this year": counted back from `today`. */
function relativeAfter(
  tokens: readonly Token[],
  { column }: DateColumn,
  from: number,
  named: number,
  today: string | null,
): FoundCondition | null {
  if (today === null) return null;
  let place = named;
  while (place < named + 5 && between.test(tokens[place]?.lower ?? "") && tokens[place]?.lower !== "the") place++;
  const span = relativeSpanAt(tokens, place, today);
  if (!span) return null;
  const condition: Condition = { kind: "when", column: column.name, from: span.from, to: span.to };
  return { condition, from, to: span.end, source: "number" };
}

/** Where the column is named. */
function placesOf(tokens: readonly Token[], { column }: DateColumn): { from: number; to: number }[] {
  const phrases = [column.label, ...column.synonyms, column.name].map((phrase) =>
    phrase.toLowerCase().replaceAll("_", " ").split(/[ -]/).map(stem),
  );
  return tokens.flatMap((_, from) => {
    const longest = phrases
      .filter((words) => words.every((word, step) => tokens[from + step]?.stem === word))
      .map((words) => words.length);
    return longest.length === 0 ? [] : [{ from, to: from + Math.max(...longest) }];
  });
}

function conditionAfter(
  tokens: readonly Token[],
  { column }: DateColumn,
  from: number,
  named: number,
): FoundCondition | null {
  let place = named;
  while (place < named + 5 && between.test(tokens[place]?.lower ?? "")) place++;
  const opener = tokens[place]?.lower ?? "";
  if (!openers.test(opener)) return null;
  const isPhrase = /^(to|than)$/.test(tokens[place + 1]?.lower ?? "");
  const first = spanAt(tokens, place + (isPhrase ? 2 : 1));
  if (!first) return null;
  const found = (condition: Condition, to: number): FoundCondition => ({ condition, from, to, source: "number" });
  const days = (low: string | null, high: string | null): Condition => ({
    kind: "when",
    column: column.name,
    from: low,
    to: high,
  });
  if (/^(before|until|till|prior|earlier)$/.test(opener)) return found(days(null, first.from), first.end);
  if (/^(after|later)$/.test(opener)) return found(days(first.to, null), first.end);
  const second = /^(and|to|until|till)$/.test(tokens[first.end]?.lower ?? "") ? spanAt(tokens, first.end + 1) : null;
  if (/^(from|between)$/.test(opener) && second) return found(days(first.from, second.to), second.end);
  if (/^(since|from)$/.test(opener)) return found(days(first.from, null), first.end);
  return opener === "by" ? found(days(null, first.to), first.end) : found(days(first.from, first.to), first.end);
}

/** A day, a month of a year, or a year. */
function spanAt(tokens: readonly Token[], at: number): Span | null {
  const word = tokens[at]?.lower ?? "";
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word);
  if (day) return { from: word, to: dayAfter(word), end: at + 1 };
  const month = months.findIndex((name) => name === word || (word.length >= 3 && name.startsWith(word)));
  const year = yearOf(tokens[month < 0 ? at : at + 1]);
  if (year === null) return null;
  if (month < 0) return { from: `${year}-01-01`, to: `${year + 1}-01-01`, end: at + 1 };
  const next = month === 11 ? `${year + 1}-01-01` : `${year}-${padded(month + 2)}-01`;
  return { from: `${year}-${padded(month + 1)}-01`, to: next, end: at + 2 };
}

function yearOf(token: Token | undefined): number | null {
  const value = token?.kind === "number" && !token.isPercent ? token.value : null;
  return value !== null && Number.isInteger(value) && value >= 1990 && value <= 2100 ? value : null;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function padded(month: number): string {
  return String(month).padStart(2, "0");
}
