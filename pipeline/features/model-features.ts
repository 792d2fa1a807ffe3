import type { FeatureSpec } from "#ml";
import { inputColumns, type Column, type Domain } from "#knowledge";

import { identifier, literal } from "../duckdb/sql-text.ts";

/** Where a feature's value comes from. */
type FeatureSource =
  | { readonly kind: "column"; readonly column: string }
  | { readonly kind: "bins"; readonly column: string }
  | { readonly kind: "product"; readonly columns: readonly [string, string] };

/** A feature as the models see it, and how it is read. */
export type ModelFeature = {
  readonly spec: FeatureSpec;
  readonly source: FeatureSource;
  /** Made of a protected attribute: its contribution to one prediction is shown to nobody by itself. */
  readonly isProtected: boolean;
  /** SQL of the value as FLOAT over the feed's columns: a number, or the code of a category; NaN when missing. */
  readonly sql: string;
};

/** The features of every model of the domain, in the order of the matrix: the input columns, then the interactions. */
export function modelFeatures(domain: Domain): readonly ModelFeature[] {
  const protectedColumns = new Set(
    domain.feedColumns.filter((column) => isProtectedClass(column)).map((column) => column.name),
  );
  const columns = inputColumns(domain).map(columnFeature);
  const products = domain.interactions.map(({ name, of }): ModelFeature => ({
    spec: { name, kind: "numeric" },
    source: { kind: "product", columns: of },
    isProtected: of.some((part) => protectedColumns.has(part)),
    sql: asFloat(of.map((part) => `CAST(${identifier(part)} AS DOUBLE)`).join(" * ")),
  }));
  return [...columns, ...products];
}

/** A column as models see it: by its own value, its bins, or the code of its category. */
export function columnFeature(column: Column): ModelFeature {
  const value = identifier(column.name);
  const common = { isProtected: isProtectedClass(column) };
  if (column.input === "binned") {
    const cases = column.bins.map((bin, code) => `WHEN ${value} >= ${bin.from} AND ${value} < ${bin.to} THEN ${code}`);
    return {
      ...common,
      spec: {
        name: column.name,
        kind: "categorical",
        categories: column.bins.map((bin) => bin.label),
      },
      source: { kind: "bins", column: column.name },
      sql: asFloat(`CASE ${cases.join(" ")} END`),
    };
  }
  const source: FeatureSource = { kind: "column", column: column.name };
  if (column.type !== "string") {
    return { ...common, spec: { name: column.name, kind: "numeric" }, source, sql: asFloat(value) };
  }
  const categories = column.values.map((allowed) => allowed.value);
  const enumeration = `ENUM(${categories.map(literal).join(", ")})`;
  return {
    ...common,
    spec: { name: column.name, kind: "categorical", categories },
    source,
    sql: asFloat(`enum_code(CAST(${value} AS ${enumeration}))`),
  };
}

function isProtectedClass(column: Column): boolean {
  return column.privacy === "confidential" || column.privacy === "restricted";
}

function asFloat(expression: string): string {
  return `coalesce(CAST(${expression} AS FLOAT), 'nan'::FLOAT)`;
}
