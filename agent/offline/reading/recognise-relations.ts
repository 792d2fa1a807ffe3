import type { Column } from "#knowledge";

import type { Reading } from "./analysis.ts";
import { isNumeric } from "./column-of-mention.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import {
  columnOfCondition,
  featuresOf,
  has,
  isOutcome,
  labelOfCondition,
  measureOf,
  outcomesOf,
  populationForAll,
  read,
  setsOf,
} from "./recognise.ts";

const relationCues =
  /\b(corr|scatter(plot)?|correlat\w*|relationship|relation|relate[sd]?|association|associated|link(ed)?|connect(ed|ion) (between|to|with)|affects?|affected|impacts?|influences?|effect|role|depends?|predicts?|predictive|important|importance|drives?|matters?|increase with|go(es)? (up )?with|(change|changes|vary|varies|moves?|rises?|falls?|grows?) with|depending on|move together|tied to|good for|bad for|hand in hand|contributes?|stay|tied|pays off|go(es)? (up |down )?with|does it make sense|make sense|signals?|tells?(?! (me|us) (the|what|how|about))( us)?|how much (?:does|do) .{1,60} tells?(?: us| me)? (?:about|of)|gives?(?! me| us)|lasts|sustains?|says?|engage more|more engaged|less engaged|higher|lower|more|less|help|helps|reduces?|raises?|lowers?|increases?|improves?|boosts?|hurts?|harms?|prevents?|lifts?|up to (which|what)|still (rises?|rising|grows?)|versus|vs|should we|optimal|optimum|sweet spot|(ideal|good|right|healthy|sensible) (number|amount|level)|best (number|amount) of|diminishing|flattens?|plateaus?|saturates?|levels? off)\b|\blast\W*$/;

/** How a numeric column goes with an outcome, or with another column. */
export function recogniseRelate(question: ParsedQuestion): Reading | null {
  const isByNumber =
    /\b(by|per|each|against|function|flatten|flattens|plateau|saturate|diminishing)\b/.test(question.plain) &&
    outcomesOf(question).length > 0 &&
    featuresOf(question).filter(isNumeric).length === 1 &&
    featuresOf(question).length === 1;
  const isOfShape = has(
    question,
    /\b(flattens?|plateaus?|saturates?|levels? off|diminishing|stops? (helping|paying off))\b/,
  );
  if (!isByNumber && !relationCues.test(withoutColumnNames(question))) return null;
  if (/^how many\b/.test(question.lower) && !isOfShape) return null;
  const features = featuresOf(question);
  const numeric = features.filter(isNumeric);
  const isOfOutcomes =
    has(question, /\b(correlat\w*|relat\w+|link\w*|associat\w+)\b/) ||
    /^(and |so |but )?(do|does)\b/.test(question.lower);
  if (numeric.length === 0 && isOfOutcomes) return relateOutcomes(question);
  const [x, ...others] = numeric;
  if (!x) return null;
  if (isFamily(question, x)) return familyOf(question, x);
  // "Is trust or sentiment more important for churn?": two columns beside each other, each with the outcome.
  const [outcome] = outcomesOf(question);
  const isBeside = /\b(or|vs\.?|versus)\b/.test(question.plain) && others.length > 0;
  if (outcome && isBeside)
    return read({
      kind: "correlation-matrix",
      columns: [outcome, x, ...others].map((column) => column.name),
      population: populationForAll(question),
    });
  const several = relateSeveral(question, outcome, [x, ...others]);
  if (several) return several;
  const { ys, asked } = outcomesToRelate(question, x, others);
  return read({
    kind: "relate",
    x: x.name,
    ys: ys.slice(0, 3),
    ...(asked ? { asked } : {}),
    population: populationForAll(question),
    isYesNo: /^(and |so |but |when .*, )?(do|does|is|are|did|has|have)\b/.test(question.lower),
    isDecision: has(question, /\bshould (we|i)\b|\bis it (worth|a good idea)\b|\bmakes? sense\b/),
  });
}

/**
 * Several columns with one: "how are engagement and its trend related to new connections" is of the last one, and "how do
 * usage and count relate to engagement" of each of them with the outcome.
 */
function relateSeveral(
  question: ParsedQuestion,
  outcome: Column | undefined,
  named: readonly Column[],
): Reading | null {
  const trend = named.find(
    (column) => outcome && isSigned(column) && (saysMeasure(question, column) || isJoined(question, outcome, column)),
  );
  const [x, ...more] = named.filter((column) => column !== trend);
  if (outcome && trend && x && more.length === 0)
    return read({
      kind: "relate",
      x: x.name,
      ys: [outcome.name, trend.name],
      population: populationForAll(question),
      isYesNo: false,
      isDecision: false,
    });
  if (!outcome || trend || lastingColumns(question).length > 0 || named.length < 2 || named.length > 4) return null;
  return read({
    kind: "correlation-matrix",
    columns: [outcome, ...named].map((column) => column.name),
    population: populationForAll(question),
  });
}

/** "Engagement and the trend": the two stand beside each other. */
function isJoined(question: ParsedQuestion, outcome: Column, column: Column): boolean {
  const place = (one: Column) => question.columns.find((mention) => mention.column.name === one.name)?.at ?? -1;
  const [from, to] = [place(outcome), place(column)].sort((a, b) => a - b);
  const words = question.tokens.slice(from, to).map(({ lower }) => lower);
  return words.includes("and") && words.length <= 4;
}

/** A slope or a change, which lies on both sides of zero. */
function isSigned({ range }: Column): boolean {
  return range !== null && range[0] < 0;
}

/**
 * The question without the names of features, those of its conditions among them: the "influence" of an influence score
 * relates nothing.
 */
function withoutColumnNames(question: ParsedQuestion): string {
  return question.mentions
    .filter(({ meanings }) => meanings.some((meaning) => meaning.kind === "column" && !isOutcome(meaning.column)))
    .reduce((text, { text: name }) => text.replace(name.toLowerCase(), " "), question.lower);
}

/**
 * What a column is related with. Where a trajectory or a lasting outcome is asked about, the level it belongs to is
 * told beside it, and `asked` says which of them the question is about.
 */
function outcomesToRelate(
  question: ParsedQuestion,
  x: Column,
  others: readonly Column[],
): { readonly ys: readonly string[]; readonly asked: readonly string[] | null } {
  const level = question.domain.results.defaultMeasure;
  const outcomes = outcomesOf(question);
  const named = [...new Set([...outcomes, ...others].map((column) => column.name))].filter((name) => name !== x.name);
  const lasting = lastingColumns(question).filter((name) => name !== x.name);
  if (lasting.length > 0) return { ys: [level, ...lasting], asked: lasting };
  const isOfLevel = outcomes.length === 0 && others.some((other) => saysMeasure(question, other));
  if (isOfLevel) return { ys: [level, ...named], asked: named };
  return { ys: named.length > 0 ? named : [measureOf(question)], asked: null };
}

/** "Does engagement last?": the columns that the dictionary calls sustained. */
function lastingColumns(question: ParsedQuestion): string[] {
  if (!/\b(lasts|lasting|sustains?|sustained|last( \?)?$)/.test(question.plain)) return [];
  return question.domain.resultColumns
    .filter((column) => column.synonyms.some((synonym) => /^(sustained|lasting)\b/.test(synonym)))
    .map((column) => column.name);
}

/** Two outcomes with each other: "correlation between predicted and actual value". */
function relateOutcomes(question: ParsedQuestion): Reading | null {
  const [x, ...ys] = outcomesOf(question).filter((column) => isNumeric(column) || column.type === "boolean");
  if (!x || ys.length === 0) return null;
  return read({
    kind: "relate",
    x: x.name,
    ys: ys.map((column) => column.name).slice(0, 3),
    population: populationForAll(question),
    isYesNo: /^(and |so |but )?(do|does|is|are|did|has|have)\b/.test(question.lower),
    isDecision: false,
  });
}

/** "Engagement trajectories": the column is mentioned by a name that holds the default measure's. */
function saysMeasure(question: ParsedQuestion, column: Column): boolean {
  const measure = question.domain.resultColumns.find((one) => one.name === question.domain.results.defaultMeasure);
  let text = question.columns.find((mention) => mention.column.name === column.name)?.text.toLowerCase() ?? "";
  for (const { from, to } of question.corrections) text = text.replaceAll(from.toLowerCase(), to);
  return measure !== undefined && measure.synonyms.some((synonym) => text.split(" ").includes(synonym));
}

/** "What premium features drive …": columns that a settable lever carries, taken together. */
function isFamily(question: ParsedQuestion, x: Column): boolean {
  const carriedBy = question.domain.resultColumns.find(
    (column) => column.lever?.direction === "set" && column.lever.carries.includes(x.name),
  );
  return carriedBy !== undefined && has(question, /\b(what|which)\b.*\bfeatures?\b/);
}

function familyOf(question: ParsedQuestion, x: Column): Reading {
  const owner = question.domain.resultColumns.find(
    (column) => column.lever?.direction === "set" && column.lever.carries.includes(x.name),
  );
  const lever = owner?.lever;
  const columns = lever?.direction === "set" ? lever.carries : [x.name];
  return read({
    kind: "features-of",
    columns,
    measure: measureOf(question),
    population:
      owner && lever?.direction === "set" ? [{ kind: "compare", column: owner.name, op: "=", value: lever.to }] : [],
  });
}

/** The level of a column at which churn risk begins. */
export function recogniseThreshold(question: ParsedQuestion): Reading | null {
  const asks = has(
    question,
    /\b(threshold|cut-?off|tipping point|at what (?!time|hour|day)|what (level|score|value|point)|(how (many|much|long|few)|after how (many|long))\b.*\b(before|until|predicts?|indicates?|means?|signals?|lead|become|becomes|expect|likely|probable)|when (does|do) .* (become|start)|(below|above|under|over|after|from|beyond|past) (which|what|how many)|at (how many|what number of)|\b(score|level|value) (under|below|above|over) which|red flag|(before|until) .*\b(churn|leave|lose|quit|risk))\b/,
  );
  if (!asks || has(question, /\b(flattens?|plateaus?|saturates?|levels? off)\b/)) return null;
  const model = question.domain.models.find((one) => one.kind === "classification");
  if (!model) return null;
  const isAboutOutcome =
    outcomesOf(question).some((column) => column.name === model.actual || column.name === model.prediction) ||
    has(question, /\b(churn|leav|risk|quit|lose|danger|worry)/);
  if (!isAboutOutcome) return null;
  const ofGroup = question.conditions
    .map(({ condition }) =>
      condition.kind === "group"
        ? question.domain.groups.find((group) => group.name === condition.group)?.column
        : undefined,
    )
    .map((name) => question.domain.resultColumns.find((column) => column.name === name && column.unit === "days"))[0];
  const feature = featuresOf(question).find(isNumeric) ?? ofGroup;
  if (has(question, /^how many (users|customers|people)\b/)) return null;
  const outcome = outcomesOf(question).find(
    (column) => column.name !== model.actual && column.name !== model.prediction,
  );
  if (!feature && has(question, /\bdays\b/)) {
    const days = question.domain.resultColumns.find(
      (column) => column.role === "feature" && column.unit === "days" && column.missing === "never",
    );
    const standIn = question.conditions.find(({ source }) => source === "group" || source === "value")?.condition;
    if (days)
      return read(
        { kind: "threshold", column: days.name, model: model.name, ...(standIn ? { standsFor: standIn } : {}) },
        ...(standIn
          ? [`no column counts days of ${labelOfCondition(question, standIn)}, so I took ${days.label} instead`]
          : []),
      );
  }
  const level = saidLevel(question);
  // "Days of low engagement or inactivity": the days without a login stand for both.
  const lowly = question.conditions.find(({ condition }) =>
    question.domain.models.some(({ category }) => category === columnOfCondition(question, condition)),
  )?.condition;
  const standsFor = feature?.unit === "days" && lowly ? { standsFor: lowly } : {};
  return read({
    kind: "threshold",
    column: feature?.name ?? outcome?.name ?? question.domain.results.defaultMeasure,
    model: model.name,
    ...(level === null ? {} : { level }),
    ...standsFor,
  });
}

/** "Do more than half of them leave": the rate that the question asks for. */
function saidLevel(question: ParsedQuestion): number | null {
  const [share, ...others] = question.tokens.filter(({ isPercent, value }) => isPercent && value !== null);
  return share?.value !== undefined && others.length === 0 ? share.value : null;
}

/** What the first weeks of new customers tell. */
export function recogniseEarlySigns(question: ParsedQuestion): Reading | null {
  const isEarly = has(
    question,
    /\b(first|initial|early) (\d+|thirty|few|couple of)? ?(days?|weeks?|month)\b|\bonboarding\b|\bnew (users?|customers?|sign-?ups?)\b|\bearly (warning|sign|indicator|behaviou?r)/,
  );
  const isAbout = has(
    question,
    /\b(sign|signs|warning|warnings|indicator|indicators|signal|signals|predict|behaviou?rs?|churn|leave|leaving|differ|tell)\b/,
  );
  // "The churn rate of new users" asks for a figure of them.
  if (/\b(rate|average|mean|median|how (many|much|high)|share|percentage|number|churn of)\b/.test(question.lower))
    return null;
  return isEarly && isAbout ? read({ kind: "early-signs" }) : null;
}

/** The shape of one column. */
export function recogniseDistribution(question: ParsedQuestion): Reading | null {
  const column = featuresOf(question)[0] ?? outcomesOf(question)[0];
  const parts = partsOf(question);
  // "Churn by decile of revenue": one outcome along the parts of another column.
  const isAlong = parts !== null && outcomesOf(question).length > 0 && featuresOf(question).some(isNumeric);
  if (isAlong) return recogniseRelate({ ...question, lower: `${question.lower} related` });
  if (parts !== null) {
    return read({
      kind: "quantile-groups",
      column: (outcomesOf(question)[0] ?? column)?.name ?? question.domain.results.defaultMeasure,
      parts,
      population: populationForAll(question),
    });
  }
  const asksSummary =
    column !== undefined &&
    has(
      question,
      /\b(summary|descriptive|basic) (statistics|stats)\b|\b(stats|statistics) (for|of|on|about)\b|^(stats|statistics|summari[sz]e|summary of)\b/,
    );
  const asksToDescribe =
    column !== undefined && column.type !== "string" && has(question, /^(describe|characteri[sz]e)\b/);
  if (
    !asksSummary &&
    !asksToDescribe &&
    !has(
      question,
      /\b(distribution|distributed|histogram|spread|skew(ed|ness)?|shape|lopsided|symmetric(al)?|bell-shaped|centre)\b/,
    )
  )
    return null;
  const by = featuresOf(question).find(
    (one) => one !== column && one.type === "string" && has(question, /\b(by|per|across|each)\b/),
  );
  if (by) return null;
  // Of a protected column no quantiles are told, but how many there are in each of its bins.
  if (column?.privacy === "confidential" && column.bins.length > 0)
    return read({ kind: "count", population: populationForAll(question), base: [], by: column.name });
  return read({
    kind: "distribution",
    column: column?.name ?? question.domain.results.defaultMeasure,
    population: populationForAll(question),
  });
}

function partsOf(question: ParsedQuestion): number | null {
  if (!has(question, /\b(each|every|per|by|in|across|all|of|into|show|what|counts?|bounds?|sizes?)\b/)) return null;
  if (has(question, /\b(four|4) equal (groups|parts|buckets)\b/)) return 4;
  if (has(question, /\b(five|5) equal (groups|parts|buckets)\b/)) return 5;
  if (has(question, /\b(ten|10) equal (groups|parts|buckets)\b/)) return 10;
  for (const [word, parts] of [
    ["quartile", 4],
    ["quintile", 5],
    ["decile", 10],
    ["tercile", 3],
  ] as const) {
    if (has(question, new RegExp(`\\b${word}s?\\b`)) && setsOf(question).length === 0) return parts;
  }
  return null;
}
