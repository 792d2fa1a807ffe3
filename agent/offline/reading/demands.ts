import type { Column, Group, ModelSpec } from "#knowledge";

import type { Analysis, Condition, Population } from "./analysis.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { Mention } from "./mentions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { complementOf } from "./complement.ts";
import { areDisjoint } from "./disjoint.ts";
import { columnOfCondition, labelOfCondition, limitOf } from "./recognise.ts";
import { saysDirection } from "./recognise-history.ts";
import { unmetWords } from "./word-demands.ts";
import { usedBy, type Used } from "./used-by-analysis.ts";

/** Readings that hold whatever else the question says: they tell everything there is about their subject. */
const wholes: ReadonlySet<Analysis["kind"]> = new Set([
  "help",
  "define",
  "dataset",
  "describe-all",
  "early-signs",
  "show-sql",
  "compare-customers",
  "verified-query",
]);
/** Words that ask how good a model is, though a column may go by the same name: "can I trust the predictions?". */
const ofQuality =
  /^(how old|old|trust|accuracy|quality|reliability|errors?|how far off|off by|how wrong|predictions? off|are off by|residuals?|(prediction|absolute|mean absolute) errors?)$/i;
/** What a lever is to bring about, though a column may go by the same name: "get them to come back". */
const ofReturning = /\b(back|return|returns|returning|again)\b/i;
/** Readings that take their numbers from anywhere in the question. */
const takesNumbers: ReadonlySet<Analysis["kind"]> = new Set([
  "what-if",
  "customer-what-if",
  "customer",
  "threshold",
  "model-quality",
  "model-errors",
  "levers",
]);

/**
 * The words of a question that a reading leaves out: columns, conditions and numbers that it does not use, and words
 * that ask for something else than it gives ("or", "not", "per"). An answer to part of a question is a wrong answer to
 * the whole, so a reading stands only where nothing is left out.
 */
export function unmetDemands(question: ParsedQuestion, analysis: Analysis): string[] {
  // Whoever is named by an id is whom the question is about.
  const told = JSON.stringify(analysis);
  const lost = question.ids.filter((id) => !told.includes(`"${id}"`));
  if (lost.length > 0 && analysis.kind !== "help") return lost;
  if (analysis.kind === "data-quality") return filtersOf(question, []);
  if (analysis.kind === "history") {
    const filters = question.conditions.filter((found) => !saysDirection(question, found));
    return filtersOf({ ...question, conditions: filters }, analysis.population);
  }
  if (wholes.has(analysis.kind)) return [];
  if (analysis.kind === "customer" && analysis.aspect === "beside") return [];
  // Of one customer everything is told; only words that ask for something else stay open.
  if (analysis.kind === "customer" || analysis.kind === "customer-what-if") return unmetWords(question, analysis);
  const used = usedBy(analysis, question.domain);
  return [
    ...question.mentions
      .filter(
        (mention) =>
          !isInCondition(question, mention) &&
          !isMentionUsed(question, mention, used) &&
          !(isOfQuality(analysis) && ofQuality.test(mention.text)) &&
          !isOfWorth(mention, analysis) &&
          !(analysis.kind === "levers" && ofReturning.test(mention.text)) &&
          !(analysis.kind === "segments" && isOfSegments(question, mention)) &&
          !(analysis.kind === "what-if" && isOutcomeMention(question, mention)),
      )
      .map((mention) => mention.text),
    ...question.conditions
      .filter(
        (found) =>
          !isConditionUsed(question, found, used) &&
          !isSuperlative(question, found, analysis) &&
          !isOfSplit(question, found, analysis) &&
          !isSize(found, analysis),
      )
      .map((found) => textOf(question, found)),
    ...(takesNumbers.has(analysis.kind) ? [] : unusedNumbers(question, used)),
    ...unmetWords(question, analysis),
    ...contradictions(question, analysis),
  ];
}

/** "An increase of the click rate of 20 %": the size of the change, not what customers have. */
function isSize({ condition }: FoundCondition, analysis: Analysis): boolean {
  const isOfOne = analysis.kind === "what-if" || analysis.kind === "customer-what-if";
  return isOfOne && condition.kind === "compare" && condition.column === analysis.lever && condition.op === "=";
}

/** Conditions on customers, which an answer on the whole data cannot take in; a group told by its members' ids is none. */
function filtersOf(question: ParsedQuestion, population: Population): string[] {
  const { entity } = question.domain;
  const isTaken = (condition: Condition) =>
    population.some((one) => JSON.stringify(one) === JSON.stringify(condition)) ||
    // "Active in the last 30 days": the days themselves say who was.
    (condition.kind === "group" &&
      question.domain.groups.some(({ name, label }) => name === condition.group && /^active\b/.test(label)));
  return question.conditions
    .filter(({ condition }) => columnOfCondition(question, condition) !== entity.column && !isTaken(condition))
    .map((found) => textOf(question, found));
}

/** The top and the bottom of a column, or two named groups of one column, that nobody is in at once. */
function contradictions(question: ParsedQuestion, analysis: Analysis): string[] {
  const population = "population" in analysis ? (analysis.population ?? []) : [];
  const ends = (column: string) =>
    new Set(population.flatMap((one) => (one.kind === "tail" && one.column === column ? [one.end] : [])));
  const isOfBothEnds = population.some((one) => one.kind === "tail" && ends(one.column).size > 1);
  const named = population.flatMap((one) => {
    const group = one.kind === "group" && !one.negated ? one.group : null;
    return question.domain.groups.filter(({ name }) => name === group);
  });
  const apart = named.filter((group) => named.some((other) => other !== group && areApart(group, other)));
  const denied = population.filter((one) => {
    const opposite = complementOf(one);
    return opposite !== null && population.some((other) => JSON.stringify(other) === JSON.stringify(opposite));
  });
  const apartNumbers = population.filter((one) => population.some((other) => other !== one && areDisjoint(one, other)));
  return [
    ...denied.map((one) => labelOfCondition(question, one)),
    ...apartNumbers.map((one) => labelOfCondition(question, one)),
    ...(isOfBothEnds ? ["top", "bottom"] : []),
    ...apart.map(({ label }) => label),
  ];
}

/** Two groups that nobody is in at once: an atom of the one excludes one of the other, as "churned" does "stayed". */
function areApart(a: Group, b: Group): boolean {
  const atoms = (group: Group) =>
    group.where.split(" AND ").flatMap((atom) => {
      const [, column, op, value] = /^(\w+) (=|<|>|>=|<=) ('?[\w.]+'?)$/.exec(atom.trim()) ?? [];
      return column === undefined || op === undefined || value === undefined ? [] : [{ column, op, value }];
    });
  return atoms(a).some((one) =>
    atoms(b).some((other) => one.column === other.column && (excludes(one, other) || excludes(other, one))),
  );
}

type Atom = { readonly op: string; readonly value: string };

function excludes(one: Atom, other: Atom): boolean {
  if (one.op === "=" && other.op === "=") return one.value !== other.value;
  if (one.value !== other.value) return false;
  return (
    (one.op === "<" && /^(>|>=|=)$/.test(other.op)) ||
    (one.op === ">" && /^(<|<=|=)$/.test(other.op)) ||
    (one.op === ">=" && other.op === "<")
  );
}

function isInCondition(question: ParsedQuestion, mention: Mention): boolean {
  return question.conditions.some((found) => mention.from < found.to && mention.to > found.from);
}

function isOfQuality({ kind }: Analysis): boolean {
  return kind === "model-quality" || kind === "model-errors";
}

/** A change is told for the outcome of each model. */
function isOutcomeMention(question: ParsedQuestion, mention: Mention): boolean {
  return mention.meanings.some(
    (meaning) =>
      meaning.kind === "column" && question.domain.models.some((model) => isOfModel(model, meaning.column.name)),
  );
}

/** Segments of either kind are told with their sizes and each outcome. */
function isOfSegments(question: ParsedQuestion, mention: Mention): boolean {
  const name = question.domain.segments?.column;
  return (
    isOutcomeMention(question, mention) ||
    mention.meanings.some((meaning) => meaning.kind === "column" && meaning.column.name === name)
  );
}

/** "Is it worth the cost?": a change's cost and benefit are told in money, whatever column goes by that word. */
function isOfWorth(mention: Mention, analysis: Analysis): boolean {
  return (
    analysis.kind === "what-if" &&
    analysis.isCostAsked &&
    mention.meanings.some((meaning) => meaning.kind === "column" && meaning.column.format === "usd")
  );
}

/** A mention is used where one of the columns that it may stand for is, or the model of such a column. */
function isMentionUsed(question: ParsedQuestion, mention: Mention, used: Used): boolean {
  const columns = mention.meanings.flatMap((meaning) => (meaning.kind === "column" ? [meaning.column] : []));
  if (columns.length === 0 || columns.length < mention.meanings.length) return true;
  return columns.some((column) => isColumnUsed(question, column, used));
}

function isColumnUsed(question: ParsedQuestion, column: Column, used: Used): boolean {
  if (used.columns.has(column.name) || column.role === "id" || column.role === "meta") return true;
  return question.domain.models.some((model) => isOfModel(model, column.name) && isModelUsed(model, used));
}

/** What is predicted, its prediction and its levels are one outcome: a reading of one of them is about the others. */
function isOfModel(model: ModelSpec, column: string): boolean {
  return [model.actual, model.prediction, model.category, model.error, model.lower, model.upper].includes(column);
}

function isModelUsed(model: ModelSpec, used: Used): boolean {
  return used.models.has(model.name) || [...used.columns].some((name) => isOfModel(model, name));
}

function isConditionUsed(question: ParsedQuestion, found: FoundCondition, used: Used): boolean {
  const { condition } = found;
  if (used.conditions.some((one) => JSON.stringify(one) === JSON.stringify(condition))) return true;
  if (condition.kind === "any") return false;
  const column = columnOfCondition(question, condition);
  const isListed = used.conditions.some(
    (one) =>
      one.kind === "in" &&
      condition.kind === "compare" &&
      one.column === condition.column &&
      one.values.includes(String(condition.value)),
  );
  return isListed || isSaidOfColumn(question, condition, column, used);
}

/** A value of a column that parts the answer, or that is changed; a level of what a model predicts. */
function isSaidOfColumn(question: ParsedQuestion, condition: Condition, column: string, used: Used): boolean {
  // A tail without a column of its own is taken by what is summed.
  if (condition.kind === "tail")
    return (
      used.conditions.some(
        (one) => one.kind === "tail" && one.end === condition.end && one.share === condition.share,
      ) || isAmong(condition.end === "top" ? 1 - condition.share : condition.share, used.numbers)
    );
  // "Replied within 2 hours" of a lever: the number that it is set to.
  const isSet = condition.kind === "compare" && used.numbers.some((number) => number === condition.value);
  const isOfUsedModel = question.domain.models.some((one) => isOfModel(one, column) && isModelUsed(one, used));
  if (isSet && (used.columns.has(column) || isOfUsedModel)) return true;
  const isNumber = condition.kind === "compare" && typeof condition.value === "number" && condition.value !== 0;
  if (condition.kind === "between" || isNumber)
    return used.conditions.some((one) => "column" in one && one.column === column);
  return used.columns.has(column) || isOfUsedModel;
}

function isAmong(value: number, numbers: readonly number[]): boolean {
  return numbers.some((number) => Math.abs(number - value) < 1e-9);
}

/** "R² on the test set": a model's quality is told on train and test anyway. */
function isOfSplit(question: ParsedQuestion, { condition }: FoundCondition, analysis: Analysis): boolean {
  const name = columnOfCondition(question, condition);
  const column = question.domain.resultColumns.find((one) => one.name === name);
  return analysis.kind.startsWith("model-") && column?.role === "meta";
}

/** "When are users most active?" counts them by when; it is not said of those who are active. */
function isSuperlative(question: ParsedQuestion, found: FoundCondition, analysis: Analysis): boolean {
  const isMost = /^(most|least)$/.test(question.tokens[found.from - 1]?.lower ?? "");
  return isMost && analysis.kind === "count" && analysis.by !== null;
}

function textOf(question: ParsedQuestion, found: FoundCondition): string {
  return question.tokens
    .slice(Math.max(0, found.from), Math.max(0, found.to))
    .map((token) => token.text)
    .join(" ");
}

/** Numbers that are neither part of a name, a condition or an id nor found in the analysis. */
function unusedNumbers(question: ParsedQuestion, used: Used): string[] {
  const meanings = question.domain.resultColumns
    .filter((column) => used.columns.has(column.name))
    .map((column) => `${column.meaning} ${column.label}`);
  return question.tokens.flatMap((token, index) => {
    const { value } = token;
    if (token.kind !== "number" || value === null) return [];
    const isTaken =
      question.conditions.some((found) => index >= found.from && index < found.to) ||
      question.mentions.some((mention) => index >= mention.from && index < mention.to);
    const isIn = used.numbers.some(
      (number) => Math.abs(number - value) < 1e-9 || Math.abs(number * 100 - value) < 1e-9,
    );
    // "Within 30 days" of a column that is said to count just those.
    const unit = question.tokens[index + 1]?.lower ?? "";
    const isOfMeaning = meanings.some(
      (meaning) =>
        new RegExp(`\\b${String(value)}\\b`).test(meaning) ||
        // "In 1 month" of posts a month.
        (value === 1 && new RegExp(`\\ban? ${unit}$`).test(meaning)),
    );
    return isTaken || isIn || isOfMeaning || limitOf(question) === value ? [] : [token.text];
  });
}
