import type { Column } from "#knowledge";

import type { Measure, Reading, Statistic } from "./analysis.ts";
import { isNumeric } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, outcomesOf, populationForAll, read, topOf } from "./recognise.ts";

/** A figure for each value of a column: "by device", "across age groups", "which state has the most …". */
export function recogniseBreakdown(question: ParsedQuestion): Reading | null {
  const by = dimensionOf(question);
  if (!by) return null;
  const asksBest = has(question, /\b(which|what|where|who)\b/) && has(question, /\b(most|least|highest|lowest|best|worst|more|top|bottom|strongest|weakest|largest|smallest|biggest)\b/);
  const asksBy =
    has(question, /\b(by|per|across|for each|for every|in each|in every|among|split by|broken down|break ?down|grouped by|over|between|vary|varies|differ|differs|different|depends? on|difference|distribution)\b/);
  const asksEffect = has(question, /\b(affect|affects|impact|impacts|influence|influences|matter|matters|role|effect|related|relationship|correlat\w*|compare)\b/);
  if (!asksBest && !asksBy && !asksEffect) return null;
  if (has(question, /\bhow many\b|\bnumber of\b|\bcounts? (of|by)\b|\bshare of\b/) && outcomesOf(question).length === 0 && !measuresOf(question, by.name).length) {
    return read({ kind: "count", population: populationForAll(question), base: [], by: by.name });
  }
  const measures = measuresOf(question, by.name);
  const order = has(question, /\b(least|lowest|worst|bottom|smallest|fewest|weakest)\b/) ? "asc" : "desc";
  const top = topOf(question);
  return read({
    kind: "aggregate",
    measures: measures.length > 0 ? measures : [{ column: question.domain.results.defaultMeasure, statistic: "mean" }],
    population: populationForAll(question),
    by: by.name,
    order: asksBest || by.values.length > 12 ? order : null,
    limit: top && top.n > 0 ? top.n : null,
  });
}

/** The categorical or binned column that parts the answer. */
function dimensionOf(question: ParsedQuestion): Column | null {
  const taken = question.conditions.map((found) => ("column" in found.condition ? found.condition.column : ""));
  const candidates = featuresOf(question).filter(
    (column) => (column.type === "string" || column.bins.length > 0 || column.type === "boolean") && !taken.includes(column.name),
  );
  if (candidates[0]) return candidates[0];
  // "by hour", "per peak hour": a whole-number column with few values can part an answer too.
  return (
    featuresOf(question).find(
      (column) => column.type === "int" && column.range !== null && column.range[1] - column.range[0] <= 24 && has(question, /\b(by|per|across|which|what|each)\b/),
    ) ?? null
  );
}

function measuresOf(question: ParsedQuestion, except: string): Measure[] {
  const columns = [...outcomesOf(question), ...featuresOf(question).filter((column) => isNumeric(column) && column.name !== except)];
  const measures = columns
    .filter((column) => column.name !== except)
    .map((column) => ({ column: column.name, ...statisticOf(question) }));
  if (measures.length > 0) return measures.slice(0, 3);
  const group = question.conditions.find((found) => found.condition.kind === "group");
  return group ? [] : [];
}

function statisticOf(question: ParsedQuestion): { statistic: Statistic; percentile?: number } {
  const percentile = /\b(\d{1,2})(st|nd|rd|th) percentile\b|\bp(\d{2})\b/.exec(question.lower);
  if (percentile) return { statistic: "percentile", percentile: Number(percentile[1] ?? percentile[3]) / 100 };
  if (has(question, /\bmedian\b/)) return { statistic: "median" };
  if (has(question, /\b(total|sum|combined|altogether|in all)\b/) && !has(question, /\btotal connections\b/)) return { statistic: "sum" };
  if (has(question, /\b(maximum|max)\b/)) return { statistic: "maximum" };
  if (has(question, /\b(minimum|min)\b/)) return { statistic: "minimum" };
  if (has(question, /\b(standard deviation|std|stdev|variation|variance)\b/)) return { statistic: "sd" };
  return { statistic: "mean" };
}

/** Single customers in order: "top 10 customers by lifetime value", "list the users most likely to leave". */
export function recogniseList(question: ParsedQuestion): Reading | null {
  const asksForSingles =
    has(question, /\b(list|show( me)?|give me|name|find|who are|which|top|bottom|identify|get)\b/) &&
    question.mentions.some((mention) => mention.meanings.some((meaning) => meaning.kind === "entity"));
  if (!asksForSingles || has(question, /\b(how many|average|mean|median|rate|share|percentage|distribution|segments?|stat(istic)?s)\b/)) return null;
  const top = topOf(question);
  const wantsRows = top !== null || has(question, /\b(list|who are|which (users|customers|people|members)|show me (the |all )?(users|customers|people)|highest|lowest|most|least|largest|biggest)\b/);
  if (!wantsRows) return null;
  if (featuresOf(question).some((column) => column.type === "string")) return null;
  const byNumber = [...outcomesOf(question), ...featuresOf(question)].find((column) => isNumeric(column) || column.type === "boolean");
  const ofGroup = question.conditions
    .map((found) => found.condition)
    .map((condition) => (condition.kind === "group" ? question.domain.groups.find((group) => group.name === condition.group)?.column : condition.column))
    .map((name) => question.domain.resultColumns.find((column) => column.name === name))
    .find((column) => column !== undefined && isNumeric(column));
  const orderBy = byNumber ?? ofGroup;
  const model = question.domain.models.find((one) => one.kind === "classification");
  const isRanked = orderBy?.type === "boolean" ? model?.prediction : orderBy?.name;
  return read({
    kind: "list",
    population: populationForAll(question),
    orderBy: isRanked ?? question.domain.results.defaultMeasure,
    order: has(question, /\b(lowest|least|bottom|worst|fewest|smallest|shortest)\b/) ? "asc" : "desc",
    limit: top && top.n > 0 ? Math.min(top.n, 100) : 10,
  });
}

/** How many customers, and what share. */
export function recogniseCount(question: ParsedQuestion): Reading | null {
  const asks = has(question, /\b(how many|number of|count|what (share|percentage|percent|proportion|fraction)|share of|percentage of|percent of|proportion of|fraction of|size of)\b/);
  if (!asks) return null;
  const rate = outcomesOf(question).find((column) => column.type === "boolean");
  if (rate && question.conditions.length > 0 && has(question, /\b(share|percent|percentage|proportion|fraction)\b/)) return null;
  const isOfColumn = [...outcomesOf(question), ...featuresOf(question)].some((column) => isNumeric(column)) && question.conditions.length === 0;
  if (isOfColumn && has(question, /\bhow many\b/) && !question.mentions.some((mention) => mention.meanings.some((meaning) => meaning.kind === "entity") && mention.from <= 3)) return null;
  if (rate && question.conditions.length === 0) {
    return read({ kind: "count", population: [{ kind: "compare", column: rate.name, op: "=", value: true }], base: [], by: null });
  }
  const all = populationForAll(question);
  // "What share of premium customers are at risk?": the last condition is what is counted, the others are of whom.
  const base = has(question, /\b(share|percent|percentage|proportion|fraction)\b/) ? all.slice(0, -1) : [];
  return read({ kind: "count", population: all, base, by: null });
}

/** One figure, or a few, over a group: an average, a total, a rate. */
export function recogniseAggregate(question: ParsedQuestion): Reading | null {
  const named = [...outcomesOf(question), ...featuresOf(question).filter((column) => isNumeric(column) || column.type === "boolean")];
  const [first] = named;
  if (!first) return null;
  const asks = has(question, /\b(what|how|average|avg|mean|median|total|sum|rate|typical|usual|max|min|maximum|minimum|percentile|show|give|tell|compute|calculate|is)\b/);
  if (!asks) return null;
  return read({
    kind: "aggregate",
    measures: named.slice(0, 3).map((column) => ({ column: column.name, ...statisticOf(question) })),
    population: populationForAll(question),
    by: null,
    order: null,
    limit: null,
  });
}

/** What a word means. */
export function recogniseDefinition(question: ParsedQuestion): Reading | null {
  const asked = /\bwhat (?:does|do) (.+?) mean\b|\bdefine (.+)|\bdefinition of (.+)|\bwhat(?:'s| is| are) (?:an? |the )?(?:meaning of )?(.+?)\??$|\bmeaning of (.+)|\bhow (?:is|are) (.+?) (?:defined|calculated|computed|measured)\b/.exec(question.lower);
  if (!asked || question.conditions.some((found) => found.source === "number")) return null;
  const phrase = asked.slice(1).find((part) => part !== undefined)?.replace(/[?.!]+$/, "").trim() ?? "";
  if (!/^(so |and |ok |please |can you )*(what|define|definition|meaning|how|explain)\b/.test(question.lower)) return null;
  const isBare = /\bwhat(?:'s| is| are)\b/.test(question.lower) && !/\b(mean|meaning|define|definition|stand for)\b/.test(question.lower);
  const known = question.mentions.flatMap((mention) => mention.meanings);
  // "What is churn risk?" asks for a meaning; "what is the churn rate of premium users?" for a figure.
  if (isBare && (phrase.split(" ").length > 4 || / of | for | in | by /.test(phrase) || /^(the )?(average|mean|median|total|churn rate|number)/.test(phrase))) return null;
  if (isBare && !known.some((meaning) => meaning.kind === "term" || meaning.kind === "group")) return null;
  const title = known.map((meaning) => {
    if (meaning.kind === "term") return meaning.term.term;
    if (meaning.kind === "group") return meaning.group.label;
    return meaning.kind === "column" ? meaning.column.name : null;
  }).find((text) => text !== null);
  return title ? read({ kind: "define", title, query: title }) : null;
}

/** What the analyst can do. */
export function recogniseHelp(question: ParsedQuestion): Reading | null {
  const isHelp = has(question, /^(hi|hello|hey|help|thanks?|thank you)\b[\s\S]{0,20}$|\bwhat can (you|i) (do|ask|answer)\b|\bhow (do|can) (i|you) (use|help)\b|\bwho are you\b|\bhelp me\b$|\bwhat (kind|sort|type)s? of questions\b/);
  return isHelp ? read({ kind: "help" }) : null;
}
