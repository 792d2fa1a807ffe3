import type { Domain, Table } from "#knowledge";
import { AppError } from "#core";

import { duckdbType, identifier, literal, parquetFolder } from "../../duckdb/sql-text.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { PredictOutput } from "../predict/predict.ts";
import type { TrainOutput } from "../train/train.ts";
import type { QualityCheck } from "../validate/quality-check.ts";

/** The small tables' contents: values in the order of the table's columns. */
type Rows = readonly (readonly (string | number | null)[])[];

/** The tables anybody may query, the results table first; views, and what nobody may query, are left out. */
export function servedTables(domain: Domain): readonly Table[] {
  const views = new Set(domain.views.map((view) => view.name));
  return domain.tables.filter((table) => table.open !== "none" && !views.has(table.name));
}

/** A table's full name as SQL. */
export function tableName(table: Pick<Table, "database" | "name">): string {
  return `${identifier(table.database)}.${identifier(table.name)}`;
}

/** SQL that makes a served table from the query that gives its rows, with the dictionary's columns and types. */
export function createTableSql(table: Table, query: string): string {
  const columns = table.columns.map(
    (column) => `CAST(${identifier(column.name)} AS ${duckdbType(column)}) AS ${identifier(column.name)}`,
  );
  return `CREATE TABLE ${tableName(table)} AS SELECT ${columns.join(", ")} FROM (${query})`;
}

/** The query that gives the rows of every served table but the results table. Throws `KNOWLEDGE_INVALID` for a table nothing fills. */
export function tableQuery(
  context: RunContext,
  table: Table,
  outputs: {
    readonly trained: TrainOutput;
    readonly predicted: PredictOutput;
    readonly checks: readonly QualityCheck[];
  },
): string {
  const { run, domain } = context;
  const { accounts, activity } = domain.feed;
  switch (table.name) {
    case "predictions":
      return `FROM ${parquetFolder(run.predictions)}`;
    case "explanations":
      return `FROM ${parquetFolder(run.explanations)}`;
    case "model_metrics":
      return valuesSql(table, metricRows(outputs.trained));
    case "feature_importance":
      return valuesSql(table, importanceRows(outputs.trained, outputs.predicted));
    case "data_quality":
      return valuesSql(table, outputs.checks.map(qualityRow));
    case accounts.table:
    case activity.table:
      return `FROM ${parquetFolder(run.feedTable(table.name))}`;
    default:
      throw new AppError("KNOWLEDGE_INVALID", {
        detail: `No stage of the pipeline fills the table ${table.name}.`,
        hint: "Set `open: none` for it in domain.yaml, or name a table of the feed.",
      });
  }
}

function metricRows({ models }: TrainOutput): Rows {
  return models.flatMap(({ name, version, metrics }) =>
    metrics.map(({ split, metric, value }) => [name, version, split, metric, value]),
  );
}

function importanceRows({ models }: TrainOutput, predicted: PredictOutput): Rows {
  return predicted.models.flatMap(({ name, importance }) => {
    const version = models.find((model) => model.name === name)?.version ?? null;
    return importance.map((entry) => [
      name,
      version,
      entry.feature,
      entry.meanAbsContribution,
      entry.share,
      entry.direction,
      entry.rank,
    ]);
  });
}

function qualityRow(check: QualityCheck): Rows[number] {
  const { tableName: checkedTable, columnName, rowsChecked, rowsFailed, shareFailed, severity, detail } = check;
  return [check.check, checkedTable, columnName, rowsChecked, rowsFailed, shareFailed, severity, detail];
}

function valuesSql(table: Table, rows: Rows): string {
  const names = table.columns.map((column) => identifier(column.name)).join(", ");
  if (rows.length === 0)
    return `SELECT ${table.columns.map((column) => `NULL AS ${identifier(column.name)}`).join(", ")} LIMIT 0`;
  const value = (cell: string | number | null) =>
    cell === null ? "NULL" : typeof cell === "number" ? `${cell}::DOUBLE` : literal(cell);
  return `FROM (VALUES ${rows.map((row) => `(${row.map(value).join(", ")})`).join(", ")}) AS rows (${names})`;
}
