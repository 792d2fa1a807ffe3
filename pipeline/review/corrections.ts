import path from "node:path";
import { z } from "zod";

import type { Domain } from "#knowledge";

import type { DuckdbSession } from "../duckdb/session.ts";
import { copyToParquet, duckdbType, identifier, identifiers, literal, parquetFolder } from "../duckdb/sql-text.ts";
import { freshFolders } from "../run/fresh-folders.ts";
import type { RunLayout } from "../run/layout.ts";
import { namesIn } from "../run/retention.ts";
import type { RunContext } from "../run/run-context.ts";
import { latestReviews, readReviews } from "./review-store.ts";
import type { Review } from "./review-schema.ts";

/** What people's overrides do to the training data of a run. */
export const correctionsSchema = z.object({
  /** Training customers whose outcome of this day was corrected. */
  corrected: z.int(),
  /** Rows of earlier days added, with their corrected outcome. */
  added: z.int(),
  /** Customers left out: of the test split, or no longer in the feed. */
  leftOut: z.int(),
});
export type Corrections = z.infer<typeof correctionsSchema>;

/** Parts a customer's id from the day of an added row; no id holds it. */
const separator = "chr(31)";

/**
 * Writes the rows whose outcome people overrode, for the training stage: those of this day as they are now, those of an
 * earlier day as they were scored. Only customers of the training split, so that no model is trained on whom it is judged
 * by, and only those who are still in the feed: who was erased stays so. Reads the session's table `customers`.
 */
export async function writeCorrections(session: DuckdbSession, context: RunContext): Promise<Corrections> {
  const { run, domain, data, snapshotDate, signal } = context;
  await freshFolders(run.corrections);
  const overrides = latestReviews(await readReviews(data.root, signal)).filter(
    (review) => review.status === "overridden",
  );
  if (overrides.length === 0) return { corrected: 0, added: 0, leftOut: 0 };
  const rows = byCustomerAndDay(overrides, domain);
  const ofToday = rows.filter((row) => row.snapshotDate === snapshotDate);
  const earlier = rows.filter((row) => row.snapshotDate !== snapshotDate);
  const parts = [todaysSql(domain, ofToday), earlierSql(domain, earlier)].filter((sql) => sql !== null);
  await session.run(`CREATE TEMP TABLE corrections AS ${parts.join(" UNION ALL ")}`);
  const { corrected, added } = await session.row(
    `SELECT count(*) FILTER (WHERE NOT is_added)::INTEGER AS corrected, count(*) FILTER (WHERE is_added)::INTEGER AS added FROM corrections`,
    correctionsSchema.pick({ corrected: true, added: true }),
  );
  if (corrected + added > 0) {
    const order = `${identifier(domain.entity.column)}, snapshot`;
    await session.run(
      copyToParquet(`FROM corrections ORDER BY ${order}`, path.join(run.corrections, "part-0.parquet")),
    );
  }
  await session.run("DROP TABLE corrections");
  return { corrected, added, leftOut: rows.length - corrected - added };
}

/**
 * The training split as it is trained on: with corrected outcomes, and the added rows under an id of their own, so that
 * the order by id is the same every time. As it lies where nothing was overridden.
 */
export async function correctedTraining(run: RunLayout, domain: Domain): Promise<string> {
  const training = parquetFolder(run.training);
  if ((await namesIn(run.corrections)).length === 0) return training;
  const corrections = parquetFolder(run.corrections);
  const id = identifier(domain.entity.column);
  const others = identifiers(
    domain.feedColumns.map(({ name }) => name).filter((name) => name !== domain.entity.column),
  );
  return `(
    SELECT ${id}, ${others} FROM ${training} ANTI JOIN (FROM ${corrections} WHERE NOT is_added) USING (${id})
    UNION ALL
    SELECT CASE WHEN is_added THEN ${id} || ${separator} || snapshot ELSE ${id} END AS ${id}, ${others} FROM ${corrections}
  )`;
}

/** SQL of the customer's own id, whether the row was added or not. */
export function ownIdSql(id: string): string {
  return `split_part(${identifier(id)}, ${separator}, 1)`;
}

/** All that was overridden of one customer on one day. */
type CorrectedRow = {
  readonly customerId: string;
  readonly snapshotDate: string;
  /** The row as it was scored, the corrected outcomes in it, as text. */
  readonly row: Readonly<Record<string, string | null>>;
  /** The corrected outcomes alone, by the target's column. */
  readonly outcomes: Readonly<Record<string, number>>;
};

function byCustomerAndDay(overrides: readonly Review[], domain: Domain): CorrectedRow[] {
  const rows = new Map<string, CorrectedRow>();
  for (const { customerId, snapshotDate, model, value, row } of overrides) {
    const target = domain.models.find(({ name }) => name === model)?.target;
    // A model that the domain no longer has, or a line of another version.
    if (target === undefined || value === null || row === null) continue;
    const key = `${customerId} ${snapshotDate}`;
    const known = rows.get(key);
    const outcomes = { ...known?.outcomes, [target]: value };
    rows.set(key, { customerId, snapshotDate, row: { ...row, ...textsOf(outcomes) }, outcomes });
  }
  return [...rows.values()];
}

function textsOf(outcomes: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(outcomes).map(([name, value]) => [name, String(value)]));
}

function todaysSql({ entity, feedColumns, models }: Domain, rows: readonly CorrectedRow[]): string | null {
  if (rows.length === 0) return null;
  const id = identifier(entity.column);
  const targets = new Set(models.map(({ target }) => target));
  const columns = feedColumns.map((column) => {
    const name = identifier(column.name);
    const cases = rows.flatMap(({ customerId, outcomes }) =>
      outcomes[column.name] === undefined ? [] : [`WHEN ${literal(customerId)} THEN ${outcomes[column.name]}`],
    );
    if (!targets.has(column.name) || cases.length === 0) return name;
    return `CAST(CASE ${id} ${cases.join(" ")} ELSE CAST(${name} AS DOUBLE) END AS ${duckdbType(column)}) AS ${name}`;
  });
  return `SELECT ${columns.join(", ")}, '' AS snapshot, false AS is_added FROM customers
    WHERE data_split = 'train' AND ${id} IN (${rows.map(({ customerId }) => literal(customerId)).join(", ")})`;
}

/** A column that the feed has won since then is empty in a row of before. */
function earlierSql({ entity, feedColumns }: Domain, rows: readonly CorrectedRow[]): string | null {
  if (rows.length === 0) return null;
  const names = feedColumns.map(({ name }) => name);
  const values = rows.map(({ row, snapshotDate }) => {
    const cells = [...names.map((name) => row[name] ?? null), snapshotDate];
    return `(${cells.map((cell) => (cell === null ? "NULL" : literal(cell))).join(", ")})`;
  });
  const id = identifier(entity.column);
  const typed = feedColumns.map((column) => {
    const name = identifier(column.name);
    // A boolean outcome was overridden as 0 or 1.
    return `TRY_CAST(${name} AS ${duckdbType(column)}) AS ${name}`;
  });
  return `SELECT ${typed.join(", ")}, snapshot, true AS is_added
    FROM (VALUES ${values.join(", ")}) AS kept (${identifiers(names)}, snapshot)
    SEMI JOIN (FROM customers WHERE data_split = 'train') USING (${id})`;
}
