import { AppError } from "#core";
import { findTable } from "#knowledge";
import type { SchemaTable } from "#sql";

import { identifier, literal } from "../../duckdb/sql-text.ts";
import type { RunContext } from "../../run/run-context.ts";
import { truthMetrics, whatIfRows } from "../../truth/truth-rows.ts";
import type { TruthReport } from "../../truth/truth-report.ts";
import type { PredictOutput } from "../predict/predict.ts";
import type { TrainOutput } from "../train/train.ts";
import { proxyChecks } from "../../fairness/proxy-checks.ts";
import type { QualityCheck } from "../validate/quality-check.ts";
import { anomalyRows, segmentRows, type ModelFindings } from "./model-table-rows.ts";

/** The small tables' contents: values in the order of the table's columns. */
type Rows = readonly (readonly (string | number | null)[])[];

/**
 * The tables that are published: those of the schema that the dictionary opens to anybody, the results table first and
 * the review queue, which another stage writes at the same time, last.
 * A table that no stage fills is declared in the schema and open to nobody.
 */
export function servedTables({ domain, schema }: Pick<RunContext, "domain" | "schema">): readonly SchemaTable[] {
  const open = schema.tables.filter(
    (table) => (findTable(domain, table.name, table.database)?.open ?? "none") !== "none",
  );
  const placeOf = ({ name }: SchemaTable) => (name === domain.results.table ? 0 : name === domain.review.table ? 2 : 1);
  return open.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** A table's full name as SQL. */
export function tableName(table: { readonly database: string; readonly name: string }): string {
  return `${identifier(table.database)}.${identifier(table.name)}`;
}

/** Where a published table's rows come from. */
export type TableSource =
  /** Parquet that an earlier stage wrote, where the schema has the table lie. */
  | { readonly kind: "parquet"; readonly folder: string }
  /** Queries, one after another; publish writes their rows there itself. */
  | { readonly kind: "queries"; readonly sql: readonly string[] };

/** The rows of every served table but the results table. Throws `KNOWLEDGE_INVALID` for a table nothing fills. */
export function tableSource(
  context: RunContext,
  table: SchemaTable,
  outputs: {
    readonly trained: TrainOutput;
    readonly predicted: PredictOutput;
    readonly truth: TruthReport;
    readonly checks: readonly QualityCheck[];
    readonly findings: ModelFindings;
  },
): TableSource {
  const { run, domain } = context;
  const { findings } = outputs;
  const { accounts, activity } = domain.feed;
  switch (table.name) {
    case "predictions":
      return { kind: "parquet", folder: run.predictions };
    case "explanations":
      return { kind: "parquet", folder: run.explanations };
    case "model_metrics":
      return values(table, metricRows(outputs.trained, outputs.truth));
    case "feature_importance":
      return values(table, importanceRows(outputs.trained, outputs.predicted));
    case "data_quality":
      return values(table, [...outputs.checks, ...proxyChecks(domain, outputs.trained.proxies)].map(qualityRow));
    case "fairness":
      return values(table, fairnessRows(outputs.trained));
    case "what_if_truth":
      return values(table, whatIfRows(outputs.truth));
    case domain.review.table:
      return { kind: "parquet", folder: run.review };
    case accounts.table:
    case activity.table:
      return { kind: "parquet", folder: run.feedTable(table.name) };
    case domain.anomaly?.table:
      return values(table, anomalyRows(findings.anomalies ?? []));
    case domain.segments?.table:
      return values(table, findings.segments ? segmentRows(findings.segments, outputs.predicted.segments) : []);
    default:
      throw new AppError("KNOWLEDGE_INVALID", {
        detail: `No stage of the pipeline fills the table ${table.name}.`,
        hint: "Set `open: none` for it in the dictionary until a stage fills it, or name a table of the feed.",
      });
  }
}

function metricRows({ models }: TrainOutput, truth: TruthReport): Rows {
  return models.flatMap(({ name, version, metrics }) => {
    const judged = truth.models.find(({ model }) => model === name);
    const all = judged ? [...metrics, ...truthMetrics(judged)] : metrics;
    return all.map(({ split, metric, value }) => [name, version, split, metric, value]);
  });
}

function fairnessRows({ fairness }: TrainOutput): Rows {
  return fairness.flatMap(({ model, rows }) =>
    rows.map((row) => [
      model,
      row.attribute,
      row.group,
      row.rows,
      row.selectionRate,
      row.parityRatio,
      row.truePositiveRate,
      row.falsePositiveRate,
      row.calibrationGap,
    ]),
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

function values(table: SchemaTable, rows: Rows): TableSource {
  return { kind: "queries", sql: [valuesSql(table, rows)] };
}

function valuesSql(table: SchemaTable, rows: Rows): string {
  const names = table.columns.map((column) => identifier(column.name)).join(", ");
  if (rows.length === 0)
    return `SELECT ${table.columns.map((column) => `NULL AS ${identifier(column.name)}`).join(", ")} LIMIT 0`;
  // As text: DuckDB reads a number with a point as a DECIMAL first, and the last bit is lost.
  const value = (cell: string | number | null) =>
    cell === null ? "NULL" : typeof cell === "number" ? `${literal(String(cell))}::DOUBLE` : literal(cell);
  return `FROM (VALUES ${rows.map((row) => `(${row.map(value).join(", ")})`).join(", ")}) AS rows (${names})`;
}
