import type { Column } from "#knowledge";

import type { Condition, Population, Reading, Side } from "./analysis.ts";
import type { FoundCondition } from "./find-conditions.ts";
import { goodDirectionOf } from "./good-direction.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { isToldByOpposite } from "./told-opposite.ts";

/** Reads a question as one kind of analysis, or null where it is not of that kind. */
export type Recogniser = (question: ParsedQuestion) => Reading | null;

/** A reading without assumptions. */
export function read(analysis: Extract<Reading, { kind: "analysis" }>["analysis"], ...assumptions: string[]): Reading {
  return { kind: "analysis", analysis, assumptions };
}

/** Whether the question's text holds one of the cues. */
export function has(question: ParsedQuestion, cue: RegExp): boolean {
  return cue.test(question.lower);
}

/** The outcome columns that the question names, in its order: targets and predictions. */
export function outcomesOf(question: ParsedQuestion): Column[] {
  return question.columns.map((mention) => mention.column).filter((column) => isOutcome(column));
}

export function isOutcome(column: Column): boolean {
  return column.role === "target" || column.role === "prediction";
}

/** The other columns that the question names, in its order. */
export function featuresOf(question: ParsedQuestion): Column[] {
  return question.columns
    .map((mention) => mention.column)
    .filter((column) => !isOutcome(column) && column.role !== "id" && column.role !== "meta");
}

/** The outcome that is measured: the first that is named, else that of a named group, else the default. */
export function measureOf(question: ParsedQuestion): string {
  return outcomesOf(question)[0]?.name ?? question.domain.results.defaultMeasure;
}

/** The model whose target or prediction the question is about; the primary one where it names none. */
export function modelOf(question: ParsedQuestion): string {
  const { domain } = question;
  const named = question.models[0];
  if (named) return named.name;
  for (const column of outcomesOf(question)) {
    const model = domain.models.find((one) => one.actual === column.name || one.prediction === column.name);
    if (model) return model.name;
  }
  for (const { condition } of question.conditions) {
    const name =
      condition.kind === "group" ? domain.groups.find((group) => group.name === condition.group)?.column : null;
    const model = domain.models.find((one) => one.actual === name);
    if (model && model.kind === "classification") return model.name;
  }
  return domain.models.find((model) => model.isPrimary)?.name ?? domain.models[0]?.name ?? "";
}

/** Conditions that name a set of customers by themselves: a value, a group, a tail. */
export function setsOf(question: ParsedQuestion): FoundCondition[] {
  return question.conditions.filter(
    (found) => found.source === "value" || found.source === "group" || found.source === "tail",
  );
}

/** The column that a condition is about; a group's is the column it is told by, and one of several has none. */
export function columnOfCondition(question: ParsedQuestion, condition: Condition): string {
  if (condition.kind === "any") return "";
  if (condition.kind !== "group") return condition.column;
  return question.domain.groups.find((group) => group.name === condition.group)?.column ?? "";
}

/** A side of a comparison that is one condition. */
export function sideOf(question: ParsedQuestion, condition: Condition): Side {
  return { label: labelOfCondition(question, condition), where: [condition] };
}

/** A short name of a condition: "premium", "gig sellers", "top 10 %". */
export function labelOfCondition(question: ParsedQuestion, condition: Condition): string {
  const { domain } = question;
  switch (condition.kind) {
    case "group": {
      const label = domain.groups.find((group) => group.name === condition.group)?.label ?? condition.group;
      return condition.negated ? `not ${label}` : label;
    }
    case "in": {
      const isOfIds = condition.column === domain.entity.column && !condition.negated;
      return isOfIds ? `the ${condition.values.length} listed ${domain.entity.plural}` : condition.kind;
    }
    case "compare": {
      const column = domain.resultColumns.find((candidate) => candidate.name === condition.column);
      const label = column?.values.find((value) => value.value === condition.value)?.label;
      const text = label ?? `${column?.label ?? condition.column} ${condition.op} ${String(condition.value)}`;
      return condition.op === "<>" ? `not ${text}` : text;
    }
    case "typical": {
      const label = domain.resultColumns.find(({ name }) => name === condition.column)?.label ?? condition.column;
      return `${condition.op === ">" ? "above" : "below"} ${condition.statistic === "mean" ? "average" : "median"} ${label}`;
    }
    case "tail":
      return `${condition.end} ${Number((condition.share * 100).toPrecision(6))} %`;
    default:
      return condition.kind;
  }
}

/** All conditions but the given ones. */
export function remaining(question: ParsedQuestion, used: readonly FoundCondition[]): Population {
  return mergeValues(question.conditions.filter((found) => !used.includes(found)).map((found) => found.condition));
}

/** Several values of one column are a list: nobody lives in California and in Texas. */
export function mergeValues(conditions: Population): Population {
  const merged: Condition[] = [];
  for (const condition of conditions) {
    const place = merged.findIndex((known) => isListWith(known, condition));
    const known = merged[place];
    if (known && condition.kind === "compare")
      merged[place] = {
        kind: "in",
        column: condition.column,
        values: [...new Set([...valuesOf(known), String(condition.value)])],
        negated: condition.op === "<>",
      };
    else if (!merged.some((one) => JSON.stringify(one) === JSON.stringify(condition))) merged.push(condition);
  }
  return merged;
}

function isListWith(known: Condition, condition: Condition): boolean {
  if (condition.kind !== "compare" || typeof condition.value !== "string") return false;
  if (known.kind === "in") return known.column === condition.column && known.negated === (condition.op === "<>");
  return (
    known.kind === "compare" &&
    known.column === condition.column &&
    known.op === condition.op &&
    known.value !== condition.value
  );
}

function valuesOf(condition: Condition): readonly string[] {
  return condition.kind === "in" ? condition.values : condition.kind === "compare" ? [String(condition.value)] : [];
}

const topWords =
  /\b(top|best|highest|largest|biggest|most|strongest|greatest|longest|oldest|slowest|richest|heaviest|busiest|riskiest|max|maximal)\b/;
const bottomWords =
  /\b(bottom|worst|lowest|smallest|least|fewest|hardly|barely|little|weakest|shortest|youngest|fastest|quickest|rarest|minimal)\b/;

/**
 * Which end of an order the question asks for; null where it asks for none. Of `column` where that is given: the best
 * of a column that is good when it is low is the bottom, and so is the highest of what is said by its opposite.
 */
export function endOf(question: ParsedQuestion, column?: Column | null): "top" | "bottom" | null {
  const end = saidEnd(question);
  return end === null || !column ? end : endFor(question, column, end);
}

const judging = /\b(best|worst|better|worse)\b/;

/** What `end` of what is said means for the column that tells it. */
export function endFor(question: ParsedQuestion, column: Column, end: "top" | "bottom"): "top" | "bottom" {
  const isOther = judging.test(question.outside)
    ? goodDirectionOf(question.domain, column) === "down"
    : isToldByOpposite(question, column);
  if (!isOther) return end;
  return end === "top" ? "bottom" : "top";
}

function saidEnd(question: ParsedQuestion): "top" | "bottom" | null {
  const [, first] =
    /\b(high|low|large|small|big|most|least|best|worst)(?:est|gest)? (?:to|first)\b/.exec(question.outside) ?? [];
  if (first !== undefined) return /^(low|small|least|worst)/.test(first) ? "bottom" : "top";
  if (bottomWords.test(question.outside)) return "bottom";
  return topWords.test(question.outside) ? "top" : null;
}

/** The count that "top 5", "show 10" or "20 users with the lowest …" asks for; null where none is said. */
export function limitOf(question: ParsedQuestion): number | null {
  const { tokens } = question;
  for (const [index, token] of tokens.entries()) {
    if (
      token.kind !== "number" ||
      token.value === null ||
      token.isPercent ||
      !Number.isInteger(token.value) ||
      token.value < 1
    )
      continue;
    if (question.conditions.some((found) => index >= found.from && index < found.to)) continue;
    if (question.mentions.some((mention) => index >= mention.from && index < mention.to)) continue;
    if (/^(days?|weeks?|months?|hours?|minutes?|points?)$/.test(tokens[index + 1]?.lower ?? "")) continue;
    if (
      ["first", "last", "past"].includes(tokens[index - 1]?.lower ?? "") &&
      /^days?$/.test(tokens[index + 1]?.lower ?? "")
    )
      continue;
    const around = [-2, -1, 1, 2].map((step) => tokens[index + step]?.lower ?? "");
    if (around.some((word) => topWords.test(word) || bottomWords.test(word) || word === "first" || word === "last"))
      return token.value;
    if (around.slice(0, 2).some((word) => /^(show|list|give|name|me|find|get|which|what|the)$/.test(word)))
      return token.value;
    if (index === tokens.length - 1 && tokens.length <= 3) return token.value;
  }
  return null;
}

/** Every condition of the question as the population it is about. */
export function populationForAll(question: ParsedQuestion): Population {
  return remaining(question, []);
}

/** Where the question names the column first; 0 where it does not. */
export function placeOf(question: ParsedQuestion, column: Column): number {
  return question.columns.find((mention) => mention.column.name === column.name)?.at ?? 0;
}
