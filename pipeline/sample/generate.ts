import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { randomlyMissingColumns, sampleColumns } from "./columns.ts";
import { planDefects, type Defect, type DefectPlan } from "./defects.ts";
import {
  feedQuery,
  feedTables,
  historyTableColumns,
  populationColumns,
  type FeedTable,
} from "./feed-queries.ts";
import { createActivityHistory, type ActivityHistory } from "./history.ts";
import { generatorVersion, hashFile, manifestNotes, type SampleManifest } from "./manifest.ts";
import { createCustomerState, type CustomerState } from "./mechanism.ts";
import { createNoiseStream } from "./noise.ts";
import { createNumberTable, type NumberTable } from "./number-table.ts";
import { createPersonSource, personColumns } from "./people.ts";
import { createPopulation, type PopulationOptions } from "./population.ts";
import { checkPopulationOptions } from "./options.ts";
import { writeRawCustomers } from "./raw-customers.ts";

export type SampleProgress = {
  readonly step: string;
  readonly done: number;
  readonly total: number;
};

export type GenerateSampleOptions = PopulationOptions & {
  /** Folder of the feed. What is in it is replaced as a whole, and only when the new feed is complete. */
  readonly directory: string;
  readonly onProgress?: (progress: SampleProgress) => void;
  readonly signal: AbortSignal;
};

/** Customers between two looks at the signal and two reports of progress. */
const blockCustomers = 5_000;

/** Share of values missing at random in `randomlyMissingColumns`. */
const missingShare = 0.005;

/** DuckDB keeps the working tables in a file of the temporary folder beyond this. */
const memoryLimit = "1GB";

/**
 * Generates the sample feed: customers, customer_pii, accounts and activity_daily as CSV and Parquet, and
 * `manifest.json`. The same options give the same bytes. Customers are drawn one by one and pass through an on-disk
 * DuckDB file, so memory grows only with the connection graph (about 100 bytes a customer).
 *
 * @throws AppError USAGE for options out of range; the signal's reason when aborted. Nothing half-written stays.
 */
export async function generateSample(options: GenerateSampleOptions): Promise<SampleManifest> {
  checkPopulationOptions(options);
  options.signal.throwIfAborted();
  const directory = resolve(options.directory);
  await mkdir(dirname(directory), { recursive: true });
  const building = await mkdtemp(join(dirname(directory), `.${basename(directory)}-`));
  try {
    const manifest = await buildFeed(building, options);
    await rm(directory, { recursive: true, force: true });
    await rename(building, directory);
    return manifest;
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function buildFeed(
  building: string,
  options: GenerateSampleOptions,
): Promise<SampleManifest> {
  const workPath = join(building, "work");
  await mkdir(workPath);
  const instance = await DuckDBInstance.create(join(workPath, "tables.duckdb"), {
    memory_limit: memoryLimit,
  });
  try {
    const connection = await instance.connect();
    const counts = await fillWorkingTables(connection, options);
    const plan = planDefects(options.customers, options.seed);
    await markDamaged(connection, plan);
    const cleanPath = join(workPath, "customers.csv");
    for (const [index, table] of feedTables.entries()) {
      report(options, "write", index, feedTables.length);
      const csvPath = table === "customers" ? cleanPath : join(building, `${table}.csv`);
      await writeTable(connection, table, csvPath, join(building, `${table}.parquet`), options);
    }
    const rawPath = join(building, "customers.csv");
    const raw = await writeRawCustomers({
      cleanPath,
      rawPath,
      plan,
      seed: options.seed,
      signal: options.signal,
    });
    report(options, "write", feedTables.length, feedTables.length);
    connection.closeSync();
    return await writeManifest(
      building,
      options,
      { ...counts, damaged: plan.damaged.size, rawRows: raw.rows },
      raw.defects,
    );
  } finally {
    instance.closeSync();
    await rm(workPath, { recursive: true, force: true });
  }
}

async function fillWorkingTables(
  connection: DuckDBConnection,
  options: GenerateSampleOptions,
): Promise<{ readonly activityRows: number }> {
  const { customers, seed, signal } = options;
  report(options, "draw", 0, customers);
  const population = createPopulation(options);
  const state = createCustomerState();
  const history = createActivityHistory(options.activityDays);
  const populationTable = await createNumberTable(connection, "population", populationColumns);
  const historyTable = await createNumberTable(connection, "history", historyTableColumns);
  const fillRow = createRowWriter(seed);
  const row = new Float64Array(populationColumns.length);
  for (let index = 0; index < customers; index++) {
    population.draw(index, state, history);
    fillRow(index, state, row);
    populationTable.append(row);
    appendHistory(historyTable, index, history);
    if ((index + 1) % blockCustomers === 0 && index + 1 < customers) {
      report(options, "draw", index + 1, customers);
      // Lets the signal's source, a timer or a keypress, be heard.
      await new Promise((continueLater) => setImmediate(continueLater));
      signal.throwIfAborted();
    }
  }
  populationTable.close();
  historyTable.close();
  report(options, "draw", customers, customers);
  return { activityRows: historyTable.rows() };
}

/** Writes a customer in the order of `populationColumns`, customers counted from 1, with the random nulls. */
function createRowWriter(
  seed: number,
): (index: number, state: Readonly<CustomerState>, row: Float64Array) => void {
  const fillPerson = createPersonSource(seed);
  const missing = new Map(
    randomlyMissingColumns.map((name) => [name, createNoiseStream(seed, `missing ${name}`)]),
  );
  const firstColumn = 2 + personColumns.length;
  const missingAt = sampleColumns.map((column) => missing.get(column.name));
  return (index, state, row) => {
    row[0] = index + 1;
    row[1] = state.tenure_days;
    fillPerson(index, row, 2);
    for (let i = 0; i < sampleColumns.length; i++) {
      const noise = missingAt[i];
      const isMissing = noise !== undefined && noise.uniform(index) < missingShare;
      row[firstColumn + i] = isMissing ? Number.NaN : state[sampleColumns[i]!.name];
    }
  };
}

function appendHistory(table: NumberTable, index: number, history: ActivityHistory): void {
  const days = history.logins.length;
  for (let day = 0; day < days; day++) {
    if (history.logins[day] === 0) continue;
    table.append([
      index + 1,
      days - 1 - day,
      history.logins[day]!,
      history.minutes[day]!,
      history.messages[day]!,
      history.posts[day]!,
      history.engagement[day]!,
    ]);
  }
}

async function markDamaged(connection: DuckDBConnection, plan: DefectPlan): Promise<void> {
  const table = await createNumberTable(connection, "damaged", ["customer"]);
  for (const customer of plan.damaged.keys()) table.append([customer]);
  table.close();
}

async function writeTable(
  connection: DuckDBConnection,
  table: FeedTable,
  csvPath: string,
  parquetPath: string,
  options: GenerateSampleOptions,
): Promise<void> {
  const query = feedQuery(
    table,
    Math.max(5, String(options.customers).length),
    options.snapshotDate,
  );
  const clean =
    table === "customers"
      ? `${query} WHERE customer NOT IN (SELECT customer FROM damaged) ORDER BY customer`
      : query;
  await runUnlessAborted(
    connection,
    `COPY (${query}) TO ${quoted(csvPath)} (FORMAT csv, HEADER)`,
    options.signal,
  );
  await runUnlessAborted(
    connection,
    `COPY (${clean}) TO ${quoted(parquetPath)} (FORMAT parquet, COMPRESSION zstd)`,
    options.signal,
  );
}

async function runUnlessAborted(
  connection: DuckDBConnection,
  sql: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const interrupt = () => connection.interrupt();
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    await connection.run(sql);
  } catch (error) {
    // An interrupted statement fails with DuckDB's own words; the caller asked for the stop and gets its reason.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

async function writeManifest(
  building: string,
  options: GenerateSampleOptions,
  counts: { readonly activityRows: number; readonly damaged: number; readonly rawRows: number },
  defects: readonly Defect[],
): Promise<SampleManifest> {
  const { seed, customers, snapshotDate, activityDays, signal } = options;
  const hashes: [FeedTable, string][] = [];
  for (const [index, table] of feedTables.entries()) {
    report(options, "hash", index, feedTables.length);
    hashes.push([table, await hashFile(join(building, `${table}.csv`), signal)]);
  }
  report(options, "hash", feedTables.length, feedTables.length);
  const shared = {
    customer_pii: customers,
    accounts: customers,
    activity_daily: counts.activityRows,
  };
  const manifest: SampleManifest = {
    generatorVersion,
    seed,
    customers,
    snapshotDate,
    activityDays,
    rows: {
      csv: { customers: counts.rawRows, ...shared },
      parquet: { customers: customers - counts.damaged, ...shared },
    },
    // One entry for each table was pushed above.
    sha256: Object.fromEntries(hashes) as Record<FeedTable, string>,
    notes: [...manifestNotes],
    defects: [...defects],
  };
  await writeFile(join(building, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`, {
    signal,
  });
  return manifest;
}

function report(options: GenerateSampleOptions, step: string, done: number, total: number): void {
  options.onProgress?.({ step, done, total });
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
