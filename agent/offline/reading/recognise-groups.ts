import type { Column } from "#knowledge";

import type { Condition, Measure, Population, Reading, Side } from "./analysis.ts";
import { complementOf } from "./complement.ts";
import { isNumeric } from "./column-of-mention.ts";
import { areDisjoint } from "./disjoint.ts";
import { measuresFor } from "./said-statistics.ts";
import { splitSides } from "./split-sides.ts";
import type { FoundCondition } from "./find-conditions.ts";
import { goodDirectionOf } from "./good-direction.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import {
  columnOfCondition,
  featuresOf,
  has,
  labelOfCondition,
  measureOf,
  outcomesOf,
  read,
  remaining,
  setsOf,
  sideOf,
} from "./recognise.ts";
import { isToldByOpposite } from "./told-opposite.ts";

export const separateCues =
  /\b(differentiat\w*|distinguish\w*|separat\w*|sets? (?:\w+ ){0,4}?apart|(differs?|different|differently|differences?)(?: \w+){0,3} (from|between|to)|(where|how|in what|in which \w+) do they differ|(in|across|over|on|by) (all|every|each) (of )?(the |their )?(features?|columns?|variables?|metrics?|dimensions?|aspects?|respects?|behaviou?rs?)|(whole|entire|full|overall) profiles?|what makes .* different|different about|how do .* differ|discriminat\w* between)\b/;

/** Which features part two groups, the largest standardised differences first. */
export function recogniseSeparate(question: ParsedQuestion): Reading | null {
  if (
    !has(question, separateCues) &&
    !has(
      question,
      /\b(features?|patterns?|characteristics?|traits?)\b.*\b(vs\.?|versus|compared to|than|differ\w*)\b|\b(vs\.?|versus)\b.*\b(features?|patterns?|characteristics?|traits?|differ\w*)\b|\bdifferently\b/,
    )
  )
    return null;
  if (outcomesOf(question).length > 0 && has(question, /\b(in|of) (their )?(engagement|churn|value)\b/)) return null;
  // "Do we have power users, and what makes them different?" asks who they are.
  if (has(question, /\b(do we have|is there|are there|have we)\b/) && setsOf(question).length === 1) return null;
  const sets = setsOf(question);
  const sides = twoSides(question, sets);
  if (!sides) return null;
  // One figure in two groups is a comparison; features in general part them.
  // "The best 10 % by engagement": a column that says who they are is no figure.
  const ofSides = columnsOfSides(question, sides.used);
  const figure = [...outcomesOf(question), ...featuresOf(question)].some(
    (column) => column.type !== "string" && !ofSides.includes(column.name),
  );
  if (
    figure &&
    !has(
      question,
      /\b(features?|patterns?|behaviou?rs?|characteristics?|traits?|differentiat\w*|distinguish\w*|separat\w*|apart)\b/,
    )
  )
    return null;
  const named = featuresOf(question).filter((column) => column.lever === null);
  if (
    named.length > 0 &&
    outcomesOf(question).length > 0 &&
    !has(question, /\bfeatures?|patterns?|behaviou?rs?|characteristics?\b/)
  )
    return null;
  const both = remaining(question, sides.used);
  const among = (side: Side): Side => ({ ...side, where: [...side.where, ...both] });
  return read({
    kind: "separate",
    sides: [among(sides.sides[0]), among(sides.sides[1])],
    isLeversOnly: has(question, /\b(actionable|levers?|can (we )?change)\b/),
    limit: 10,
  });
}

/** Two sets of one question; of a single one the rest of everybody is the other side. */
function twoSides(
  question: ParsedQuestion,
  sets: readonly FoundCondition[],
): { sides: [Side, Side]; used: FoundCondition[]; column: string | null } | null {
  const split = splitSides(question);
  if (split) return { sides: [...split.sides], used: [...split.used], column: null };
  const [first, second] = pairOf(question, sets);
  if (first && second) {
    return {
      sides: [sideOf(question, first.condition), sideOf(question, second.condition)],
      used: [first, second],
      column: sharedColumn(question, first.condition, second.condition),
    };
  }
  if (!first) return null;
  const other = otherValue(question, first.condition) ?? complementOf(first.condition);
  if (!other) return null;
  return {
    sides: [sideOf(question, first.condition), { label: complementLabel(question, first.condition), where: [other] }],
    used: [first],
    column: first.condition.kind === "compare" ? first.condition.column : null,
  };
}

/** The two sets that belong together: two values of one column, else two groups or tails, in order. */
function pairOf(question: ParsedQuestion, sets: readonly FoundCondition[]): [FoundCondition?, FoundCondition?] {
  const [low, high] = disjointOf(question);
  if (low && high) return [low, high];
  for (const first of sets) {
    const second = sets.find(
      (other) =>
        other !== first &&
        columnOfCondition(question, other.condition) === columnOfCondition(question, first.condition) &&
        JSON.stringify(other.condition) !== JSON.stringify(first.condition),
    );
    if (second) return [first, second];
  }
  const groups = sets.filter((found) => found.source !== "value");
  if (groups.length >= 2) return [groups[0], groups[1]];
  return [sets[0]];
}

/** Two comparisons of one number that nobody meets at once: "more than 5 posts" and "at most 5 posts". */
function disjointOf(question: ParsedQuestion): [FoundCondition?, FoundCondition?] {
  const bounds = question.conditions.filter(
    ({ condition }) =>
      condition.kind === "between" ||
      condition.kind === "tail" ||
      (condition.kind === "compare" && typeof condition.value === "number"),
  );
  for (const first of bounds) {
    const second = bounds.find((other) => other !== first && areDisjoint(first.condition, other.condition));
    if (second) return [first, second];
  }
  return [];
}

function sharedColumn(question: ParsedQuestion, a: Condition, b: Condition): string | null {
  if (a.kind === "tail" || b.kind === "tail") return null;
  const column = columnOfCondition(question, a);
  return column === columnOfCondition(question, b) && a.kind === "compare" ? column : null;
}

/** The one other value of a column with two. */
function otherValue(question: ParsedQuestion, condition: Condition): Condition | null {
  if (condition.kind !== "compare" || typeof condition.value !== "string" || condition.op !== "=") return null;
  const values = question.domain.resultColumns.find((column) => column.name === condition.column)?.values ?? [];
  const other = values.length === 2 ? values.find((value) => value.value !== condition.value) : undefined;
  return other ? { ...condition, value: other.value } : null;
}

function complementLabel(question: ParsedQuestion, condition: Condition): string {
  if (condition.kind === "compare" && typeof condition.value === "string") {
    const column = question.domain.resultColumns.find((candidate) => candidate.name === condition.column);
    const others = column?.values.filter((value) => value.value !== condition.value) ?? [];
    if (others.length === 1 && others[0]) return others[0].label ?? others[0].value;
  }
  return `other ${question.domain.entity.plural} (not ${labelOfCondition(question, condition)})`;
}

const compareCues =
  /\b(more|less|higher|lower|better|worse|older|younger|longer|shorter|than|vs\.?|versus|compare[ds]?|comparison|compared|difference|differ|between|effect|affect|affects|impact|impacts|influence|matter|matters|role|reduces?|increases?|lowers?|raises?|help|helps|make|makes|stronger|gap|outperform|real|significant|benefit)\b/;

/** The outcome of two groups beside each other, with the difference and its interval. */
export function recogniseCompare(question: ParsedQuestion): Reading | null {
  const cued = (cue: RegExp) => cue.test(question.outside);
  const bounds = question.conditions.filter((found) => found.source === "number");
  const [bound] = disjointOf(question);
  const isBoundCompared =
    bounds.length === 1 &&
    setsOf(question).length === 0 &&
    cued(/^(do|does|are|is|have|has)\b.*\b(more|less|higher|lower|better|worse|fewer|longer|shorter)\b/);
  const sets = bound ? [bound] : isBoundCompared ? bounds : setsOf(question);
  if (sets.length === 0 || !(cued(compareCues) || bound)) return null;
  const sides = twoSides(question, sets);
  if (!sides) return null;
  const isPair = sides.used.length >= 2;
  // "Is it a good idea to … in that group?" asks what goes together within it.
  if (!isPair && has(question, /\b(is it (worth|a good idea)|should (we|i))\b/)) return null;
  if (/\b(how many|number of|share of|percentage|ratio)\b/.test(question.plain)) return null;
  const isOfSizes =
    /\bare there (more|fewer)\b|^(more|fewer) .*\bthan\b/.test(question.lower) ||
    (/\b(more|fewer)\b/.test(question.plain) && /^do we have\b/.test(question.lower));
  if (isOfSizes && outcomesOf(question).length + featuresOf(question).length === 0) return null;
  const asksEffect = has(
    question,
    /\b(affect|affects|effect|impact|impacts|influence|influences|role|matter|matters|difference|make a difference|help|helps|reduce|reduces|increase|increases|lower|raise|raises)\b|\bhow much (higher|lower|better|worse|more|less)\b/,
  );
  const asksMore = cued(
    /\b(do|does|are|is|have|has|whether)\b.*\b(more|less|higher|lower|better|worse|fewer|longer|shorter|happier|older|younger)\b|\bthan\b/,
  );
  // "Do premium users send more messages?" compares that figure; with an outcome it would be a relation.
  const isFigureOfSet =
    asksMore &&
    sets.length === 1 &&
    outcomesOf(question).length === 0 &&
    featuresOf(question).filter((column) => column.type !== "string").length === 1 &&
    /^(do|does|are|is|have|has)\b/.test(question.lower);
  const isAgainstRest = cued(
    /\bthan (others?|everyone|everybody|the rest|other (users|customers|people)|average|anyone)\b|\b(vs|versus|against|compared (to|with)) (others?|everyone|everybody|the rest|all)\b|\b(with|to|and) (everyone else|everybody else|anyone else|the rest|(all )?(the )?others)\b/,
  );
  if (
    !isPair &&
    !asksEffect &&
    !isAgainstRest &&
    !isFigureOfSet &&
    !(asksMore && sets.length === 1 && (featuresOf(question).length === 0 || isBoundCompared))
  )
    return null;
  if (!isPair && has(question, /^(what|how) (could|can|should|would|to)\b|\bwhich (actions?|levers?|interventions?)\b/))
    return null;
  const features = featuresOf(question).filter(
    (column) => column.name !== sides.column && (column.type === "int" || column.type === "double"),
  );
  const restated = numericRestatements(question, sides.used);
  const outcome = outcomesOf(question).find((column) => !columnsOfSides(question, sides.used).includes(column.name));
  // With one set only and a numeric feature to relate, the set is the population of a relation.
  if (!isPair && features.length > 0 && !isAgainstRest && !isBoundCompared && !isFigureOfSet) return null;
  if (
    !isPair &&
    !isAgainstRest &&
    outcome === undefined &&
    columnsOfSides(question, sides.used).some((name) =>
      question.domain.models.some((model) => model.actual === name),
    ) &&
    outcomesOf(question).length === 0 &&
    features.length === 0
  )
    return null;
  const figures = figuresOfSides(question, outcome ?? features[0], sides.used);
  if (figures.length > 0)
    return read(
      {
        kind: "compare-figures",
        measures: figures,
        sides: [sides.sides[0], sides.sides[1]],
        population: ofBoth(question, sides, restated),
      },
      ...leftOut(question, sides.column),
    );
  const also = outcomesOf(question).filter(
    (column) => outcome && column !== outcome && !columnsOfSides(question, sides.used).includes(column.name),
  );
  return read(
    {
      kind: "compare",
      measure: outcome?.name ?? features[0]?.name ?? measureOf(question),
      ...(also.length > 0 ? { also: also.map((column) => column.name).slice(0, 2) } : {}),
      sides: [sides.sides[0], sides.sides[1]],
      population: ofBoth(question, sides, restated),
      column: sides.column,
      asks: supposed(question, outcome ?? features[0]),
    },
    ...leftOut(question, sides.column),
  );
}

/** The conditions that hold for both sides; one that only says a side again is none of them. */
function ofBoth(
  question: ParsedQuestion,
  { sides, used }: NonNullable<ReturnType<typeof twoSides>>,
  restated: readonly FoundCondition[],
): Population {
  const own = new Set(sides.flatMap(({ where }) => where.map((condition) => JSON.stringify(condition))));
  const again = question.conditions.filter(({ condition }) => own.has(JSON.stringify(condition)));
  return remaining(question, [...used, ...restated, ...again]);
}

/** What the question asks of both sides where that is no mean: "median response time", "total revenue". */
function figuresOfSides(
  question: ParsedQuestion,
  named: Column | undefined,
  used: readonly FoundCondition[],
): readonly Measure[] {
  const column =
    named ??
    question.domain.resultColumns.find(
      ({ name }) => name === question.domain.results.defaultMeasure && !columnsOfSides(question, used).includes(name),
    );
  if (!column || !isNumeric(column)) return [];
  const measures = measuresFor(question, [column]);
  return measures.some(({ statistic }) => statistic !== "mean") ? measures : [];
}

/** A column to part by beside the two sides is said to be left out. */
function leftOut(question: ParsedQuestion, column: string | null): string[] {
  const by = featuresOf(question).find((one) => one.type === "string" && one.name !== column);
  return by && has(question, /\b(by|per|across)\b/)
    ? [`I compare the two groups as wholes; ask for one of them by ${by.label} next`]
    : [];
}

/** "Do mobile users engage more …" supposes that the first side is higher. */
function supposed(question: ParsedQuestion, measure: Column | undefined): "higher" | "lower" | null {
  if (!/^(and |so |but )?(do|does|are|is|have|has)\b/.test(question.lower) || /\bor\b/.test(question.outside))
    return null;
  const judged = /\b(better|worse)\b/.exec(question.outside)?.[1];
  if (judged && measure) {
    const isLessBetter = goodDirectionOf(question.domain, measure) === "down";
    return (judged === "better") === isLessBetter ? "lower" : "higher";
  }
  const isOpposite = measure !== undefined && isToldByOpposite(question, measure);
  if (/\b(less|lower|fewer|worse|shorter|younger|reduces?|lowers?)\b/.test(question.outside))
    return isOpposite ? "higher" : "lower";
  if (/\b(more|higher|better|longer|older|increases?|raises?|greater)\b/.test(question.outside))
    return isOpposite ? "lower" : "higher";
  return null;
}

/** Comparisons that only say again what a named group means: "sellers (active listings > 0)". */
function numericRestatements(question: ParsedQuestion, used: readonly FoundCondition[]): FoundCondition[] {
  const columns = used.map((found) => columnOfCondition(question, found.condition));
  return question.conditions.filter(
    (found) =>
      found.source === "number" && found.condition.kind === "compare" && columns.includes(found.condition.column),
  );
}

function columnsOfSides(question: ParsedQuestion, used: readonly FoundCondition[]): string[] {
  return used.map((found) => columnOfCondition(question, found.condition));
}
