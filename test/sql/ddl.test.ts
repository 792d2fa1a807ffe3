import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { isAppError } from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import {
  athenaDdl,
  duckDbTableSql,
  duckDbViewSql,
  loadSchema,
  renderAthenaDdl,
  schemaFaults,
  servingMacros,
  servingVersion,
  type Schema,
} from "#sql";

let domain: Domain;
let schema: Schema;
let directory: string;
let folders = 0;

beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
  schema = await loadSchema("engagement");
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-ddl-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** A folder with SQL files by their path in it. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const root = path.join(directory, String(++folders));
  for (const folder of ["schema/shop", "views/shop"]) await mkdir(path.join(root, folder), { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(root, file), text);
  return root;
}

async function faultOf(files: Readonly<Record<string, string>>): Promise<string> {
  try {
    await loadSchema("shop", undefined, await folderOf(files));
  } catch (error) {
    if (isAppError(error, "KNOWLEDGE_INVALID")) return error.detail;
    throw error;
  }
  return "no fault";
}

const orders = `-- What was sold.
CREATE EXTERNAL TABLE shop_raw.orders (
  order_id string NOT NULL,
  "day" date,
  amount double,
  region string NOT NULL
)
PARTITIONED BY (region)
STORED AS PARQUET
LOCATION 'raw/orders/';
`;
const large = "CREATE OR REPLACE VIEW shop_raw.large AS SELECT order_id FROM shop_raw.orders WHERE amount > 5";

describe("loadSchema", () => {
  it("reads a domain's tables and views from a folder of its own", async () => {
    const root = await folderOf({ "schema/shop/orders.sql": orders, "views/shop/large.sql": large });
    const { views, ...rest } = await loadSchema("shop", undefined, root);
    expect(rest).toEqual({
      domain: "shop",
      tables: [
        {
          database: "shop_raw",
          name: "orders",
          columns: [
            { name: "order_id", type: "string", isNullable: false },
            { name: "day", type: "date", isNullable: true },
            { name: "amount", type: "double", isNullable: true },
            { name: "region", type: "string", isNullable: false },
          ],
          partitionBy: ["region"],
          location: "raw/orders/",
        },
      ],
    });
    expect(views.map(({ database, name }) => [database, name])).toEqual([["shop_raw", "large"]]);
  });

  it.each([
    ["amount double", "amount float", 'schema/shop/orders.sql:5: "float" is no type: string, int, bigint'],
    ["amount double", "region string", "schema/shop/orders.sql:6: The column region stands twice."],
    ["(region)", "(place)", "schema/shop/orders.sql:8: PARTITIONED BY names place, which is no column"],
    [
      "(region)",
      "(amount)",
      "schema/shop/orders.sql:8: PARTITIONED BY names amount, which is no string or may be empty.",
    ],
    [
      "region string NOT NULL",
      "region string",
      "schema/shop/orders.sql:8: PARTITIONED BY names region, which is no string or may be empty.",
    ],
    [
      "STORED AS PARQUET",
      "STORED AS ORC",
      'schema/shop/orders.sql:9: Where STORED AS PARQUET LOCATION is expected, "stored" stands.',
    ],
    ["'raw/orders/'", "'../orders/'", 'schema/shop/orders.sql:10: LOCATION is "../orders/"; it must be'],
    ["'raw/orders/'", "'s3://b/orders/'", "schema/shop/orders.sql:10: LOCATION is"],
    ["';", "'; DROP TABLE x", 'schema/shop/orders.sql:10: Where the end of the file is expected, "drop" stands.'],
    ["amount double", "amount dóuble", "schema/shop/orders.sql:5: The character U+00F3"],
    ["EXTERNAL TABLE shop_raw.orders", "EXTERNAL TABLE shop_raw.sales", "schema/shop/orders.sql: it makes sales"],
  ])("names the file and line of a fault: %s → %s", async (from, to, expected) => {
    expect(orders).toContain(from);
    expect(await faultOf({ "schema/shop/orders.sql": orders.replace(from, to) })).toContain(expected);
  });

  it("names the faults of all files at once, and those between files", async () => {
    expect(
      await faultOf({
        "schema/shop/orders.sql": orders.replace("double", "money"),
        "views/shop/large.sql": "SELECT 1",
      }),
    ).toMatch(/^schema\/shop\/orders\.sql:5: .*; views\/shop\/large\.sql:1: Where CREATE OR REPLACE VIEW is expected/);
    expect(
      await faultOf({ "schema/shop/orders.sql": orders, "views/shop/orders.sql": large.replace("large", "orders") }),
    ).toBe("orders is a table and a view");
    expect(await faultOf({})).toBe("schema/shop holds no table");
  });
});

describe("the statements for DuckDB", () => {
  it("make every table and view of the domain, and refuse an empty value where none may be", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    for (const database of new Set(schema.tables.map((table) => table.database)))
      await connection.run(`CREATE SCHEMA ${database}`);
    for (const statement of servingMacros()) await connection.run(statement);
    for (const table of schema.tables) await connection.run(duckDbTableSql(table));
    for (const view of schema.views) await connection.run(duckDbViewSql(view, domain));
    for (const view of schema.views) {
      const described = await connection.runAndReadAll(`DESCRIBE ${view.database}.${view.name}`);
      const columns = domain.tables.find((table) => table.name === view.name)?.columns ?? [];
      expect(described.getRowObjectsJS().map((row) => row["column_name"])).toEqual(
        columns.map((column) => column.name),
      );
    }
    const { accounts } = domain.feed;
    const insert = (id: string) =>
      connection.run(`INSERT INTO ${domain.databases.raw}.${accounts.table} VALUES (${id}, NULL)`);
    await expect(insert("'user_12345'")).resolves.toBeDefined();
    await expect(insert("NULL")).rejects.toThrow("NOT NULL constraint failed");
    instance.closeSync();
  });

  it("leave a view out that names what is not there", () => {
    const [view] = schema.views;
    if (!view) throw new RangeError("the domain has a view");
    const other = { ...domain, tables: domain.tables.filter((table) => table.name !== domain.results.table) };
    expect(() => duckDbViewSql(view, other)).toThrow(/views\/engagement\/\w+\.sql: The table .*final_results/);
  });
});

describe("the statements for Athena", () => {
  it("make the databases, then every table, then the views", async () => {
    const statements = athenaDdl(schema, domain, { location: "s3://bucket/runs/run_1/" });
    const heads = statements.map((statement) => statement.split("\n")[0]);
    expect(heads).toEqual([
      ...Object.values(domain.databases)
        .toSorted()
        .map((database) => `CREATE DATABASE IF NOT EXISTS \`${database}\``),
      ...schema.tables.map((table) => `CREATE EXTERNAL TABLE IF NOT EXISTS \`${table.database}\`.\`${table.name}\` (`),
      ...schema.views.map((view) => `CREATE OR REPLACE VIEW ${view.database}.${view.name} AS`),
    ]);
    expect(await renderAthenaDdl("engagement", { location: "s3://bucket/runs/run_1" })).toBe(
      statements.map((statement) => `${statement};\n`).join("\n"),
    );
  });

  it("declare partitions apart and project them from the dictionary's values", async () => {
    const root = await folderOf({ "schema/shop/orders.sql": orders });
    const shop = await loadSchema("shop", undefined, root);
    const [column] = domain.feedColumns;
    if (!column) throw new RangeError("the domain has a column");
    const region = { ...column, name: "region", meaning: "Where it's sold", values: ["north", "south"].map(valueOf) };
    const table = {
      database: "shop_raw",
      name: "orders",
      grain: "",
      description: "",
      open: "none",
      columns: [region],
    } as const;
    expect(athenaDdl(shop, { ...domain, name: "shop", tables: [table] }, { location: "s3://bucket" }).at(-1))
      .toBe(`CREATE EXTERNAL TABLE IF NOT EXISTS \`shop_raw\`.\`orders\` (
  \`order_id\` string,
  \`day\` date,
  \`amount\` double
)
PARTITIONED BY (
  \`region\` string COMMENT 'Where it\\'s sold'
)
STORED AS PARQUET
LOCATION 's3://bucket/raw/orders/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.region.type' = 'enum',
  'projection.region.values' = 'north,south'
)`);
    expect(() =>
      athenaDdl(shop, { ...domain, name: "shop", tables: [{ ...table, columns: [] }] }, { location: "s3://bucket" }),
    ).toThrow("schema/shop/orders.sql: orders is partitioned by region, whose values the dictionary does not list");
  });

  it.each(["bucket", "s3://", "s3://bucket/it's", "s3://Bucket", "https://bucket/x"])(
    "refuse the place %s",
    (location) => {
      expect(() => athenaDdl(schema, domain, { location })).toThrow(`"${location}" is no place in S3.`);
    },
  );
});

describe("schemaFaults", () => {
  it("finds none in what ships", () => {
    expect(schemaFaults(schema, domain)).toEqual([]);
  });

  it("finds what only one of schema and dictionary has, other types and another order", () => {
    const changed = (
      name: string,
      change: (columns: Schema["tables"][number]["columns"]) => Schema["tables"][number]["columns"],
    ) => ({
      ...schema,
      tables: schema.tables.map((table) =>
        table.name === name ? { ...table, columns: change(table.columns) } : table,
      ),
    });
    const { table } = domain.feed.accounts;
    expect(
      schemaFaults(
        changed(table, (columns) => columns.slice(1)),
        domain,
      ),
    ).toEqual(['accounts has no column "customer_id string" in the schema']);
    expect(
      schemaFaults(
        changed(table, (columns) => columns.toReversed()),
        domain,
      ),
    ).toEqual(['accounts has "signup_date date" in another place']);
    expect(
      schemaFaults(
        changed(table, (columns) => columns.map((column) => ({ ...column, type: "timestamp" }))),
        domain,
      ),
    ).toContain('accounts has no column "signup_date timestamp" in the dictionary');
    expect(
      schemaFaults(
        changed(domain.feed.customers.table, (columns) => columns.map((column) => ({ ...column, isNullable: false }))),
        domain,
      ),
    ).toContain("customers.avg_job_completion_rating is NOT NULL, but may be missing by the dictionary");
    const withoutAny = { ...schema, views: [], tables: schema.tables.filter(({ name }) => name !== table) };
    expect(schemaFaults(withoutAny, domain)).toEqual([
      "the table engagement_raw.accounts is in the dictionary only",
      ...domain.views.map(({ name }) => `the view engagement_analytics.${name} is in the dictionary only`),
    ]);
    expect(schemaFaults(schema, { ...domain, views: [], tables: [] }).length).toBe(
      schema.tables.length + schema.views.length,
    );
  });

  it("finds a view whose columns are not those that the dictionary tells", () => {
    const tables = domain.tables.map((one) =>
      one.name === "model_performance" ? { ...one, columns: one.columns.slice(1) } : one,
    );
    expect(schemaFaults(schema, { ...domain, tables })).toEqual([
      'model_performance has no column "model_version varchar" in the dictionary',
    ]);
  });
});

describe("servingVersion", () => {
  it("stays the same over comments and layout, and changes with a column, a type or a view", async () => {
    const versionOf = async (table: string, view = large) =>
      servingVersion(
        await loadSchema(
          "shop",
          undefined,
          await folderOf({ "schema/shop/orders.sql": table, "views/shop/large.sql": view }),
        ),
      );
    const first = await versionOf(orders);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(await versionOf(orders.replace("-- What", "-- All that\n-- "), large.replace("SELECT", "select\n"))).toBe(
      first,
    );
    const others = await Promise.all([
      versionOf(orders.replace("amount", "total"), large.replace("amount", "total")),
      versionOf(orders.replace("date", "timestamp")),
      versionOf(orders.replace("double", "double NOT NULL")),
      versionOf(orders, large.replace("> 5", "> 6")),
    ]);
    expect(new Set([first, ...others]).size).toBe(5);
  });
});

function valueOf(value: string) {
  return { value, synonyms: [] };
}
