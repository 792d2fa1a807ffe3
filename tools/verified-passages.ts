import type { Role } from "#core";
import { fillVerifiedQuery, fillWording, type Domain, type QueryParameter, type VerifiedQuery } from "#knowledge";

/** How the passages of verified queries are marked. */
export const verifiedSource = "verified query";

/**
 * The verified queries that a role may run, as passages to be searched: the question in all its wordings, the SQL with
 * its parameters filled in, and what else may stand for them.
 */
export function verifiedPassages(domain: Domain, role: Role) {
  return verifiedQueriesFor(domain, role).map((query) => ({
    source: verifiedSource,
    title: `${query.title}: ${[query.question, ...query.wordings].map((one) => fillWording(domain, query, one)).join(" / ")}`,
    text: textOf(query, domain),
  }));
}

/** The verified queries that a role may run. */
export function verifiedQueriesFor(domain: Domain, role: Role): readonly VerifiedQuery[] {
  return domain.verifiedQueries.filter((query) => query.role === "analyst" || role === "steward");
}

function textOf(query: VerifiedQuery, domain: Domain): string {
  return [
    query.answers,
    ...query.caveats,
    ...query.parameters.map((parameter) => `May be changed: ${parameterText(parameter)}.`),
    `SQL: ${fillVerifiedQuery(domain, query).trim()}`,
  ].join("\n");
}

/** What may stand for a parameter, and what stands for it where nothing is said. */
export function parameterText(parameter: QueryParameter): string {
  switch (parameter.kind) {
    case "group":
      return `the condition, to that of another named group (here ${parameter.default})`;
    case "column":
      return `${parameter.default}, to another column of ${parameter.of}`;
    case "value":
      return `'${parameter.default}', to another value of ${parameter.column}`;
    case "number":
      return `${parameter.default}, to another number from ${parameter.range[0]} to ${parameter.range[1]}`;
  }
}
