import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createSequentialIdSource, createSilentLogger, createSystemClock } from "#core";
import { findTable } from "#knowledge";
import { openLiveRun, runPipeline } from "#pipeline";
import { duckDbStoredType, loadSchema, schemaFaults, type Schema, type SchemaTable } from "#sql";

import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

// Dictionary, schema and data are held to each other: the first two by schemaFaults, the last two here.

let run: TestRun;
let schema: Schema;
let directory: string;
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  run = await buildLiveRun();
  schema = await loadSchema("engagement");
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-schema-"));
  const copy = path.join(directory, "serve.duckdb");
  await copyFile(run.live.serveDatabasePath, copy);
  await chmod(copy, 0o644);
  instance = await DuckDBInstance.create(copy);
  connection = await instance.connect();
}, 120_000);
afterAll(async () => {
  instance.closeSync();
  await rm(directory, { recursive: true });
});

type Row = Readonly<Record<string, unknown>>;
const rowsOf = async (sql: string): Promise<Row[]> => (await connection.runAndReadAll(sql)).getRowObjectsJS();

const isPublished = (table: SchemaTable) => findTable(run.domain, table.name, table.database)?.open !== "none";

/** What the schema says of each published table, one line a column, in order. */
function declared(): string[] {
  return schema.tables
    .filter(isPublished)
    .flatMap((table) =>
      table.columns.map(
        ({ name, type, isNullable }) =>
          `${table.database}.${table.name}.${name} ${duckDbStoredType(type)}${isNullable ? "" : " NOT NULL"}`,
      ),
    )
    .toSorted(byTable);
}

/** The same of what the file has. */
async function found(): Promise<string[]> {
  const rows = await rowsOf(
    `SELECT table_schema || '.' || table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END AS line
     FROM information_schema.columns JOIN information_schema.tables USING (table_catalog, table_schema, table_name)
     WHERE table_type = 'BASE TABLE' AND table_catalog = current_database() ORDER BY table_schema, table_name, ordinal_position`,
  );
  return rows.map((row) => String(row["line"])).toSorted(byTable);
}

/** By table; the columns of each stay in their order, since the sort is stable. */
function byTable(a: string, b: string): number {
  const tableOf = (line: string) => line.split(".").slice(0, 2).join(".");
  return tableOf(a).localeCompare(tableOf(b));
}

describe("a published run", () => {
  it("has exactly the declared tables with their columns, in order, type and what may be empty", async () => {
    expect(schemaFaults(schema, run.domain)).toEqual([]);
    expect(await found()).toEqual(declared());
  });

  it("has the views with the columns that the dictionary tells", async () => {
    for (const view of schema.views) {
      const columns = await rowsOf(`DESCRIBE ${view.database}.${view.name}`);
      const described = findTable(run.domain, view.name, view.database)?.columns;
      expect(columns.map((column) => column["column_name"])).toEqual(described?.map((column) => column.name));
    }
    const views = await rowsOf("SELECT table_name FROM information_schema.tables WHERE table_type = 'VIEW'");
    expect(views.map((row) => String(row["table_name"])).toSorted((a, b) => a.localeCompare(b))).toEqual(
      schema.views.map((view) => view.name),
    );
  });

  it("lies as Parquet where the schema says, each file with the declared columns and types", async () => {
    const stages = ["training_data", "test_data", "inference_input", "quarantine"];
    for (const table of schema.tables.filter((one) => isPublished(one) || stages.includes(one.name))) {
      const files = path.join(run.live.directory, table.location, "**", "*.parquet");
      const columns = await rowsOf(`DESCRIBE FROM read_parquet('${files}', hive_partitioning = false)`);
      expect([
        table.name,
        columns.map((column) => `${String(column["column_name"])} ${String(column["column_type"])}`),
      ]).toEqual([
        table.name,
        table.columns
          .filter(({ name }) => !table.partitionBy.includes(name))
          .map(({ name, type }) => `${name} ${duckDbStoredType(type)}`),
      ]);
    }
  });

  it("leaves out what no stage fills or nobody may query", () => {
    expect(schema.tables.filter((table) => !isPublished(table)).map((table) => table.name)).toEqual([
      "customer_pii",
      "customers",
      "inference_input",
      "quarantine",
      "test_data",
      "training_data",
    ]);
  });
});

describe("drift", () => {
  const account = () => `${run.domain.databases.raw}.${run.domain.feed.accounts.table}`;

  it.each([
    ["a column more", () => `ALTER TABLE ${account()} ADD COLUMN surprise INTEGER`],
    ["a column less", () => `ALTER TABLE ${account()} DROP COLUMN signup_date`],
    ["another type", () => `ALTER TABLE ${account()} ALTER COLUMN signup_date TYPE TIMESTAMP`],
    ["a column that may be empty", () => `ALTER TABLE ${account()} ALTER COLUMN customer_id DROP NOT NULL`],
    [
      "another order",
      () => `CREATE OR REPLACE TABLE ${account()} AS SELECT signup_date, customer_id FROM ${account()}`,
    ],
    ["a table more", () => `CREATE TABLE ${run.domain.databases.qa}.surprise (customer_id VARCHAR)`],
    ["a table less", () => `DROP TABLE ${account()}`],
  ])("of the data is found: %s", async (_what, statement) => {
    await connection.run("BEGIN");
    try {
      await connection.run(statement());
      expect(await found()).not.toEqual(declared());
    } finally {
      await connection.run("ROLLBACK");
    }
    expect(await found()).toEqual(declared());
  });

  it("between schema and dictionary stops a run before it reads or makes a feed", async () => {
    const { tables } = run.domain;
    const domain = { ...run.domain, tables: tables.filter(({ name }) => name !== run.domain.feed.accounts.table) };
    const starting = runPipeline({
      dataDirectory: path.join(directory, "data"),
      domain,
      sample: null,
      clock: createSystemClock(),
      ids: createSequentialIdSource(),
      log: createSilentLogger(),
      signal: new AbortController().signal,
    });
    await expect(starting).rejects.toMatchObject({
      code: "KNOWLEDGE_INVALID",
      detail: "the table engagement_raw.accounts is in the schema only",
    });
  });

  it("between a run and this version's tables is told when the run is opened", async () => {
    const data = path.join(directory, "renamed");
    const { manifest } = run.live;
    const other = { ...manifest, servingVersion: "0123456789abcdef", files: [] };
    await writeRun(data, other);
    await expect(openLiveRun(data, run.domain)).rejects.toMatchObject({
      code: "RESULTS_VERSION",
      detail: expect.stringContaining("tables of version 0123456789abcdef"),
    });
    await writeRun(data, { ...other, servingVersion: manifest.servingVersion });
    await expect(openLiveRun(data, run.domain)).resolves.toMatchObject({ runId: manifest.runId });
  });
});

/** A data directory whose live run has a manifest and nothing else. */
async function writeRun(data: string, manifest: TestRun["live"]["manifest"]): Promise<void> {
  const folder = path.join(data, "runs", manifest.runId);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "manifest.json"), JSON.stringify(manifest));
  await copyFile(path.join(run.dataDirectory, "live.json"), path.join(data, "live.json"));
}
