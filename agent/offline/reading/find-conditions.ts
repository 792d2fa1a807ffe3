import type { Column, Domain } from "#knowledge";

import type { Token } from "../text/tokens.ts";
import type { Condition } from "./analysis.ts";
import type { Mention } from "./mentions.ts";

/** A condition with the tokens that say it. */
export type FoundCondition = {
  readonly condition: Condition;
  readonly from: number;
  readonly to: number;
  /** Where it comes from: a named group or value can also be one side of a comparison. */
  readonly source: "group" | "value" | "number" | "missing" | "tail";
};

type Comparator = { readonly op: "<" | "<=" | ">" | ">=" | "="; readonly words: readonly string[] };

const comparators: readonly Comparator[] = [
  {
    op: ">=",
    words: [
      "at least",
      "no less than",
      "not less than",
      "minimum of",
      "a minimum of",
      "greater than or equal to",
      "more than or equal to",
      "≥",
      ">=",
      "not below",
    ],
  },
  {
    op: "<=",
    words: [
      "at most",
      "no more than",
      "not more than",
      "up to",
      "maximum of",
      "a maximum of",
      "less than or equal to",
      "≤",
      "<=",
      "not above",
      "within",
    ],
  },
  {
    op: ">",
    words: [
      "more than",
      "greater than",
      "higher than",
      "larger than",
      "bigger than",
      "older than",
      "longer than",
      "above",
      "over",
      "exceeding",
      "exceeds",
      "exceed",
      "beyond",
      ">",
      "past",
      "better than",
    ],
  },
  {
    op: "<",
    words: [
      "less than",
      "lower than",
      "fewer than",
      "smaller than",
      "younger than",
      "shorter than",
      "below",
      "under",
      "beneath",
      "<",
      "worse than",
    ],
  },
  { op: "=", words: ["equal to", "equals", "exactly", "="] },
];

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
]);

/** The conditions of a question, and comparisons of numbers that it says of no known column. */
export type FoundConditions = {
  readonly conditions: readonly FoundCondition[];
  readonly looseNumbers: readonly string[];
};

/** Finds the conditions that a question puts on customers: comparisons, values, groups, tails, missing values. */
export function findConditions(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  domain: Domain,
): FoundConditions {
  const found: FoundCondition[] = [];
  const looseNumbers: string[] = [];
  const isNamed = (index: number) => mentions.some((mention) => index >= mention.from && index < mention.to);
  const isFree = (from: number, to: number) => !found.some((known) => from < known.to && to > known.from);
  const push = (condition: FoundCondition | null) => {
    if (condition && isFree(condition.from, condition.to)) found.push(condition);
  };
  tokens.forEach((token, index) => {
    // A number inside a name ("7-day trend") is part of the name.
    if (token.kind !== "number" || token.value === null || isNamed(index) || !isFree(index, index + 1)) return;
    const condition = tailAt(tokens, mentions, index, domain) ?? comparisonAt(tokens, mentions, index, domain);
    push(condition);
    const compared = condition ? null : (rangeAt(tokens, index) ?? comparatorAt(tokens, index));
    if (compared)
      looseNumbers.push(
        tokens
          .slice(compared.from, compared.to)
          .map((one) => one.text)
          .join(" "),
      );
  });
  for (const mention of mentions) {
    push(groupAt(tokens, mention));
  }
  for (const condition of valuesOf(tokens, mentions, isFree)) push(condition);
  for (const mention of mentions) push(missingAt(tokens, mention));
  return { conditions: found.sort((a, b) => a.from - b.from), looseNumbers };
}

/** "top 10 % of users by revenue", "the bottom 5 percent", "most engaged 10 %". */
function tailAt(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  index: number,
  domain: Domain,
): FoundCondition | null {
  const token = tokens[index]!;
  if (!token.isPercent || token.value === null || token.value <= 0 || token.value >= 1) return null;
  const before = tokens.slice(Math.max(0, index - 3), index).map((one) => one.lower);
  const end = before.some((word) => ["top", "best", "highest", "upper", "most"].includes(word))
    ? "top"
    : before.some((word) => ["bottom", "worst", "lowest", "lower", "least"].includes(word))
      ? "bottom"
      : null;
  if (end === null) return null;
  const by = mentions.find(
    (mention) =>
      mention.from > index &&
      mention.from <= index + 5 &&
      ["by", "in", "on"].includes(tokens[mention.from - 1]?.lower ?? "") &&
      columnOf(mention, isNumeric),
  );
  const column = by ? columnOf(by, isNumeric) : null;
  // "Top 5 % vs bottom 5 % by revenue": the column belongs to both tails, so neither takes its words.
  const isShared = by !== undefined && tokens.slice(index + 1, by.from).some((one) => one.kind === "number");
  const start =
    index -
    [...before]
      .reverse()
      .findIndex((word) => /^(top|best|highest|upper|most|bottom|worst|lowest|lower|least)$/.test(word)) -
    1;
  return {
    condition: { kind: "tail", column: column?.name ?? domain.results.defaultMeasure, end, share: token.value },
    from: start,
    to: by && !isShared ? by.to : index + 1,
    source: "tail",
  };
}

function comparisonAt(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  index: number,
  domain: Domain,
): FoundCondition | null {
  const range = rangeAt(tokens, index);
  const op = range ? null : comparatorAt(tokens, index);
  const start = range?.from ?? op?.from ?? index;
  const end = range?.to ?? op?.to ?? index + 1;
  const subject =
    subjectOf(tokens, mentions, start, end) ??
    spanOf(tokens, mentions, start, end, domain) ??
    ageOf(tokens, start, domain);
  if (!subject) return null;
  const { column, mention } = subject;
  const from = Math.min(mention.from, start);
  const to = Math.max(mention.to, end);
  if (range) {
    const [low, high] = [scaled(range.low, column), scaled(range.high, column)];
    return { condition: { kind: "between", column: column.name, low, high }, from, to, source: "number" };
  }
  const value = scaled(tokens[index]!, column);
  if (op) return { condition: { kind: "compare", column: column.name, op: op.op, value }, from, to, source: "number" };
  // "not logged in for 7 days": a column of days with a bare number of days is at least that many.
  const isSpan = column.unit === "days" && /^days?$/.test(tokens[index + 1]?.lower ?? "");
  if (isSpan && mention.from < index) {
    return {
      condition: { kind: "compare", column: column.name, op: ">=", value },
      from,
      to: Math.max(to, index + 2),
      source: "number",
    };
  }
  const isAdjacent = mention.from === index + 1 || (mention.to === index && tokens[index + 1]?.lower === "times");
  const isOf = ["of", "is", "=", "at"].includes(tokens[index - 1]?.lower ?? "") && mention.to >= index - 2;
  return isAdjacent || isOf
    ? { condition: { kind: "compare", column: column.name, op: "=", value }, from, to, source: "number" }
    : null;
}

/** "between 3 and 7", "from 3 to 7", "3 to 7", "3-7" around the number at `index`, when it is the first of the two. */
function rangeAt(tokens: readonly Token[], index: number) {
  const joint = tokens[index + 1]?.lower;
  const high = tokens[index + 2];
  const opener = tokens[index - 1]?.lower;
  const isRange = (joint === "and" && opener === "between") || joint === "to" || joint === "through";
  if (!isRange || high?.kind !== "number" || high.value === null) return null;
  const hasOpener = opener === "between" || opener === "from";
  return { low: tokens[index]!, high, from: hasOpener ? index - 1 : index, to: index + 3 };
}

function comparatorAt(
  tokens: readonly Token[],
  index: number,
): { op: Comparator["op"]; from: number; to: number } | null {
  const after = tokens
    .slice(index + 1, index + 4)
    .map((token) => token.lower)
    .join(" ");
  const unitThenMore = /^(?:[a-z]+ )?or (more|above|higher|over|longer|older)\b/.exec(after);
  const unitThenLess = /^(?:[a-z]+ )?or (less|fewer|below|lower|under|younger)\b/.exec(after);
  if (tokens[index]!.isAtLeast) return { op: ">=", from: index, to: index + 1 };
  if (unitThenMore) return { op: ">=", from: index, to: index + 1 + unitThenMore[0].split(" ").length };
  if (unitThenLess) return { op: "<=", from: index, to: index + 1 + unitThenLess[0].split(" ").length };
  const isNegated = (from: number) => ["not", "never"].includes(tokens[from - 1]?.lower ?? "");
  for (const { op, words } of comparators) {
    for (const phrase of words) {
      const length = phrase.split(" ").length;
      const from = index - length;
      if (from < 0) continue;
      if (
        tokens
          .slice(from, index)
          .map((token) => token.lower)
          .join(" ") !== phrase
      )
        continue;
      if (isNegated(from) && (op === ">" || op === "<"))
        return { op: op === ">" ? "<=" : ">=", from: from - 1, to: index + 1 };
      return { op, from, to: index + 1 };
    }
  }
  return null;
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
  if (!tokens.slice(start, end + 1).some((token) => /^days?$/.test(token.lower))) return null;
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

/** "Older than 40" needs no column beside it: it is said of the one column that counts years. */
function ageOf(tokens: readonly Token[], start: number, domain: Domain) {
  if (!/^(older|younger|aged?)$/.test(tokens[start]?.lower ?? "")) return null;
  const [column, ...others] = domain.feedColumns.filter((one) => one.unit === "years" && isNumeric(one));
  return column && others.length === 0 ? { column, mention: { from: start, to: start + 1 } } : null;
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
      !/^(days?|hours?|minutes?|times|per|usd|dollars?|points?|percent|without|no|since|active|or|more)$/.test(word)
    )
      return null;
  }
  return null;
}

function groupAt(tokens: readonly Token[], mention: Mention): FoundCondition | null {
  const meaning = mention.meanings.find((candidate) => candidate.kind === "group");
  if (!meaning || meaning.kind !== "group") return null;
  const negation = negationBefore(tokens, mention.from);
  return {
    condition: { kind: "group", group: meaning.group.name, negated: negation > 0 },
    from: mention.from - negation,
    to: mention.to,
    source: "group",
  };
}

/** Values of categorical columns; several of one column joined by "or" or "and" become one list. */
function valuesOf(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  isFree: (from: number, to: number) => boolean,
): FoundCondition[] {
  const found: FoundCondition[] = [];
  let last: { column: string; to: number; isNegated: boolean } | null = null;
  for (const mention of mentions) {
    const meaning = mention.meanings.find((candidate) => candidate.kind === "value");
    if (!meaning || meaning.kind !== "value" || !isFree(mention.from, mention.to)) continue;
    const { column, value } = meaning;
    // "Excluding California and Texas": what is said of the first of a list is said of all of it.
    const isListed: boolean =
      last !== null &&
      last.column === column.name &&
      tokens.slice(last.to, mention.from).every((token) => /^(or|and|nor|in|on)$/.test(token.lower));
    const negation: number = negationBefore(tokens, mention.from) || (isListed && last?.isNegated ? 0.5 : 0);
    last = { column: column.name, to: mention.to, isNegated: negation > 0 };
    const condition: Condition =
      column.type === "boolean"
        ? { kind: "compare", column: column.name, op: "=", value: value === "true" }
        : { kind: "compare", column: column.name, op: negation > 0 ? "<>" : "=", value };
    found.push({ condition, from: mention.from - Math.floor(negation), to: mention.to, source: "value" });
  }
  return found;
}

/** "without a rating", "with no referrals", "who have gig listings". */
function missingAt(tokens: readonly Token[], mention: Mention): FoundCondition | null {
  const column = columnOf(mention, (candidate) => candidate.missing === "structural" || candidate.format === "count");
  if (!column) return null;
  const before = tokens
    .slice(Math.max(0, mention.from - 3), mention.from)
    .map((token) => token.lower)
    .join(" ");
  const isWithout = /(\bwithout( any| a| an)?|\b(with|have|has|had|having) no|\bno|\bnever|\bzero)$/.test(before);
  const isWith = /\b(who|that) (have|has|had)( a| any| an)?$/.test(before) || /\bwith( any| a| an)$/.test(before);
  if (!isWithout && !isWith) return null;
  const words = before.split(" ");
  const taken = isWithout
    ? words.at(-1) === "any" || words.at(-1) === "a" || /(with|have|has|had|having) no$/.test(before)
      ? 2
      : 1
    : 1;
  const condition: Condition =
    column.missing === "structural"
      ? { kind: "missing", column: column.name, negated: isWith }
      : { kind: "compare", column: column.name, op: isWith ? ">" : "=", value: 0 };
  return { condition, from: mention.from - taken, to: mention.to, source: "missing" };
}

const negations: ReadonlySet<string> = new Set([
  "not",
  "non",
  "except",
  "excluding",
  "exclude",
  "excludes",
  "without",
  "ignoring",
  "neither",
  "nor",
  "minus",
]);
const betweenNegationAndName: ReadonlySet<string> = new Set([
  "the",
  "a",
  "an",
  "any",
  "for",
  "in",
  "on",
  "from",
  "of",
  "at",
  "use",
  "using",
  "live",
  "living",
  "have",
  "users",
  "customers",
  "people",
  "those",
  "accounts",
  "ones",
  "who",
  "are",
]);

/** How many tokens before `from` negate it: "not premium", "other than mobile", "excluding users in Texas". */
function negationBefore(tokens: readonly Token[], from: number): number {
  for (let distance = 1; distance <= 4 && from - distance >= 0; distance++) {
    const word = tokens[from - distance]!.lower;
    if (negations.has(word)) return distance;
    if (word === "than" && tokens[from - distance - 1]?.lower === "other") return distance + 1;
    if (!betweenNegationAndName.has(word)) return 0;
  }
  return 0;
}

/** The mention's column of a kind, a feature before a target where both are meant. */
export function columnOf(mention: Mention, accept: (column: Column) => boolean): Column | null {
  for (const meaning of mention.meanings) {
    if (meaning.kind === "column" && accept(meaning.column)) return meaning.column;
  }
  return null;
}

export function isNumeric(column: Column): boolean {
  return column.type === "int" || column.type === "double";
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
