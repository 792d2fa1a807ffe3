import type { ModelSpec } from "#knowledge";

import type { Condition, Reading } from "./analysis.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, featuresOf, has, mergeValues, modelOf, read } from "./recognise.ts";

const modelWords =
  /\b((under|over)-?(predict|estimat)\w*|models?|predictions?|predicts?|forecasts?|mispredict\w*|predict(ing|or)?)\b/;
const errorWords =
  /\b(errors?|mae|rmse|mean absolute|residuals?|off|wrong\w*|inaccura\w+|accura\w+|precise\w*|imprecise|mispredict\w*|reliabl[ey]|mistakes?|brier|(under|over)-?(predict|estimat)\w*|recall|precision|false (alarms?|positives?|negatives?))\b/;
const judgedWords =
  /\b(better|worse|best|worst|well|badly|poorly|as good|equally|struggles?|performs?|performing|works?|working|hard(er|est)?|good)\b/;
const intervalWords =
  /\b(prediction |confidence |uncertainty )?intervals?\b|\bhow (wide|narrow)\b|\b(widest|narrowest)\b|\bcoverage\b/;
const reachWords =
  /\b(recall|precision|reach(ed)?|catch(es)?|caught|really|actually|truly|would have (left|churned)|would really|false (alarms?|positives?|negatives?)|miss(ed|es)?|hits?)\b/;

/**
 * How far a model's predictions lie from what happened: by group ("is the model worse for premium users?"), of its
 * intervals ("how often does the outcome fall outside?"), or of the customers that a probability flags.
 */
export function recogniseModelErrors(question: ParsedQuestion): Reading | null {
  if (question.ids.length > 0) return null;
  const model = question.domain.models.find((one) => one.name === modelOf(question));
  if (!model) return null;
  const flagged = flaggedBy(question);
  if (flagged) return flagged;
  const isOfModel =
    question.models.length > 0 ||
    has(question, modelWords) ||
    (has(question, /\bintervals?\b/) && has(question, /\b(wide|narrow|width|widths|coverage|outside|inside)\b/));
  if (!isOfModel) return null;
  const splits = question.conditions.filter((found) => isOfSplit(question, found));
  const others = question.conditions.filter((found) => !splits.includes(found) && !isOfError(model, found.condition));
  const errors = question.domain.models.map((one) => one.error);
  const named = featuresOf(question).filter((column) => !errors.includes(column.name));
  const by =
    named.find((column) => column.type === "string" || column.bins.length > 0)?.name ?? parting(question, others);
  if (named.some((column) => column.name !== by)) return null;
  const split = splits.length === 1 && valueOf(splits[0]) === "train" ? "train" : "test";
  const population = mergeValues(
    others.map(({ condition }) => condition).filter((condition) => columnOfCondition(question, condition) !== by),
  );
  const focus = others.flatMap(({ condition }) =>
    condition.kind === "compare" && condition.op === "=" && condition.column === by ? [String(condition.value)] : [],
  );
  const asked = {
    kind: "model-errors",
    model: model.name,
    by,
    population,
    split,
    ...(focus.length > 0 ? { focus } : {}),
  } as const;
  const isOfInterval =
    has(question, intervalWords) && (model.lower ?? null) !== null && !has(question, /\baverage\b.*\b95\b/);
  if (
    isOfInterval &&
    !has(question, /\b(who|whose|which (\d+ )?(users|customers|people)|list|top|\d+ (users|customers|people))\b/)
  )
    return read({ ...asked, aspect: "interval" });
  // "Average prediction error by device" is a figure of that column.
  const isOfColumn =
    question.models.length === 0 &&
    question.columns.some(({ column, text }) => errors.includes(column.name) && /error|residual/i.test(text));
  if (isOfColumn && splits.length === 0) return null;
  const isOfGroups = by !== null || population.length > 0;
  if (!isOfGroups) return isOffOnAverage(question, model, splits.length);
  if (splits.length > 1) return null;
  if (question.conditions.some(({ condition }) => isOfError(model, condition))) return null;
  const isAsked =
    has(question, errorWords) ||
    (has(question, judgedWords) && (question.models.length > 0 || has(question, /\bpredictions\b/)));
  if (!isAsked) return null;
  // How often a classifier is right in each group of a protected column is published, and told from there.
  const isProtected = question.domain.feedColumns.some(
    ({ name, privacy }) => name === by && privacy === "confidential",
  );
  return by !== null && isProtected && model.kind === "classification"
    ? read({ kind: "fairness", model: model.name, by })
    : read({ ...asked, aspect: "errors" });
}

/** "By how many dollars is the value prediction off?": the model's own metrics tell it. */
function isOffOnAverage(question: ParsedQuestion, model: ModelSpec, splits: number): Reading | null {
  const isOff =
    has(question, /\b(off|wrong|miss(es)? by|far from)\b/) &&
    has(question, /\b(how (many|much|far|wrong)|average|typical\w*|usual\w*|unit|by what)\b/);
  const isOfOther = question.columns.some(({ column }) => [model.prediction, model.actual].includes(column.name));
  return isOff &&
    splits < 2 &&
    !has(question, /\bhow many (users|customers|people|predictions)\b/) &&
    (isOfOther || question.models.length > 0)
    ? read({ kind: "model-quality", model: model.name, aspect: "accuracy" })
    : null;
}

/** "If we contact everyone above 0.5, how many real churners do we reach?": what a cut of a probability is worth. */
function flaggedBy(question: ParsedQuestion): Reading | null {
  const model = question.domain.models.find((one) => one.kind === "classification");
  if (!model || !has(question, reachWords)) return null;
  const cuts = question.conditions.flatMap(({ condition }) =>
    condition.kind === "compare" &&
    condition.column === model.prediction &&
    typeof condition.value === "number" &&
    condition.op.startsWith(">")
      ? [condition.value]
      : [],
  );
  const [cut, ...more] = cuts;
  if (cut === undefined || more.length > 0) return null;
  const rest = question.conditions.filter(
    ({ condition }) => ![model.prediction, model.actual].includes(columnOfCondition(question, condition)),
  );
  if (rest.some((found) => !isOfSplit(question, found))) return null;
  return read({
    kind: "model-errors",
    model: model.name,
    by: null,
    population: [],
    split: "test",
    aspect: "flagged",
    cut,
  });
}

function isOfSplit(question: ParsedQuestion, { condition }: FoundCondition): boolean {
  const name = columnOfCondition(question, condition);
  return question.domain.resultColumns.some((column) => column.name === name && column.role === "meta");
}

/** A condition on the error itself, such as "off by more than 0.2": a filter on customers, no group to judge by. */
function isOfError(model: ModelSpec, condition: Condition): boolean {
  return "column" in condition && [model.error, model.quality?.column].includes(condition.column);
}

/** The column whose one value is named: the model is judged on all of its values, so that they can be compared. */
function parting(question: ParsedQuestion, conditions: readonly FoundCondition[]): string | null {
  const [column] = conditions.flatMap(({ condition }) =>
    (condition.kind === "compare" && typeof condition.value === "string") || condition.kind === "in"
      ? [condition.column]
      : [],
  );
  const isOutcome = question.domain.models.some((model) => model.category === column);
  return column === undefined || isOutcome ? null : column;
}

function valueOf(found: FoundCondition | undefined): string | null {
  const condition = found?.condition;
  return condition?.kind === "compare" && typeof condition.value === "string" ? condition.value : null;
}
