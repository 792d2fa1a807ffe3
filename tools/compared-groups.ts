import type { Column, Domain, ModelSpec } from "#knowledge";
import type { FeatureSpec } from "#ml";
import type { QueryResult } from "#sql";

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
  /** The category whose share it is; null for a number. */
  readonly level: string | null;
  readonly alias: string;
  readonly sql: string;
};

/** The means that are told of a model's features: of a number its mean, of a category each value's share. */
export function featureMeans(domain: Domain, features: readonly FeatureSpec[]): FeatureMean[] {
  return features
    .filter(({ name }) => !isProtectedFeature(domain, name))
    .flatMap(({ name }) => {
      const parts = domain.interactions.find((one) => one.name === name)?.of;
      if (parts) return [meanOf(name, parts.map((part) => `CAST(${part} AS double)`).join(" * "))];
      const column = domain.feedColumns.find((one) => one.name === name);
      return column ? meansOfColumn(column) : [];
    });
}

function meansOfColumn(column: Column): FeatureMean[] {
  const { name } = column;
  if (column.type === "boolean") return [meanOf(name, `CASE WHEN ${name} THEN 1E0 WHEN NOT ${name} THEN 0E0 END`)];
  if (column.type !== "string") return [meanOf(name, name)];
  return column.values.map(({ value }, place) => ({
    feature: name,
    level: value,
    alias: `${name}_${place + 1}`,
    sql: `count(*) FILTER (WHERE ${name} = ${literal(value)}) / CAST(nullif(count(${name}), 0) AS double)`,
  }));
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
