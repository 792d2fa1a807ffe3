import { z } from "zod";

import { may } from "#core";
import type { Column, Domain } from "#knowledge";
import { correlationInterval } from "#ml";
import type { QueryResult, SqlValue } from "#sql";

import { createEvidenceTool } from "./create-tool.ts";
import type { ToolDeps } from "./deps.ts";
import { provenanceOf, tableFrom, tableOf, type EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { knownColumn } from "./known-column.ts";
import { createLookups } from "./lookups.ts";
import { literal, whereClause } from "./sql-text.ts";

const histogramBins = 10;

/** `get_feature_stats`: one column's distribution, its relation with each target, its place in each model. */
export function createGetFeatureStatsTool(deps: ToolDeps) {
  const { domain } = deps;
  return createEvidenceTool({
    name: "get_feature_stats",
    description: [
      `Statistics of one column of ${domain.results.table}: count, missing, mean, standard deviation, quantiles and histogram`,
      "(or the values); its Pearson and Spearman correlation with every target, with n and a 95 % interval;",
      "its rank, share and direction in each model's importance; its meaning and unit. `by` adds the same by another column's values.",
    ].join(" "),
    schema: z.strictObject({
      feature: z.string().describe("Name of a column"),
      by: z.string().optional().describe("Name of a categorical column to split by"),
      where: z.string().max(2_000).optional().describe("SQL condition over the same table"),
    }),
    run: (input, signal) => featureStats(deps, input, signal),
  });
}

async function featureStats(
  deps: ToolDeps,
  input: { feature: string; by?: string; where?: string },
  signal: AbortSignal | undefined,
): Promise<EvidenceDraft> {
  const startedMs = deps.clock.monotonicMs();
  const { domain } = deps;
  const { where } = input;
  const column = knownColumn(domain, input.feature);
  const by = input.by === undefined ? null : knownColumn(domain, input.by);
  const lookups = createLookups(deps, signal);
  const query = lookups.run;
  const isNumeric = column.type === "int" || column.type === "double";
  const summarise = async () => {
    const main = await query(isNumeric ? summarySql(deps, column, where) : valuesSql(domain, column, where));
    return { main, histogram: isNumeric ? await histogramOf(domain, column, main, where, query) : null };
  };
  const [{ main, histogram }, groups, relations, importance] = await Promise.all([
    summarise(),
    by && query(groupsSql(domain, column, by, where)),
    isNumeric || column.type === "boolean" ? relationsOf(domain, column, where, query) : null,
    query(importanceSql(domain, column)),
  ]);
  return {
    tool: "get_feature_stats",
    title: `Statistics of ${column.label}${by ? ` by ${by.label}` : ""}${where ? ` where ${where}` : ""}`,
    input,
    ...tableOf(main),
    more: {
      ...(histogram && { histogram }),
      ...(groups && { groups: tableOf(groups) }),
      ...(relations && { relations: relationsTable(relations) }),
      importance: tableOf(importance),
      dictionary: dictionaryTable(column),
    },
    ...provenanceOf(lookups.results(), startedMs, deps.clock),
  };
}

/**
 * Whether the least and the largest value may not be told, for each is one person's: where a confidential column is
 * measured or decides who counts, and to a viewer.
 */
function hidesEnds({ domain, role }: ToolDeps, column: Column, where: string | undefined): boolean {
  const words = new Set(where?.toLowerCase().match(/\w+/g));
  const isConfidential = domain.resultColumns.some(
    ({ name, privacy }) => privacy === "confidential" && (name === column.name || words.has(name)),
  );
  return !may(role, "see-customers") || (isConfidential && !may(role, "see-confidential"));
}

function summarySql(deps: ToolDeps, column: Column, where: string | undefined): string {
  const name = column.name;
  const ends = hidesEnds(deps, column, where)
    ? [`approx_percentile(${name}, 0.01) AS p01`, `approx_percentile(${name}, 0.99) AS p99`]
    : [`min(${name}) AS minimum`, `max(${name}) AS maximum`];
  return [
    `SELECT count(*) AS rows_total, count(${name}) AS rows_with_value, count(*) - count(${name}) AS missing,`,
    `avg(${name}) AS mean, stddev_samp(${name}) AS sd, skewness(${name}) AS skew, ${ends.join(", ")},`,
    ["0.05", "0.25", "0.5", "0.75", "0.95"]
      .map((share, index) => `approx_percentile(${name}, ${share}) AS ${["p05", "q1", "median", "q3", "p95"][index]}`)
      .join(", "),
    `FROM ${deps.domain.results.table}${whereClause(where)}`,
  ].join(" ");
}

function valuesSql(domain: Domain, column: Column, where: string | undefined): string {
  return [
    `SELECT ${column.name} AS value, count(*) AS customers, count(*) / CAST(sum(count(*)) OVER () AS double) AS share`,
    `FROM ${domain.results.table}${whereClause(where)} GROUP BY ${column.name} ORDER BY customers DESC`,
  ].join(" ");
}

function groupsSql(domain: Domain, column: Column, by: Column, where: string | undefined): string {
  const value = column.type === "boolean" ? `CAST(${column.name} AS double)` : column.name;
  const measures =
    column.type === "string"
      ? "count(*) AS customers"
      : `count(${column.name}) AS customers, avg(${value}) AS mean, stddev_samp(${value}) AS sd, approx_percentile(${value}, 0.5) AS median`;
  const keys = column.type === "string" ? `${by.name}, ${column.name}` : by.name;
  return `SELECT ${keys}, ${measures} FROM ${domain.results.table}${whereClause(where)} GROUP BY ${keys} ORDER BY ${keys}`;
}

function importanceSql(domain: Domain, column: Column): string {
  return [
    "SELECT model, importance_rank, share, mean_abs_contribution, direction",
    `FROM ${domain.databases.analytics}.feature_importance WHERE feature = ${literal(column.name)} ORDER BY model`,
  ].join(" ");
}

async function histogramOf(
  domain: Domain,
  column: Column,
  summary: QueryResult,
  where: string | undefined,
  query: (sql: string) => Promise<QueryResult>,
): Promise<EvidenceTable> {
  const row = summary.rows[0] ?? [];
  const cell = (name: string) => row[summary.columns.findIndex((candidate) => candidate.name === name)];
  const low = asNumber(cell("minimum") ?? cell("p01"));
  const high = asNumber(cell("maximum") ?? cell("p99"));
  if (low === null || high === null || high <= low)
    return tableFrom({ from: "double", to: "double", customers: "bigint" }, []);
  const width = (high - low) / histogramBins;
  const bin = `least(greatest(CAST(floor((${column.name} - ${sqlDouble(low)}) / ${sqlDouble(width)}) AS integer), 0), ${histogramBins - 1})`;
  const counts = await query(
    `SELECT ${bin} AS bin, count(*) AS customers FROM ${domain.results.table}${whereClause(where, `${column.name} IS NOT NULL`)} GROUP BY ${bin} ORDER BY bin`,
  );
  const rows = counts.rows.map(([index, customers]): SqlValue[] => {
    const position = Number(index);
    return [low + position * width, low + (position + 1) * width, customers ?? 0];
  });
  return tableFrom({ from: "double", to: "double", customers: "bigint" }, rows);
}

type Relation = {
  readonly target: string;
  readonly n: number;
  readonly pearson: number | null;
  readonly spearman: number | null;
};

async function relationsOf(
  domain: Domain,
  column: Column,
  where: string | undefined,
  query: (sql: string) => Promise<QueryResult>,
): Promise<Relation[]> {
  const targets = domain.resultColumns.filter(
    (candidate) => candidate.role === "target" && candidate.name !== column.name,
  );
  return Promise.all(
    targets.map(async (target) => {
      const result = await query(correlationSql(domain, column, target, where));
      const [n, pearson, spearman] = result.rows[0] ?? [];
      return { target: target.name, n: asNumber(n) ?? 0, pearson: asNumber(pearson), spearman: asNumber(spearman) };
    }),
  );
}

/** Pearson's r and Spearman's rho (Pearson's r of the average ranks) of two columns where both have a value. */
export function correlationSql(domain: Domain, x: Column, y: Column, where?: string): string {
  const number = (column: Column) => `CAST(${column.name} AS double)`;
  const averageRank = (name: string) =>
    `rank() OVER (ORDER BY ${name}) + (count(*) OVER (PARTITION BY ${name}) - 1) / 2E0`;
  return [
    `WITH pairs AS (SELECT ${number(x)} AS x, ${number(y)} AS y FROM ${domain.results.table}${whereClause(where, `${x.name} IS NOT NULL`, `${y.name} IS NOT NULL`)}),`,
    `ranked AS (SELECT x, y, ${averageRank("x")} AS rank_x, ${averageRank("y")} AS rank_y FROM pairs)`,
    "SELECT count(*) AS n, corr(x, y) AS pearson, corr(rank_x, rank_y) AS spearman FROM ranked",
  ].join(" ");
}

function relationsTable(relations: readonly Relation[]): EvidenceTable {
  const rows = relations.map(({ target, n, pearson, spearman }): SqlValue[] => {
    const straight = pearson === null || n < 4 ? null : correlationInterval(pearson, n);
    const ranked = spearman === null || n < 4 ? null : correlationInterval(spearman, n);
    return [
      target,
      n,
      pearson,
      straight?.lower ?? null,
      straight?.upper ?? null,
      spearman,
      ranked?.lower ?? null,
      ranked?.upper ?? null,
    ];
  });
  return tableFrom(
    {
      target: "varchar",
      n: "bigint",
      pearson: "double",
      pearson_low: "double",
      pearson_high: "double",
      spearman: "double",
      spearman_low: "double",
      spearman_high: "double",
    },
    rows,
  );
}

function dictionaryTable(column: Column): EvidenceTable {
  return tableFrom({ label: "varchar", meaning: "varchar", unit: "varchar", privacy: "varchar", lever: "boolean" }, [
    [column.label, column.meaning, column.unit, column.privacy, column.lever !== null],
  ]);
}

function asNumber(value: SqlValue | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A number as a double literal: Athena reads 1.5 as a decimal. */
function sqlDouble(value: number): string {
  return value.toExponential();
}
