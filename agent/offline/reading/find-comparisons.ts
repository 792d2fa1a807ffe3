import type { Column, Domain } from "#knowledge";

import type { Token } from "../text/tokens.ts";
import { columnOf, isNumeric } from "./column-of-mention.ts";
import { comparatorAt, rangeAt, type Comparator } from "./comparators.ts";
import type { Condition } from "./analysis.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { Meaning } from "./lexicon.ts";
import type { Mention } from "./mentions.ts";
import { isTimeUnit, unitAfter } from "./units.ts";

/** Words that may stand between a column and its comparator: "with a score that is above". */
const fillers = new Set([
  "is",
  "are",
  "was",
  "were",
  "be",
  "being",
  "of",
  "that",
  "a",
  "an",
  "the",
  "has",
  "have",
  "having",
  "score",
  "scores",
  "rate",
  "rates",
  "value",
  "values",
  "at",
  "for",
  "by",
  "level",
  "count",
  "who",
  "which",
  "in",
  "with",
  "probability",
  "last",
  "past",
  "within",
]);

/** The comparison or range that the number at `index` belongs to, with the column it is said of. */
export function comparisonAt(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  index: number,
  domain: Domain,
): FoundCondition | null {
  if (isAmountOfChange(tokens, index)) return null;
  const range = rangeAt(tokens, index);
  const op = range ? null : comparatorAt(tokens, index);
  const start = range?.from ?? op?.from ?? index;
  const end = range?.to ?? op?.to ?? index + 1;
  const subject: Subject | null =
    yearsOf(tokens, start, domain) ??
    binOf(tokens, mentions, start, end, domain) ??
    subjectOf(tokens, mentions, start, end) ??
    spanOf(tokens, mentions, start, end, domain) ??
    ageOf(tokens, mentions, start, end, domain);
  if (!subject) return null;
  const { column, mention, assumption } = subject;
  // "$2" is no number of posts.
  if (isMoney(tokens[index]!) && column.format !== "usd") return null;
  const unit = unitAfter(tokens, range ? index + 2 : index, column);
  const from = Math.min(mention.from, start);
  const to = Math.max(mention.to, end, unit?.to ?? 0);
  // "A rating below 3 stars": the column once more, as the unit of the number.
  const again = mentions.find((one) => one.from === to && columnOf(one, (other) => other === column));
  const found = (condition: Condition): FoundCondition => ({
    condition,
    from,
    to: again?.to ?? to,
    source: "number",
    ...(assumption === undefined ? {} : { assumption }),
  });
  const inUnit = (token: Token) => (unit ? rounded((token.value ?? 0) * unit.factor) : scaled(token, column));
  if (range) return found(betweenOf(column, inUnit(range.low), inUnit(range.high)));
  const value = inUnit(tokens[index]!);
  if (op) return found({ kind: "compare", column: column.name, op: saidOp(tokens, mention, op, column), value });
  // "not logged in for 7 days": a column of days with a bare number of days is at least that many.
  if (column.unit === "days" && isTimeUnit(tokens[index + 1]?.lower ?? "") && mention.from < index)
    return found({
      kind: "compare",
      column: column.name,
      op: isRecent(tokens, index) ? saidOp(tokens, mention, recent, column) : ">=",
      value,
    });
  const isAdjacent = mention.from === index + 1 || (mention.to === index && tokens[index + 1]?.lower === "times");
  const isOf =
    ["of", "is", "=", "at"].includes(tokens[index - 1]?.lower ?? "") && mention.to >= index - 2 && mention.to <= index;
  // "The 10 most valuable customers" counts customers.
  const isSuperlative =
    /^(most|least)$|est$/.test(tokens[mention.from]?.lower ?? "") ||
    /^(top|bottom|first|last|best|worst)$/.test(tokens[index - 1]?.lower ?? "");
  // "3 events more": what is added.
  const isAdded = tokens
    .slice(index + 1, to + 1)
    .some(
      ({ lower }, place) =>
        /^(more|fewer|less|extra|additional)$/.test(lower) && tokens[index + place + 2]?.lower !== "than",
    );
  return (isAdjacent && !isSuperlative && !isAdded) || isOf
    ? found({ kind: "compare", column: column.name, op: "=", value })
    : null;
}

/** Values from low to high; hours of the day go on past midnight, "between 22 and 6". */
function betweenOf(column: Column, low: number, high: number): Condition {
  if (low <= high) return { kind: "between", column: column.name, low, high };
  const isHour = column.unit?.startsWith("hour of") === true;
  if (!isHour) return { kind: "between", column: column.name, low: high, high: low };
  return {
    kind: "any",
    of: [
      { kind: "compare", column: column.name, op: ">=", value: low },
      { kind: "compare", column: column.name, op: "<=", value: high },
    ],
  };
}

const recent = { op: "<=" } as const;

/** "In the last 2 days". */
function isRecent(tokens: readonly Token[], index: number): boolean {
  return /^(last|past)$/.test(tokens[index - 1]?.lower ?? "");
}

/** "Not logged in within the last 2 weeks": a span of time that is denied is longer, however it is said. */
function saidOp(
  tokens: readonly Token[],
  mention: Subject["mention"],
  { op }: { readonly op: Comparator["op"] },
  column: Column,
): Comparator["op"] {
  if (column.unit !== "days" || op !== "<=") return op;
  const said = tokens.slice(Math.max(0, mention.from - 3), mention.to).map((token) => token.lower);
  return said.some((word) => /^(not|no|never|without)$/.test(word)) ? ">=" : op;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** "Five more posts", "2 fewer messages": what is added, not what a customer has. */
function isAmountOfChange(tokens: readonly Token[], index: number): boolean {
  return (
    /^(more|fewer|less|extra|additional|further)$/.test(tokens[index + 1]?.lower ?? "") &&
    tokens[index + 2]?.lower !== "than" &&
    !/^(than|least|most|over|above|below|under)$/.test(tokens[index - 1]?.lower ?? "")
  );
}

/** Whether the number was written with a currency's sign. */
export function isMoney(token: Token): boolean {
  return token.kind === "number" && /^[$€£]/.test(token.text);
}

/** The column that a comparison is of: the one that touches it, before or behind, else the nearest one. */
function subjectOf(tokens: readonly Token[], mentions: readonly Mention[], start: number, end: number) {
  const touching = (mention: Mention | undefined) => {
    const column = mention ? columnOf(mention, isNumeric) : null;
    return mention && column ? { column, mention } : null;
  };
  return (
    touching(mentions.find((mention) => mention.to === start)) ??
    touching(mentions.find((mention) => mention.from === end)) ??
    subjectBefore(tokens, mentions, start) ??
    subjectAfter(tokens, mentions, end)
  );
}

/** "Inactive for 14 days": the column of days that the named group is told by. */
function spanOf(tokens: readonly Token[], mentions: readonly Mention[], start: number, end: number, domain: Domain) {
  if (!tokens.slice(start, end + 1).some((token) => isTimeUnit(token.lower))) return null;
  const mention = mentions.find(
    (one) => one.to <= start && one.to >= start - 2 && one.meanings.some((meaning) => meaning.kind === "group"),
  );
  const group = mention?.meanings.find((meaning) => meaning.kind === "group");
  const column =
    group?.kind === "group"
      ? domain.feedColumns.find((one) => one.name === group.group.column && one.unit === "days")
      : undefined;
  return mention && column ? { column, mention } : null;
}

type Subject = {
  readonly column: Column;
  readonly mention: Pick<Mention, "from" | "to">;
  readonly assumption?: string;
};

/** "Older than 40" needs no column beside it: it is said of the one column that counts years. */
function yearsOf(tokens: readonly Token[], start: number, domain: Domain): Subject | null {
  const column = yearsColumn(domain);
  const isSaid = /^(older|younger|aged?)$/.test(tokens[start]?.lower ?? "");
  return column && isSaid ? { column, mention: { from: start, to: start + 1 } } : null;
}

function yearsColumn(domain: Domain): Column | null {
  const [column, ...others] = domain.feedColumns.filter((one) => one.unit === "years" && isNumeric(one));
  return column && others.length === 0 ? column : null;
}

/** "Users over 50", "people under 25": years, but that is an assumption, since it could be said of anything. */
function ageOf(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  start: number,
  end: number,
  domain: Domain,
): Subject | null {
  const column = yearsColumn(domain);
  if (!column) return null;
  const isPeople = (index: number) =>
    mentions.some((one) => index >= one.from && index < one.to && one.meanings.some(isOfPeople));
  const before = /^(are|is|were|but|and|not)$/.test(tokens[start - 1]?.lower ?? "") ? start - 2 : start - 1;
  const numbers = tokens.slice(start, end).filter((token) => token.kind === "number");
  const [low, high] = column.range ?? [0, 0];
  const areAges = numbers.every(
    ({ value, isPercent }) => value !== null && !isPercent && Number.isInteger(value) && value >= low && value <= high,
  );
  const isColumn = mentions.some(
    ({ from, meanings }) => from === end && meanings.some(({ kind }) => kind === "column"),
  );
  const isEnd = tokens[end]?.kind !== "word" || isEndOfPhrase(tokens[end].lower) || isPeople(end) || isColumn;
  if (!areAges || !isEnd || !(isPeople(before) || isBin(column, numbers))) return null;
  const said = tokens
    .slice(start, end)
    .map((token) => token.text)
    .join(" ");
  return { column, mention: { from: start, to: start + 1 }, assumption: `I took "${said}" as ${column.label}` };
}

/** "Engagement of 18-24": years are no values of a score beside them. */
function binOf(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  start: number,
  end: number,
  domain: Domain,
): Subject | null {
  const beside = subjectOf(tokens, mentions, start, end)?.column;
  const column = yearsColumn(domain);
  const numbers = tokens.slice(start, end).filter((token) => token.kind === "number" && !token.isPercent);
  if (!column || !beside || beside === column || (beside.range?.[1] ?? 100) > 1) return null;
  // "People under 25 engagement": a score of at most 1 is never 25, and it is said of people.
  const isOfPeople = start > 0 && numbers.every(({ value }) => value !== null && value > 1);
  if (!isBin(column, numbers) && !isOfPeople) return null;
  return ageOf(tokens, mentions, start, end, domain);
}

/** "18 to 24", "55+": just the bounds of one of the column's bins. */
function isBin(column: Column, numbers: readonly Token[]): boolean {
  const [first, second] = numbers;
  return column.bins.some((bin) =>
    second === undefined
      ? first?.isAtLeast === true && bin === column.bins.at(-1) && bin.from === first.value
      : bin.from === first?.value && bin.to - 1 === second.value,
  );
}

/** The word for a customer, a named group, or a value of what customers are: "women over 40". */
function isOfPeople(meaning: Meaning): boolean {
  if (meaning.kind === "value") return meaning.column.privacy === "confidential";
  return meaning.kind === "entity" || meaning.kind === "group";
}

/** Words that no unit or name of a column begins with: what comes before them stands by itself. */
function isEndOfPhrase(word: string): boolean {
  return /^(and|or|but|who|that|in|on|with|from|do|does|are|is|have|has|at|by|to|vs|versus|year|years|yo|engage|leave|left|use|uses|using|live|lives|churn|stay|post|send)$/.test(
    word,
  );
}

/** The numeric column just before token `index`, with only fillers between. */
function subjectBefore(tokens: readonly Token[], mentions: readonly Mention[], index: number) {
  for (let position = index; position > 0 && position > index - 6; position--) {
    const mention = mentions.find((candidate) => candidate.to === position);
    const column = mention ? columnOf(mention, isNumeric) : null;
    if (mention && column) return { column, mention };
    if (mention && !fillers.has(tokens[position - 1]!.lower)) return null;
    if (!fillers.has(tokens[position - 1]!.lower)) return null;
  }
  return null;
}

/** The numeric column just after token `index`: "more than 3 posts", "7+ days since last login". */
function subjectAfter(tokens: readonly Token[], mentions: readonly Mention[], index: number) {
  for (let position = index; position < tokens.length && position < index + 5; position++) {
    const mention = mentions.find((candidate) => candidate.from === position);
    const column = mention ? columnOf(mention, isNumeric) : null;
    if (mention && column) return { column, mention };
    const word = tokens[position]!.lower;
    if (
      !fillers.has(word) &&
      !isTimeUnit(word) &&
      !/^(times|per|a|last|past|usd|dollars?|points?|percent|without|no|since|active|or|more|on)$/.test(word)
    )
      return null;
  }
  return null;
}

/** The number in the column's own unit: "70 %" of a share is 0.7, of a percentage 70; "above 70" of a share is 0.7. */
function scaled(token: Token, column: Column): number {
  const value = token.value ?? 0;
  if (column.format === "percent" && token.isPercent) return Number((value * 100).toPrecision(12));
  const isUnitRange = column.range !== null && column.range[1] === 1;
  const isPercentage = column.format === "share" ? value > 1 : value >= 10;
  if (isUnitRange && !token.isPercent && isPercentage && value <= 100) return value / 100;
  return value;
}
