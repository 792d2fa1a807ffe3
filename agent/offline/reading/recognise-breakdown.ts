import type { Column } from "#knowledge";

import type { Measure, Population, Reading } from "./analysis.ts";
import { isNumeric } from "./column-of-mention.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { separateCues } from "./recognise-groups.ts";
import { labelOfMeasure } from "./recognise-list.ts";
import {
  columnOfCondition,
  endFor,
  endOf,
  featuresOf,
  has,
  limitOf,
  outcomesOf,
  placeOf,
  populationForAll,
  read,
  remaining,
} from "./recognise.ts";
import { measuresFor } from "./said-statistics.ts";

const countCues =
  /\b(how many|number of|counts? (of|by)|count|share of|percentage of|proportion of|most common|most popular|most frequent|least common|split|breakdown|mix|composition|make-?up)\b/;

/** A figure for each value of a column: "by device", "across age groups", "which state has the most …". */
export function recogniseBreakdown(question: ParsedQuestion): Reading | null {
  const by = dimensionOf(question);
  if (!by) return null;
  const end = endOf(question) ?? comparedEnd(question);
  const asksBest =
    has(question, /\b(which|what|where|who|when)\b/) && (end !== null || has(question, /\b(more|less)\b/));
  const asksBy = has(
    question,
    /\b(by|per|across|for each|for every|in each|in every|each|among|split|mix|composition|broken down|break ?down|grouped by|over|between|vary|varies|differ|differs|different|depends?( on)?|difference|distribution|common|popular|frequent|which|what|~)\b|~|\bwith (their|its|the) (average|mean|median|total|share)\b/,
  );
  const asksEffect = has(
    question,
    /\b(affect|affects|impact|impacts|influence|influences|matter|matters|role|effect|related|relationship|correlat\w*|compare|important)\b/,
  );
  // "What separates the largest segment from the smallest?" asks for no figure.
  if (has(question, separateCues) && outcomesOf(question).length === 0 && !featuresOf(question).some(isNumeric))
    return null;
  const crossed = interactionOf(question);
  if (crossed) return crossed;
  const zero = shareOfZero(question);
  const crossing = crossingBins(question, by);
  const measures = zero
    ? [zero.measure]
    : (summedMeasure(question) ?? measuresOf(question, by.name).filter(({ column }) => column !== crossing?.name));
  const and = crossing ?? secondDimension(question, by, measures);
  if (!asksBest && !asksBy && !asksEffect && !(measures.length > 0 && end !== null)) return null;
  const population = zero ? remaining(question, [zero.found]) : populationForAll(question);
  const activity = activityOf(question, by);
  if (activity) return read({ kind: "count", population: activity, base: [], by: by.name });
  const isSplit = has(question, /\b(split|breakdown|mix|composition|make-?up|distribution)\b/) && by.bins.length > 0;
  if (measures.length === 0 && (has(question, countCues) || isSplit) && !has(question, /\b(average|avg|median)\b/)) {
    const limit = limitOf(question);
    return read({
      kind: "count",
      population,
      base: [],
      by: by.name,
      ...(and ? { and: and.name } : {}),
      ...(limit === null ? {} : { limit }),
    });
  }
  const group = question.conditions.find(({ condition }) => condition.kind === "group" && !condition.negated);
  if (group && measures.length === 0 && has(question, /\bmost\b|\bfewest\b/))
    return read({
      kind: "count",
      population,
      base: [],
      by: by.name,
      ...(limitOf(question) ? { limit: limitOf(question) ?? 0 } : {}),
    });
  const rate = measures.length === 0 && group ? rateOfGroup(question, group) : null;
  if (rate)
    return read({
      ...rate,
      by: by.name,
      order: asksBest || by.values.length > 12 ? orderFor(question, rate.measures[0]?.column, end) : null,
      limit: limitOf(question),
    });
  if (measures.length === 0 && question.conditions.length > 0 && !asksEffect)
    return read({ kind: "count", population, base: [], by: by.name });
  return read(
    {
      kind: "aggregate",
      measures:
        measures.length > 0 ? measures : [{ column: question.domain.results.defaultMeasure, statistic: "mean" }],
      population,
      by: by.name,
      ...(and ? { and: and.name } : {}),
      order:
        asksBest || by.values.length > 12 || end !== null || has(question, /\brank(ed|ing)?\b/)
          ? orderFor(question, measures[0]?.column, end)
          : null,
      limit: limitOf(question),
    },
    ...(measures.length > 0 || has(question, /\bengag|\buse\b/)
      ? []
      : [`no figure was named, so I took the average ${labelOfMeasure(question)}`]),
  );
}

/** "Which plan has the lower churn?": of two or more groups the one that is meant. */
function comparedEnd(question: ParsedQuestion): "top" | "bottom" | null {
  const [, word] =
    /^(?:and |so )?(?:which|what|who|where)\b.*\b(better|worse|lower|less|fewer|shorter|smaller|higher|more|longer|greater)\b(?! than)/.exec(
      question.outside,
    ) ?? [];
  if (word === undefined) return null;
  return /^(worse|lower|less|fewer|shorter|smaller)$/.test(word) ? "bottom" : "top";
}

/** The order of groups by a measure; from the highest on where no end is asked for. */
function orderFor(question: ParsedQuestion, measure: string | undefined, end: "top" | "bottom" | null): "asc" | "desc" {
  const column = question.domain.resultColumns.find(({ name }) => name === measure);
  const ofColumn = column ? endFor(question, column, end ?? "top") : end;
  return ofColumn === "bottom" ? "asc" : "desc";
}

/** "Interaction of age and premium on churn": the outcome by both columns, one of which a value may stand for. */
function interactionOf(question: ParsedQuestion): Reading | null {
  if (!has(question, /\b(interactions?|interact|combined effect|together with|combination)\b/)) return null;
  const named = featuresOf(question).filter((column) => column.type === "string" || column.bins.length > 0);
  const ofValues = question.conditions
    .filter(({ source, condition }) => source === "value" && condition.kind === "compare")
    .map(({ condition }) => columnOfCondition(question, condition));
  const [by, and, ...others] = [...new Set([...named.map((column) => column.name), ...ofValues])];
  if (by === undefined || and === undefined || others.length > 0) return null;
  return read({
    kind: "aggregate",
    measures: [{ column: outcomesOf(question)[0]?.name ?? question.domain.results.defaultMeasure, statistic: "mean" }],
    population: remaining(
      question,
      question.conditions.filter(({ condition }) => ofValues.includes(columnOfCondition(question, condition))),
    ),
    by,
    and,
    order: null,
    limit: null,
  });
}

/** Sums that are said by their words: "value at risk by …", "share of the total value by …"; null for other figures. */
function summedMeasure(question: ParsedQuestion): Measure[] | null {
  const { domain } = question;
  const amount = [...outcomesOf(question), ...featuresOf(question)].find((column) => column.format === "usd");
  if (!amount) return null;
  if (has(question, /\b(share|percent|percentage|proportion|%) of (the |our )?(total|overall|entire)\b/))
    return [{ column: amount.name, statistic: "share-of-sum" }];
  const end = question.mentions.find(({ meanings }) =>
    meanings.some((meaning) => meaning.kind === "column" && meaning.column.name === amount.name),
  )?.to;
  const model = domain.models.find((one) => one.actual === amount.name);
  const isAtStake = question.conditions.some(
    ({ condition, from }) =>
      from === end && domain.models.some((one) => one.prediction === columnOfCondition(question, condition)),
  );
  return model && isAtStake ? [{ column: model.prediction, statistic: "sum" }] : null;
}

/** "Churn rate by gender and age band": a number with bins that is joined to the parting column parts too. */
function crossingBins(question: ParsedQuestion, by: Column): Column | undefined {
  const at = placeOf(question, by);
  return featuresOf(question).find((column) => {
    if (column.name === by.name || column.bins.length === 0) return false;
    const place = placeOf(question, column);
    const joined = question.tokens.slice(Math.min(at, place), Math.max(at, place)).map(({ lower }) => lower);
    return (
      joined.some((word) => /^(and|x|by|cross|within)$/.test(word)) && !isFigure(question, column) && joined.length <= 6
    );
  });
}

/** A second column to part by: "churn by device and account type". */
function secondDimension(question: ParsedQuestion, by: Column, measures: readonly Measure[]): Column | undefined {
  return featuresOf(question).find(
    (column) =>
      column.name !== by.name &&
      !measures.some((measure) => measure.column === column.name) &&
      (column.type === "string" || column.bins.length > 0),
  );
}

/** "The share of zero revenue by …": the share of zeros in each group, not how the zeros part among the groups. */
function shareOfZero(question: ParsedQuestion): { readonly measure: Measure; readonly found: FoundCondition } | null {
  if (!has(question, /\b(share|percent|percentage|proportion|fraction)\b/)) return null;
  for (const found of question.conditions) {
    const { condition } = found;
    if (condition.kind === "compare" && condition.op === "=" && condition.value === 0)
      return { measure: { column: condition.column, statistic: "share-zero" }, found };
  }
  return null;
}

/** "Which state has the most churners": the rate of the group's own outcome, where it has one. */
function rateOfGroup(question: ParsedQuestion, group: FoundCondition) {
  const name = columnOfCondition(question, group.condition);
  const column = question.domain.resultColumns.find((one) => one.name === name);
  if (column?.type !== "boolean" || has(question, /\b(how many|number of|count)\b/)) return null;
  return {
    kind: "aggregate" as const,
    measures: [{ column: name, statistic: "mean" as const }],
    population: remaining(question, [group]),
  };
}

/** "What time of day are users most active": where the column itself says when or where, the question is of its sizes. */
function activityOf(question: ParsedQuestion, by: Column): Population | null {
  if (!/\bactive\b/.test(by.meaning) || !has(question, /\bmost active\b/) || outcomesOf(question).length > 0)
    return null;
  const active = question.conditions.filter(
    ({ condition }) => condition.kind === "group" && condition.group === "active",
  );
  return remaining(question, active);
}

/** The categorical or binned column that parts the answer. */
function dimensionOf(question: ParsedQuestion): Column | null {
  const candidates = featuresOf(question).filter(
    (column) =>
      column.type === "string" || column.bins.length > 0 || column.type === "boolean" || column.type === "date",
  );
  // A number with bins that is to be related is no grouping, unless it is said to be: "how important is age".
  const isRelated =
    has(question, /\b(correlat\w*|relat\w+|important|importance|link\w*|associat\w+)\b/) &&
    !has(question, /\b(by|per|across|groups?|bins?|bands?)\b/);
  if (isRelated && candidates.every((column) => column.bins.length > 0)) return null;
  const isAfterBy = (column: Column) => {
    const at = question.columns.find((mention) => mention.column.name === column.name)?.at ?? -1;
    return /^(by|per|across|each|every|which|what|~)$/.test(question.tokens[at - 1]?.lower ?? "");
  };
  // A column of numbers with bins can be the figure itself: "average age by device".
  const parting = candidates.filter(
    (column) =>
      column.type === "string" ||
      column.type === "date" ||
      isAfterBy(column) ||
      (outcomesOf(question).length > 0 && !isFigure(question, column)) ||
      has(question, /\bgroups?\b|\bbins?\b|\bbands?\b|\bsplit\b|\bmix\b|\bbreakdown\b|\bcomposition\b/),
  );
  const named = parting.find(isAfterBy) ?? parting[0];
  if (named) return named;
  // "By hour", "per peak hour": a whole-number column with few values can part an answer too.
  return (
    featuresOf(question).find(
      (column) =>
        column.type === "int" &&
        column.range !== null &&
        column.range[1] - column.range[0] <= 24 &&
        (isAfterBy(column) || has(question, /\b(by|per|across|which|what|each)\b/)) &&
        (outcomesOf(question).length > 0 || has(question, /\bmost active\b|\bmost common\b|\bhow many\b/)) &&
        !has(question, /\brelat|\bcorrelat|\baffect|\bimpact/),
    ) ?? null
  );
}

/** Whether the statistic is said of the column: "average age". */
function isFigure(question: ParsedQuestion, column: Column): boolean {
  const at = question.columns.find((mention) => mention.column.name === column.name)?.at ?? -1;
  return /^(average|avg|mean|median|typical|oldest|youngest)$/.test(question.tokens[at - 1]?.lower ?? "");
}

function measuresOf(question: ParsedQuestion, except: string): Measure[] {
  const columns = [
    ...outcomesOf(question),
    ...featuresOf(question).filter((column) => isNumeric(column) || column.type === "boolean"),
  ].filter((column) => column.name !== except);
  return measuresFor(question, columns);
}
