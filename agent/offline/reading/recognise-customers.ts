import type { Column } from "#knowledge";

import type { Change, Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { askWhich, changeOf, leverOfUnit } from "./recognise-changes.ts";
import { columnOfCondition, featuresOf, has, modelOf, outcomesOf, read } from "./recognise.ts";

const changeCues =
  /\b(what|how) (would|could|can|might|should|do|does|to)\b.*\b(keep|kept|change|lower|reduce|raise|increase|improve|help|retain|save|prevent|win|boost|stop|make|get|move|lift|become)\b|\bwhat if\b|\bbest (thing|action|lever)\b|\bdo for\b|\bretain\b|\bwin (him|her|them) back\b|\bprevent\b|\b(what|how) (could|can|would|should|might)\b.*\b(do|act|behave|use)\b.*\b(differently|more|less|otherwise)\b/;
const whyCues =
  /\bwhy\b|\breasons?\b|\bexplain|\bdriv(es|ing|en)\b|\bpush(es|ing)?\b|\bbecause\b|\bfactors?\b|\bwhat made\b|\bcontribut|\bcaus|\bhow (sure|certain|confident)\b|\bwhat makes\b|\bhow come\b|\b(pull|drag|hold|bring|weigh)(s|ed|ing)?( (it|him|her|them|this|that))? (down|up|back)\b|\b(affect|influenc|impact)\w*\b.*\b(predict\w*|score|risk|probability)\b|\b(raises?|lowers?|drags?|lifts?) (it|his|her|their|the (prediction|score|risk))\b|\b(although|even though|despite|in spite of)\b/;
const supposed =
  /\b(if|suppos\w+|assum\w+|imagin\w+|what would happen|would .* (with|after|without)|were to|had|simulat\w+)\b/;

/** One customer, or two beside each other. */
export function recogniseCustomers(question: ParsedQuestion): Reading | null {
  const [first, second] = question.ids;
  if (first === undefined) return null;
  if (second !== undefined) return read({ kind: "compare-customers", ids: [first, second] });
  const isWritten = question.lower.includes(first);
  const assumptions = isWritten ? [] : [`I read that as the ${question.domain.entity.singular} ${first}`];
  const whatIf = customerWhatIf(question, first);
  if (whatIf) return whatIf;
  const ofModel = { kind: "customer", id: first, model: customerModel(question), columns: [] } as const;
  if (isAboutAnomaly(question)) return read({ ...ofModel, aspect: "unusual" }, ...assumptions);
  if (isAboutSegment(question)) return read({ ...ofModel, aspect: "alike" }, ...assumptions);
  if (has(question, changeCues) && !/^\s*why\b/.test(question.lower))
    return read({ ...ofModel, aspect: "change" }, ...assumptions);
  if (has(question, whyCues)) return read({ ...ofModel, aspect: "why" }, ...assumptions);
  if (question.unknown.length > 0) {
    return {
      kind: "not-in-data",
      missing: `I do not know ${question.unknown.map((word) => `"${word}"`).join(" and ")}: no column of the data goes by that name.`,
      nearest: [`Show me ${first}`, `Why is the prediction for ${first} what it is?`],
    };
  }
  return read({ ...ofModel, aspect: "show", columns: askedColumns(question) }, ...assumptions);
}

/** What the question asks of the customer, with the interval of a prediction that has one; everything where empty. */
function askedColumns(question: ParsedQuestion): string[] {
  const named = [
    ...outcomesOf(question).map((column) => column.name),
    ...featuresOf(question).map((column) => column.name),
    ...question.conditions.map(({ condition }) => columnOfCondition(question, condition)).filter((name) => name !== ""),
  ];
  const predicted = question.domain.models.flatMap((model) =>
    named.includes(model.actual) || named.includes(model.prediction)
      ? [model.prediction, model.lower, model.upper].filter((name) => name !== null)
      : [],
  );
  return [...new Set([...named, ...predicted])];
}

/**
 * "What if user_00042 posted 5 more a week?": the lever and its change for the customer `id`; null where no change is
 * supposed, or nothing that can be changed is named.
 */
export function customerWhatIf(question: ParsedQuestion, id: string): Reading | null {
  if (!has(question, supposed) || /^\s*why\b/.test(question.lower)) return null;
  const levers = featuresOf(question).filter((column) => column.lever !== null && column.lever.direction !== "set");
  if (levers.length > 1) return askWhich(question, levers, id);
  const said = changeOfCustomer(question);
  if (!said) return null;
  return read(
    { kind: "customer-what-if", id, lever: said.lever.name, change: said.change, model: customerModel(question) },
    ...said.assumptions,
  );
}

type CustomerChange = { readonly lever: Column; readonly change: Change; readonly assumptions: readonly string[] };

/** The change: a value or a number that is said of a lever ("had premium", "within 1 hour"), else a step of one. */
function changeOfCustomer(question: ParsedQuestion): CustomerChange | null {
  const { domain } = question;
  for (const { condition } of question.conditions) {
    if (condition.kind !== "compare" || typeof condition.value === "boolean") continue;
    const lever = domain.resultColumns.find((column) => column.name === condition.column && column.lever !== null);
    if (lever && condition.op !== "<>")
      return { lever, change: { kind: "set", value: condition.value }, assumptions: [] };
  }
  const lever = featuresOf(question).find((column) => column.lever !== null) ?? leverOfUnit(question);
  if (!lever) return null;
  if (lever.lever?.direction === "set")
    return { lever, change: { kind: "set", value: lever.lever.to }, assumptions: [] };
  const { change, assumptions } = changeOf(question, lever);
  return { lever, change, assumptions };
}

function isAboutAnomaly(question: ParsedQuestion): boolean {
  const { anomaly } = question.domain;
  return (
    anomaly !== null &&
    (outcomesOf(question).some((column) => column.name === anomaly.prediction) ||
      question.conditions.some(
        ({ condition }) =>
          condition.kind === "group" &&
          question.domain.groups.some((group) => group.name === condition.group && group.where.includes(anomaly.table)),
      ))
  );
}

/** "How does user_00042 compare to its segment?" */
function isAboutSegment(question: ParsedQuestion): boolean {
  const { segments } = question.domain;
  return (
    segments !== null &&
    outcomesOf(question).length === 0 &&
    (featuresOf(question).some((column) => column.name === segments.column) ||
      question.conditions.some(({ condition }) => columnOfCondition(question, condition) === segments.column))
  );
}

/** The model that the question names, or whose outcome it speaks of; of churn where it speaks of leaving. */
function customerModel(question: ParsedQuestion): string {
  const saysChurn = /\b(keep|kept|retain|save|prevent|win|stay|leav\w+|left|risk)\b/.test(question.lower);
  const churn = question.domain.models.find((one) => one.goodDirection === "down")?.name;
  const named = question.models.length > 0 || outcomesOf(question).length > 0;
  return !named && saysChurn && churn ? churn : modelOf(question);
}
