import type { Column } from "#knowledge";

import type { Reading } from "./analysis.ts";
import { isNumeric } from "./column-of-mention.ts";
import type { ColumnMention, ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, endOf, featuresOf, has, limitOf, outcomesOf, populationForAll, read } from "./recognise.ts";

/** Single customers in order: "top 10 customers by lifetime value", "list the users most likely to leave". */
export function recogniseList(asked: ParsedQuestion): Reading | null {
  const shown = shownBeside(asked);
  const question =
    shown.length === 0 ? asked : { ...asked, columns: asked.columns.filter((one) => !shown.includes(one)) };
  const entity = entityOf(question);
  const isWho = /^(and |so )?who(se)?\b/.test(question.lower) && endOf(question) !== null;
  const isTopOf =
    limitOf(question) !== null &&
    endOf(question) !== null &&
    question.conditions.length > 0 &&
    /^(please |pls )?(list |show |show me |give me |name |find |find me |get |get me |i want |i need )?(the |our )?((top|bottom)\b|\w+ (most|least|highest|lowest|\w+ with the)\b)/.test(
      question.lower,
    );
  const isTopBy =
    limitOf(question) !== null &&
    has(
      question,
      /^(and |now |ok |please |show |show me |give me |list )*(the )?(top|bottom|best|worst|first) \d+ (by|in|on|for)\b/,
    ) &&
    outcomesOf(question).length + featuresOf(question).length === 1;
  const asksForSingles =
    isTopBy ||
    isWho ||
    isTopOf ||
    (entity !== null &&
      has(
        question,
        /\b(list|show( me)?|give me|name|find|who|which|top|bottom|identify|get|ranked|sorted|ordered|with the (most|least|highest|lowest|largest|smallest|longest|shortest))\b/,
      )) ||
    (question.isAboutGroup && has(question, /\b(list|show|name|give)\b.*\b(them|those|these)\b/));
  if (
    !asksForSingles ||
    /\b(how many|average|mean|median|rate of|share|percentage|distribution|segments?|stat(istic)?s)\b/.test(
      question.plain,
    )
  )
    return null;
  const limit = limitOf(question);
  const isWhat = has(question, /^what\b/) && limit === null;
  const wantsRows =
    limit !== null ||
    endOf(question) !== null ||
    has(
      question,
      /\b(list|find|identify|who are|which (users|customers|people|members)|show me (the |all )?(users|customers|people)|order(ed)? (them )?by|sort(ed)? by|rank(ed|ing)? (them )?by)\b/,
    );
  if (!wantsRows || isWhat) return null;
  if (featuresOf(question).some((column) => column.type === "string")) return null;
  const isOfTwo = outcomesOf(question).length > 1 || has(question, /\b(actual|real|true) (one|value|score)s?\b/);
  if (isOfTwo && /\b(above|below|than|exceeds?|over|under)\b/.test(question.plain)) return apart(question);
  const orderBy = orderOf(question);
  if (orderBy === null && limit === null && question.conditions.length === 0) return null;
  const isOne =
    ((entity !== null && isSingular(entity, question)) || (isWho && entity === null)) &&
    limit === null &&
    endOf(question) !== null;
  const population = populationForAll(question).filter(
    (condition) => !(condition.kind === "group" && orderBy?.fromGroup === condition.group),
  );
  return read(
    {
      kind: "list",
      population,
      orderBy: orderBy?.column ?? question.domain.results.defaultMeasure,
      order: endOf(question, orderBy?.said) === "bottom" ? "asc" : "desc",
      limit: isOne ? 1 : Math.min(limit ?? 10, 100),
      ...(shown.length === 0 ? {} : { columns: shown.map(({ column }) => column.name) }),
    },
    ...(orderBy ? [] : [`no order was named, so I took that of the ${labelOfMeasure(question)}`]),
  );
}

/** "15 user ids with their gender": the columns that are to stand beside the ids; what a role may see the guard says. */
function shownBeside({ tokens, columns, conditions }: ParsedQuestion): ColumnMention[] {
  const at = tokens.findIndex(
    ({ lower }, index) =>
      /^(with|and|including|include|showing|plus|alongside|incl)$/.test(lower) &&
      /^(their|its|his|her|the)$/.test(tokens[index + 1]?.lower ?? "") &&
      columns.some((one) => one.at === index + 2) &&
      !/^(highest|lowest|most|least|best|worst|largest|smallest)$/.test(tokens[index + 2]?.lower ?? ""),
  );
  if (at < 0) return [];
  const end = tokens.findIndex(
    ({ lower }, index) => index > at && /^(by|of|who|where|sorted|ordered|ranked)$/.test(lower),
  );
  const isBeside = ({ at: place }: ColumnMention) => place > at && (end < 0 || place < end);
  return columns.filter(
    (one) =>
      isBeside(one) && one.column.role !== "id" && !conditions.some(({ from, to }) => one.at >= from && one.at < to),
  );
}

/** Single customers for sure: one by rank ("who is the most at-risk customer?"), or some with values beside them. */
export function recogniseRankedOne(question: ParsedQuestion): Reading | null {
  const isOne = has(
    question,
    /^(and |so |ok )?(who|which \w+|what \w+) (is|are|was|has|looks) (currently |now )?(the |our )?(single )?(very )?(most|least|highest|lowest|top|worst|best|biggest|riskiest)\b/,
  );
  const isRows = shownBeside(question).length > 0 && limitOf(question) !== null && entityOf(question) !== null;
  return (isOne || isRows) && question.ids.length === 0 ? recogniseList(question) : null;
}

/** "With a prediction far above the outcome": no list is by how far two columns lie apart. */
function apart(question: ParsedQuestion): Reading {
  const labels = outcomesOf(question).map((column) => column.label);
  return {
    kind: "not-in-data",
    missing: `I order ${question.domain.entity.plural} by one column, not by how far two lie apart.`,
    nearest: labels.map((label) => `Top 10 ${question.domain.entity.plural} by ${label}?`),
  };
}

/** The words for a customer and for several. */
export function entityWords({ domain }: ParsedQuestion): ReadonlySet<string> {
  const { singular, plural, synonyms } = domain.entity;
  return new Set([singular, plural, ...synonyms, ...synonyms.map((word) => word.replace(/s$/, ""))]);
}

/** The word that stands for a customer, also as part of a group's name: "inactive users". */
export function entityOf(question: ParsedQuestion): string | null {
  const words = entityWords(question);
  return question.tokens.find((token) => words.has(token.lower))?.lower ?? null;
}

function isSingular(entity: string, question: ParsedQuestion): boolean {
  const { singular, plural, synonyms } = question.domain.entity;
  return entity === singular || (entity !== plural && !entity.endsWith("s") && synonyms.includes(`${entity}s`));
}

/** The column that a list is ordered by: the one named, else that of a group with a scale ("most likely to churn"). */
function orderOf(question: ParsedQuestion): { column: string; said: Column; fromGroup: string | null } | null {
  const model = question.domain.models.find((one) => one.kind === "classification");
  const ranked = (column: Column | undefined) =>
    column?.type === "boolean" ? (model?.prediction ?? column.name) : (column?.name ?? "");
  const byNumber = [...outcomesOf(question), ...featuresOf(question)].find(
    (column) => isNumeric(column) || column.type === "boolean",
  );
  if (byNumber) return { column: ranked(byNumber), said: byNumber, fromGroup: null };
  for (const { condition } of question.conditions) {
    const column = question.domain.resultColumns.find((one) => one.name === columnOfCondition(question, condition));
    if (!column || !(isNumeric(column) || column.type === "boolean")) continue;
    const isSuperlative = condition.kind === "group" && endOf(question) !== null && column.role === "prediction";
    return { column: ranked(column), said: column, fromGroup: isSuperlative ? condition.group : null };
  }
  return null;
}

/** How the measure that the question asks for is called. */
export function labelOfMeasure(question: ParsedQuestion): string {
  const name = question.domain.results.defaultMeasure;
  return question.domain.resultColumns.find((column) => column.name === name)?.label ?? name;
}
