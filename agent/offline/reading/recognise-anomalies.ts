import type { Domain, Group } from "#knowledge";

import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, limitOf, outcomesOf, populationForAll, read } from "./recognise.ts";

/** Who is unusual and why, and how many are listed. */
export function recogniseAnomalies(question: ParsedQuestion): Reading | null {
  const { anomaly } = question.domain;
  const listed = listedGroup(question.domain);
  if (!anomaly || !listed || question.ids.length > 0) return null;
  const isScore = question.columns.some(({ column }) => column.name === anomaly.prediction);
  const isGroup = question.conditions.some(
    ({ condition }) => condition.kind === "group" && condition.group === listed.name,
  );
  if (
    (!isScore && !isGroup) ||
    has(question, /\b(average|mean|median|distribution|histogram|correlat\w*|relat\w+|models?|scores?)\b/)
  )
    return null;
  const others = [...outcomesOf(question), ...featuresOf(question)].filter(
    (column) => column.name !== anomaly.prediction,
  );
  if (others.length > 0) return null;
  const population = populationForAll(question).filter(
    (condition) => !(condition.kind === "group" && condition.group === listed.name),
  );
  const all = [{ kind: "group" as const, group: listed.name, negated: false }, ...population];
  if (
    isScore &&
    has(question, /\b(how many|number of|what (share|percentage|percent|proportion|fraction)|share of)\b/)
  ) {
    return read({ kind: "count", population: all, base: [], by: null });
  }
  if (
    (question.tokens.length > 4 &&
      !has(question, /\b(who|which|what|show|list|top|give|find|why|name|most|any|are there|tell me)\b/)) ||
    has(question, comparing)
  )
    return null;
  return read({ kind: "anomalies", population: all, limit: Math.min(limitOf(question) ?? 10, 100) });
}

const comparing =
  /\b(how many|number of|share|percent\w*|proportion|describe|typical|profile|look like|compare\w*|differ\w*|more|less|than|vs|versus|by)\b/;

/** The named group of the customers that the anomaly model lists, if the domain names one. */
export function listedGroup(domain: Domain): Group | null {
  const { anomaly } = domain;
  if (!anomaly) return null;
  return (
    domain.groups.find(({ where }) => new RegExp(`\\bFROM (\\w+\\.)?${anomaly.table}\\b`, "i").test(where)) ?? null
  );
}
