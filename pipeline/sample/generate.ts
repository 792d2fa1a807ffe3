import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { AppError } from "#core";
import { planDefects, type Defect, type DefectPlan } from "./defects.ts";
import { feedTables, type FeedTable } from "./feed-queries.ts";
import { generatorVersion, hashFile, manifestNotes, type SampleManifest } from "./manifest.ts";
import { createNumberTable } from "./number-table.ts";
import { checkPopulationOptions, type GenerateSampleOptions } from "./options.ts";
import { writeRawCustomers } from "./raw-customers.ts";
import { fillWorkingTables } from "./working-tables.ts";
import { writeTable } from "./write-table.ts";

/** DuckDB keeps the working tables in a file of the temporary folder beyond this. */
const memoryLimit = "1GB";

/**
 * Generates the sample feed: customers, customer_pii, accounts and activity_daily as CSV and Parquet, and
 * `manifest.json`. The same options give the same bytes. Customers are drawn one by one and pass through an on-disk
 * DuckDB file, so memory grows only with the connection graph (about 100 bytes a customer).
 *
 * @throws AppError USAGE for options out of range, or for a folder that holds anything but an older feed; the
 *   signal's reason when aborted. Nothing half-written stays.
 */
export async function generateSample(options: GenerateSampleOptions): Promise<SampleManifest> {
  checkPopulationOptions(options);
  options.signal.throwIfAborted();
  const directory = resolve(options.directory);
  await refuseForeignFiles(directory);
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

/** The folder is replaced as a whole, so a wrong path must not cost anybody their files. */
async function refuseForeignFiles(directory: string): Promise<void> {
  const ours = new Set(["manifest.json", ...feedTables.flatMap((table) => [`${table}.csv`, `${table}.parquet`])]);
  const entries = await readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  if (entries.every((entry) => ours.has(entry))) return;
  throw new AppError("USAGE", {
    detail: "The folder for the sample holds files that are no sample feed.",
    hint: "Name a new or empty folder, or one with an older feed.",
  });
}

async function buildFeed(building: string, options: GenerateSampleOptions): Promise<SampleManifest> {
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
      options.onProgress?.({ step: "write", done: index, total: feedTables.length });
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
    options.onProgress?.({ step: "write", done: feedTables.length, total: feedTables.length });
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

async function markDamaged(connection: DuckDBConnection, plan: DefectPlan): Promise<void> {
  const table = await createNumberTable(connection, "damaged", ["customer"]);
  for (const customer of plan.damaged.keys()) table.append([customer]);
  table.close();
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
    options.onProgress?.({ step: "hash", done: index, total: feedTables.length });
    hashes.push([table, await hashFile(join(building, `${table}.csv`), signal)]);
  }
  options.onProgress?.({ step: "hash", done: feedTables.length, total: feedTables.length });
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
