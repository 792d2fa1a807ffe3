import type { Column } from "#knowledge";

import type { Analysis, Reading } from "./analysis.ts";
import { comparatorAt } from "./comparators.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, endOf, featuresOf, has, limitOf, outcomesOf, populationForAll, read } from "./recognise.ts";

type Count = Extract<Analysis, { kind: "count" }>;

const shareWords = /\b(share|percent|percentage|proportion|fraction|portion)\b|%/;

/**
 * The sizes of groups where they are what is asked: "which state has the most customers", "states with fewer than 100
 * users", and which share of each group meets a condition: "which states have the highest share of premium users".
 */
export function recogniseGroupSizes(question: ParsedQuestion): Reading | null {
  const by = partingColumn(question);
  if (!by || outcomesOf(question).length > 0 || featuresOf(question).length > 1) return null;
  const having = sizeBound(question);
  const limit = limitOf(question);
  const limited = limit === null || limit === having?.value ? {} : { limit };
  const end = endOf(question);
  const order = end === null ? {} : { order: end === "bottom" ? ("asc" as const) : ("desc" as const) };
  const sizes = { kind: "count", population: populationForAll(question), base: [], by: by.name } as const;
  if (having) return read({ ...sizes, having, order: having.op.startsWith("<") ? "asc" : "desc", ...limited });
  const shared = shareOfEach(question, by);
  if (shared) return read({ ...shared, ...order, ...limited });
  return asksMostPeople(question) ||
    asksLargestGroup(question, by) ||
    has(question, /\bleast (common|popular|frequent|used)\b|\brarest\b/)
    ? read({ ...sizes, ...order, ...limited })
    : null;
}

/** The column of categories that parts the customers: the one that is named outside of conditions. */
function partingColumn(question: ParsedQuestion): Column | null {
  return featuresOf(question).find((one) => one.type === "string" || one.bins.length > 0) ?? null;
}

/** "The most customers", "the fewest users": sizes are compared, not a figure of those groups. */
function asksMostPeople(question: ParsedQuestion): boolean {
  const { singular, plural, synonyms } = question.domain.entity;
  const words = new Set([singular, plural, ...synonyms]);
  const isPeople = (index: number) => words.has(question.tokens[index]?.lower ?? "");
  return question.tokens.some(
    (token, index) =>
      (/^(most|fewest|least|more|fewer)$/.test(token.lower) && isPeople(index + 1)) ||
      (/^(most|majority)$/.test(token.lower) &&
        /^(of|our|the)$/.test(question.tokens[index + 1]?.lower ?? "") &&
        (isPeople(index + 2) || isPeople(index + 3))),
  );
}

/** "Which segment is the largest?", "the biggest state": a size without a figure is that of the group. */
function asksLargestGroup(question: ParsedQuestion, by: Column): boolean {
  const isOfGroup = question.columns.some(({ column, at }) => {
    const isBehind = /^(largest|biggest|smallest)$/.test(question.tokens[at - 1]?.lower ?? "");
    const rest = question.tokens
      .slice(at + 1, at + 6)
      .map(({ lower }) => lower)
      .join(" ");
    return (
      column.name === by.name &&
      (isBehind || /\b(is|are) (the |our )?(\d+ )?(largest|biggest|smallest)( one| ones)?( \?)?$/.test(rest))
    );
  });
  return isOfGroup && question.conditions.length === 0;
}

/** "With fewer than 100 users": a bound on how many customers a group has. */
function sizeBound(question: ParsedQuestion): Count["having"] | null {
  for (const [index, token] of question.tokens.entries()) {
    if (token.kind !== "number" || token.value === null || token.isPercent) continue;
    if (question.conditions.some(({ from, to }) => index >= from && index < to)) continue;
    const bound = comparatorAt(question.tokens, index);
    const isOfPeople = question.mentions.some(
      ({ from, meanings }) => from === bound?.to && meanings.some(({ kind }) => kind === "entity"),
    );
    if (bound && isOfPeople && bound.op !== "=") return { op: bound.op, value: token.value };
  }
  return null;
}

/** Of whom the share is told within each group: the condition behind "share of", or the only one there is. */
function shareOfEach(question: ParsedQuestion, by: Column): Count | null {
  if (!shareWords.test(question.lower)) return null;
  const at = question.tokens.findIndex(({ lower }) => shareWords.test(lower));
  const found = question.conditions.filter(({ condition }) => columnOfCondition(question, condition) !== by.name);
  const counted = found.find(({ from }) => from > at);
  const isWithin =
    endOf(question) !== null ||
    has(question, /\b(each|every|per|by|across|vary|varies|differ|differs)\b/) ||
    /^which\b/.test(question.lower);
  const isOfZero = counted?.condition.kind === "compare" && counted.condition.value === 0;
  if (!counted || !isWithin || isOfZero || found.length > 2) return null;
  return {
    kind: "count",
    population: [counted.condition],
    base: found.filter((one) => one !== counted).map(({ condition }) => condition),
    by: by.name,
    isShareOfGroup: true,
  };
}
