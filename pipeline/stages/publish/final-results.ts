import type { Column, Domain } from "#knowledge";

import { duckdbType, identifier, literal } from "../../duckdb/sql-text.ts";

/** What `finalResultsSql` reads and fills in. */
export type FinalResultsInput = {
  readonly domain: Domain;
  /** Relations: the customers of each split with the feed's columns, and the wide scores. */
  readonly training: string;
  readonly test: string;
  readonly scores: string;
  /** Columns that `scores` has. */
  readonly scoreColumns: readonly string[];
  /** The run's columns that are the same in every row, as SQL, by name. */
  readonly lineage: Readonly<Record<string, string>>;
};

/**
 * The query of the results table: the dictionary's result columns in their order, sorted by id. The feed's columns
 * go under their results name, scores come by id, and derived columns by their own `sql`, which may use any column
 * before it (DuckDB's lateral aliases).
 */
export function finalResultsSql(input: FinalResultsInput): string {
  const { domain, scoreColumns } = input;
  const feedName = new Map(domain.models.map((model) => [model.actual, model.target]));
  const feed = new Set(domain.feedColumns.map((column) => column.name));
  const known: string[] = [];
  const derived: string[] = [];
  for (const column of domain.resultColumns) {
    const source = feedName.get(column.name) ?? column.name;
    if (column.sql !== null) derived.push(typed(`(${column.sql})`, column));
    else if (column.name in input.lineage) known.push(typed(input.lineage[column.name] ?? "NULL", column));
    else if (column.name === splitColumn) known.push(typed(`customers.${splitColumn}`, column));
    else if (feed.has(source)) known.push(typed(`customers.${identifier(source)}`, column));
    else if (scoreColumns.includes(column.name)) known.push(typed(`scores.${identifier(column.name)}`, column));
    else known.push(typed("NULL", column));
  }
  const id = identifier(domain.entity.column);
  const order = domain.resultColumns.map((column) => identifier(column.name)).join(", ");
  const split = (relation: string, name: string) => `SELECT *, ${literal(name)} AS ${splitColumn} FROM ${relation}`;
  return `
    SELECT ${order} FROM (
      SELECT *, ${derived.length === 0 ? "1 AS nothing_derived" : derived.join(", ")} FROM (
        SELECT ${known.join(", ")}
        FROM (${split(input.training, "train")} UNION ALL ${split(input.test, "test")}) AS customers
        JOIN ${input.scores} AS scores USING (${id})
      )
    ) ORDER BY ${id}`;
}

/** The results column that says which split a row belongs to. */
const splitColumn = "data_split";

function typed(expression: string, column: Column): string {
  return `CAST(${expression} AS ${duckdbType(column)}) AS ${identifier(column.name)}`;
}
