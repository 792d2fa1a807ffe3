import type { Domain } from "./domain.ts";
import { parameterFault, placeholdersOf } from "./fill-verified-query.ts";
import type { VerifiedQuery } from "./verified-query-schema.ts";

/** Faults of the verified queries that show without running them: twice the same, loose parameters, single persons. */
export function verifiedQueryFaults(domain: Domain): string[] {
  const { verifiedQueries } = domain;
  return [
    ...twice(verifiedQueries.map(({ id }) => id)).map((id) => `the verified query ${id} is there twice`),
    ...twice(verifiedQueries.flatMap(({ question, wordings }) => [question, ...wordings].map(withoutForm))).map(
      (wording) => `two verified queries have the wording "${wording}"`,
    ),
    ...verifiedQueries.flatMap((query) =>
      faultsOf(domain, query).map((fault) => `verified query ${query.id}: ${fault}`),
    ),
  ];
}

function faultsOf(domain: Domain, query: VerifiedQuery): string[] {
  const declared = new Set(query.parameters.map(({ name }) => name));
  const inSql = new Set(placeholdersOf(query.sql));
  const texts = [query.sql, query.question, ...query.wordings];
  const single = new RegExp(`${domain.entity.idPrefix}[0-9]+`, "i");
  return [
    ...twice(query.parameters.map(({ name }) => name)).map((name) => `two parameters are called ${name}`),
    ...[...new Set(texts.flatMap(placeholdersOf))]
      .filter((name) => !declared.has(name))
      .map((name) => `{{${name}}} is no parameter`),
    ...[...declared].filter((name) => !inSql.has(name)).map((name) => `the parameter ${name} is not in the SQL`),
    ...query.parameters.flatMap((parameter) => parameterFault(domain, parameter, parameter.default) ?? []),
    ...(texts.some((text) => single.test(text)) ? [`it names a single ${domain.entity.singular}`] : []),
  ];
}

function twice(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text, index) => texts.indexOf(text) !== index))];
}

function withoutForm(wording: string): string {
  return wording
    .toLowerCase()
    .replaceAll(/[^a-z0-9{}]+/g, " ")
    .trim();
}
