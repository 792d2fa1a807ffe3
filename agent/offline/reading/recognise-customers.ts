import type { Analysis, Reading } from "./analysis.ts";
import { isShortId } from "./customer-ids.ts";
import { comparesToMean } from "./compares-to-mean.ts";
import { customerModel } from "./customer-model.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { customerWhatIf } from "./recognise-customer-change.ts";
import { columnOfCondition, featuresOf, has, outcomesOf, read } from "./recognise.ts";
import { recogniseHistory } from "./recognise-history.ts";
import { supposedLevel } from "./supposed-level.ts";

type OfCustomer = Extract<Analysis, { kind: "customer" }>;

const changeCues =
  /\b(what|how) (would|could|can|might|should|do|does|to)\b.*\b(keep|kept|change|lower|reduce|raise|increase|improve|help|retain|save|prevent|win|boost|stop|make|get|move|lift|become)\b|\bwhat if\b|\bbest (thing|action|lever)\b|\bdo (for|about)\b|\bretain\b|\bwin (him|her|them) back\b|\bprevent\b|\b(what|how) (could|can|would|should|might)\b.*\b(do|act|behave|use)\b.*\b(differently|more|less|otherwise)\b|\b(next best|recommended?) (action|step)s?\b|\b(do|happen) (next|now)\b|\bnext steps?\b|\b(keep|keeps|keeping|hold|holds|holding|stop|stops|stopping|prevent\w*)\b.*\b(from|back)\b|\bhow to (keep|help|retain|save|win)\b/;
const whyCues =
  /\bwhy\b|\breasons?\b|\bexplain|\bdriv(es|ing|en)\b|\bpush(es|ing)?\b|\bbecause\b|\bfactors?\b|\bwhat made\b|\bcontribut|\bcaus|\bwhat makes\b|\bhow come\b|\b(pull|drag|hold|bring|weigh)(s|ed|ing)?( (it|him|her|them|this|that))? (down|up|back)\b|\b(affect|influenc|impact)\w*\b.*\b(predict\w*|score|risk|probability)\b|\b(raises?|lowers?|drags?|lifts?) (it|his|her|their|the (prediction|score|risk))\b|\b(although|even though|despite|in spite of)\b|\bwhat('s| is| was) behind\b|\bwhere (does|did) .* come from\b|\bbased on what\b/;
const certaintyCues =
  /\bhow (sure|certain|confident|reliable|accurate|trustworthy|uncertain)\b|\b(certainty|uncertainty|confidence|margin of error|error bars?|reliability)\b|\b(can|should|could) (i|we|you) (trust|rely on|believe)\b|\b(prediction|confidence) intervals?\b|\b(is|are) (the model|it|you|we) (sure|certain|confident)\b|\b(predict\w*|model|score|probability)\b.*\b(accurate|right|correct|reliable|trustworthy|wrong|off)\b/;
const historyCues =
  /\b(history|timeline|over time|day by day|per day over|by (day|week|month)|each (day|week|month)|trend(s|ed|ing)?|course|development|developed|evolv\w+|recent activity|lately)\b|\b(last|past|previous) (\w+ )?(days?|weeks?|months?)\b/;

const courseCues = /\b(history|timeline|over time|by|each|trend\w*|course|develop\w*|evolv\w+|chang\w+)\b/;

/** One customer, or several beside each other. */
export function recogniseCustomers(question: ParsedQuestion): Reading | null {
  const [first, ...others] = question.ids;
  if (first === undefined) return null;
  const short = question.ids.find((id) => isShortId(id, question.domain));
  if (short !== undefined) return askWholeId(question, short);
  if (others.length > 0) return ofSeveral(question);
  const isWritten = question.lower.includes(first) || question.corrections.some(({ to }) => to === first);
  const assumptions = isWritten ? [] : [`I read that as the ${question.domain.entity.singular} ${first}`];
  const whatIf = customerWhatIf(question, first);
  if (whatIf) return whatIf;
  const ofModel: OfCustomer = {
    kind: "customer",
    id: first,
    model: customerModel(question),
    aspect: "show",
    columns: [],
  };
  const aspect = aspectOf(question);
  if (aspect === "history") return historyOf(question, first) ?? read(ofModel, ...assumptions);
  if (aspect === "beside") return read({ ...ofModel, ...beside(question) }, ...assumptions);
  const supposes = aspect === "why" ? supposedLevel(question, ofModel.model) : null;
  const moves = aspect === "why" ? askedDirection(question) : null;
  if (aspect !== "show")
    return read(
      { ...ofModel, aspect, ...(supposes === null ? {} : { supposes }), ...(moves === null ? {} : { moves }) },
      ...assumptions,
    );
  if (question.unknown.length > 0) {
    return {
      kind: "not-in-data",
      missing: `I do not know ${question.unknown.map((word) => `"${word}"`).join(" and ")}: no column of the data goes by that name.`,
      nearest: [`Show me ${first}`, `Why is the prediction for ${first} what it is?`],
    };
  }
  return read({ ...ofModel, columns: askedColumns(question) }, ...assumptions);
}

function askWholeId({ domain }: ParsedQuestion, id: string): Reading {
  const { singular } = domain.entity;
  return {
    kind: "ask",
    text: `"${id}" is no whole ${singular} id: its number lacks digits. Put zeros in front of it, or name the id as it stands in the data.`,
    options: [],
  };
}

/** What is asked of one customer; everything the data holds where nothing particular is. */
function aspectOf(question: ParsedQuestion): OfCustomer["aspect"] | "history" {
  if (isAboutAnomaly(question)) return "unusual";
  const isWhy = has(question, whyCues);
  if (isAboutOwnSegment(question) && !isWhy) return "alike";
  if (comparesToMean(question) && !isWhy) return "beside";
  if (isAboutSegment(question)) return "alike";
  if (has(question, certaintyCues)) return "certain";
  if (has(question, changeCues) && !/^\s*why\b/.test(question.lower)) return "change";
  if (isWhy) return "why";
  return has(question, historyCues) ? "history" : "show";
}

/** "What pushes it up?": the reasons of one direction only. */
function askedDirection(question: ParsedQuestion): "up" | "down" | null {
  const [, word] =
    /\b(?:push|pull|drag|hold|bring|drive|weigh|lift)\w*\b.*\b(up|down|back)\b/.exec(question.lower) ?? [];
  if (word !== undefined) return word === "up" ? "up" : "down";
  if (has(question, /\b(raises?|lifts?|increases?|boosts?) (it|his|her|their|the|its|\w+'s)\b/)) return "up";
  return has(question, /\b(lowers?|reduces?|hurts?|depress(es)?|decreases?) (it|his|her|their|the|its|\w+'s)\b/)
    ? "down"
    : null;
}

/** The customer's own days, of the number that is named. */
function historyOf(question: ParsedQuestion, id: string): Reading | null {
  const own = { kind: "compare", column: question.domain.entity.column, op: "=", value: id } as const;
  const reading = recogniseHistory({ ...question, lower: `${question.lower} activity`, conditions: [] });
  if (reading?.kind !== "analysis" || reading.analysis.kind !== "history") return null;
  const { analysis } = reading;
  const isNamed = [...featuresOf(question), ...outcomesOf(question)].length > 0;
  // Of one customer it is the days that are counted, not the customers who were active.
  const isTotal = isNamed && analysis.days !== null && !has(question, courseCues) && analysis.asks !== "mean";
  const asks = isTotal ? "total" : analysis.asks === "active" ? "course" : analysis.asks;
  const taken = isNamed ? [] : [`no number was named, so I took the daily ${analysis.column}`];
  return read({ ...analysis, asks, population: [own] }, ...taken);
}

/** Beside whom, and in what: the named group, else everybody. */
function beside(question: ParsedQuestion): Pick<OfCustomer, "aspect" | "columns" | "population"> {
  const named = [...outcomesOf(question), ...featuresOf(question)].map((column) => column.name);
  return {
    aspect: "beside",
    columns: [...new Set(named)],
    population: question.conditions.filter(({ source }) => source !== "number").map(({ condition }) => condition),
  };
}

/** Several customers: why the predictions for two differ, or the values of all side by side. */
function ofSeveral(question: ParsedQuestion): Reading {
  const { ids } = question;
  const named = [...outcomesOf(question), ...featuresOf(question)].map((column) => column.name);
  const columns = [...new Set(named)];
  if (ids.length > mostCompared)
    return {
      kind: "ask",
      text: `I put at most ${mostCompared} ${question.domain.entity.plural} beside each other. Which ones?`,
      options: [`Compare ${ids.slice(0, mostCompared).join(", ")}`],
    };
  if (ids.length !== 2 || !has(question, whyCues)) return read({ kind: "compare-customers", ids, columns });
  const supposes = has(question, /\b(lower|less|worse|smaller|fewer|below|behind)\b/)
    ? "lower"
    : has(question, /\b(higher|more|better|larger|greater|above|ahead)\b/)
      ? "higher"
      : null;
  const why = customerModel(question);
  return read({ kind: "compare-customers", ids, why, columns: [], ...(supposes === null ? {} : { supposes }) });
}

const mostCompared = 5;

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

/** "Beside the others of his segment": the segments' column by its own name, none of its values. */
function isAboutOwnSegment({ columns, domain }: ParsedQuestion): boolean {
  return columns.some(({ column }) => column.name === domain.segments?.column);
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
