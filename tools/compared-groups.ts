import type { Column, Domain, ModelSpec } from "#knowledge";
import type { QueryResult } from "#sql";

import type { Groups } from "./group-contributions.ts";
import { isProtectedFeature } from "./protected-feature.ts";
import { literal, whereClause } from "./sql-text.ts";

/** What the data hold of a group: its size, its predictions and outcomes, and the mean of each feature. */
export type GroupFacts = {
  readonly customers: number;
  readonly meanPrediction: number;
  readonly meanActual: number;
  readonly sdActual: number;
  /** The query's columns by name, the means of `featureMeans` among them; null where nobody has a value. */
  readonly figures: ReadonlyMap<string, number | null>;
};

/** A feature's mean, or the share of one of its categories, as a column of a group's query. */
export type FeatureMean = {
  readonly feature: string;
  /** The value whose share it is; null for a number. */
  readonly level: string | null;
  readonly alias: string;
  readonly sql: string;
};

/**
 * The means that are told of some features: of a number its mean; of a category the share of the value whose shares
 * among the drawn customers differ most. One value each, because the share of a value counts customers: what makes many
 * small groups of persons would have to be watched for each of them.
 */
export function featureMeans(domain: Domain, features: readonly string[], drawn: Groups): FeatureMean[] {
  return features
    .filter((name) => !isProtectedFeature(domain, name))
    .flatMap((name) => {
      const parts = domain.interactions.find((one) => one.name === name)?.of;
      if (parts) return [meanOf(name, parts.map((part) => `CAST(${part} AS double)`).join(" * "))];
      const column = domain.feedColumns.find((one) => one.name === name);
      return column ? meanOfColumn(column, drawn) : [];
    });
}

function meanOfColumn(column: Column, drawn: Groups): FeatureMean[] {
  const { name } = column;
  if (column.type === "int" || column.type === "double") return [meanOf(name, name)];
  const level = levelApart(column, drawn);
  if (level === null) return [];
  const is = column.type === "boolean" ? name : `${name} = ${literal(level)}`;
  const sql = `count(*) FILTER (WHERE ${is}) / CAST(nullif(count(${name}), 0) AS double)`;
  return [{ feature: name, level, alias: name, sql }];
}

/** The value that the groups' shares differ in most; null where nobody has any. */
function levelApart({ name, type }: Column, { a, b }: Groups): string | null {
  const shares = new Map<string, number>();
  for (const [rows, sign] of [
    [a, 1],
    [b, -1],
  ] as const) {
    for (const { [name]: value } of rows) {
      if (value === null || value === undefined || (type === "boolean" && value !== true)) continue;
      const level = String(value);
      shares.set(level, (shares.get(level) ?? 0) + sign / rows.length);
    }
  }
  const [first] = [...shares].sort(([, one], [, other]) => Math.abs(other) - Math.abs(one));
  return first?.[0] ?? null;
}

function meanOf(feature: string, sql: string): FeatureMean {
  return { feature, level: null, alias: feature, sql: `avg(${sql})` };
}

/** The condition of everyone who is not in a group; who may be in it for all one knows, by a missing value, is not. */
export function everyoneElse(where: string): string {
  return `NOT coalesce((${where}), FALSE)`;
}

/** The query of one group's facts. */
export function groupFactsSql(domain: Domain, spec: ModelSpec, means: readonly FeatureMean[], where: string): string {
  const actual = spec.kind === "classification" ? `CAST(${spec.actual} AS double)` : spec.actual;
  const figures = [
    "count(*) AS customers",
    `avg(${spec.prediction}) AS mean_prediction`,
    `avg(${actual}) AS mean_actual`,
    `stddev_samp(${actual}) AS sd_actual`,
    ...means.map(({ sql, alias }) => `${sql} AS ${alias}`),
  ];
  return `SELECT ${figures.join(", ")} FROM ${domain.results.table}${whereClause(where)}`;
}

/** A group's facts from the answer of `groupFactsSql`. */
export function readGroupFacts(result: QueryResult): GroupFacts {
  const [row] = result.rows;
  const figures = new Map(
    result.columns.map(({ name }, place) => {
      const value = row?.[place];
      return [name, typeof value === "number" ? value : null] as const;
    }),
  );
  const figure = (name: string) => figures.get(name) ?? Number.NaN;
  return {
    customers: figure("customers"),
    meanPrediction: figure("mean_prediction"),
    meanActual: figure("mean_actual"),
    sdActual: figure("sd_actual"),
    figures,
  };
}
