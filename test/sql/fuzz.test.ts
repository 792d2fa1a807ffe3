import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { isAppError, type Role } from "#core";
import { createGuard, type CheckedQuery, type Guard } from "#sql";

import { openTinyEngine, type TinyEngine } from "../support/open-tiny-engine.ts";
import { readAllowed, readDenied } from "../support/read-corpus.ts";

const allowed = await readAllowed();
const denied = await readDenied();
const seed = 20_260_131;

let engine: TinyEngine;
let guard: Guard;
/** DuckDB's own parser, as a second reader of what is sent to it. */
let readerInstance: DuckDBInstance;
let reader: DuckDBConnection;

beforeAll(async () => {
  engine = await openTinyEngine({ timeoutMs: 1_000 });
  guard = createGuard({ domain: engine.domain });
  readerInstance = await DuckDBInstance.create(":memory:");
  reader = await readerInstance.connect();
});
afterAll(async () => {
  reader.closeSync();
  readerInstance.closeSync();
  await engine.remove();
});

/** What DuckDB reads: statements, tables with their database, and functions that stand in FROM. */
async function readByDuckDb(sql: string) {
  const found = await reader.runAndReadAll(`SELECT json_serialize_sql('${sql.replaceAll("'", "''")}')`);
  const tree = JSON.parse(String(found.getRows()[0]?.[0]));
  const tables = new Set<string>();
  let tableFunctions = 0;
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, schema_name: database, table_name: table } = node as Readonly<Record<string, unknown>>; // any JSON object
    if (type === "TABLE_FUNCTION") tableFunctions++;
    if (type === "BASE_TABLE" && database !== "") tables.add(`${String(database)}.${String(table)}`);
    for (const child of Object.values(node)) visit(child);
  };
  visit(tree);
  return { statements: tree.statements?.length, tables: [...tables].toSorted(), tableFunctions };
}

/** The checked query, or null when it was refused as it should be: by an error for the model that says why and how. */
function check(sql: string, role: Role): CheckedQuery | null {
  try {
    return guard.check({ sql, role, maxRows: 10 });
  } catch (error) {
    if (isAppError(error, "SQL_REFUSED", "PRIVACY_REFUSED") && error.detail !== "" && error.hint !== "") return null;
    throw error;
  }
}

const hostile = [
  "customer_pii",
  "engagement_raw.customer_pii",
  "email",
  "age",
  "gender",
  "customer_id",
  "'user_10001'",
  "read_text('/etc/passwd')",
  "getenv('HOME')",
  "information_schema.tables",
  '"$path"',
  "*",
  "(",
  ")",
  ",",
  "SELECT",
  "FROM",
  "UNION ALL",
  "LIMIT 1",
  "OVER ()",
  "(SELECT age FROM final_results LIMIT 1)",
  "(SELECT max(email) FROM customer_pii)",
  ";",
  "--",
  "/*",
  "DISTINCT",
  "NOT",
  "NULL",
  "1E400",
  "99999999999999999999",
  "ARRAY[",
  "]",
  "->",
  "x -> x",
  "CASE",
  "END",
  "GROUP BY age",
  "ORDER BY age",
  "WHERE age > 3",
  "TRY(",
  "\u0000",
  "ß",
];

const harmless = [
  "trust_score",
  "account_type",
  "count(*)",
  "1",
  " ",
  "1E0",
  "final_results",
  "avg(trust_score)",
  "DESC",
  "'free'",
];

const mutated = fc
  .record({
    query: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...allowed) }, fc.constantFrom(...denied)),
    edits: fc.array(
      fc.record({ at: fc.nat(400), take: fc.nat(3), put: fc.option(fc.constantFrom(...hostile, ...harmless)) }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ query, edits }) => {
    const words = query.sql.split(/(?<=[\s(),.=<>])|(?=[\s(),.=<>])/);
    for (const { at, take, put } of edits) words.splice(at % (words.length + 1), take, ...(put === null ? [] : [put]));
    return { role: query.role, sql: words.join("") };
  });

describe("mutated queries", () => {
  test("are refused with a reason, or read only tables that are open; what passes reads the same a second time", () => {
    const open = new Set(
      engine.domain.tables.filter((table) => table.open !== "none").map((table) => `${table.database}.${table.name}`),
    );
    let passed = 0;
    fc.assert(
      fc.property(mutated, ({ sql, role }) => {
        const checked = check(sql, role);
        if (!checked) return;
        passed++;
        for (const table of checked.tables) expect(open.has(table)).toBe(true);
        expect(check(checked.athenaSql, "steward")?.athenaSql).toBe(checked.athenaSql);
      }),
      { seed, numRuns: 6_000 },
    );
    // Both outcomes must occur, or the property says nothing.
    expect(passed).toBeGreaterThan(100);
  }, 30_000);

  test("that pass are one SELECT over the same tables also for DuckDB's parser", async () => {
    for (const { sql, role } of fc.sample(mutated, { seed: seed + 1, numRuns: 3_000 })) {
      const checked = check(sql, role);
      if (!checked) continue;
      expect(await readByDuckDb(checked.duckdbSql)).toEqual({
        statements: 1,
        tables: checked.tables.toSorted(),
        tableFunctions: 0,
      });
    }
  }, 30_000);

  test("never show an analyst a protected column row by row", async () => {
    const protectedNames = new Set(
      engine.domain.resultColumns.filter((column) => column.privacy === "confidential").map((column) => column.name),
    );
    const samples = fc.sample(mutated, { seed: seed + 2, numRuns: 3_000 });
    let ran = 0;
    for (const { sql } of samples) {
      const checked = check(sql, "analyst");
      const reads = checked?.columns.some((column) => protectedNames.has(column.split(".")[1] ?? ""));
      if (!checked || !reads) continue;
      // What reads a protected column and passes counts persons somewhere, or hands none of it on.
      const counts = /count\((\*|DISTINCT [^)]*)\)( FILTER \([^)]*\))? >= 10/.test(checked.athenaSql);
      const result = counts ? null : await engine.runQuery({ sql, role: "analyst" });
      if (result) {
        ran++;
        for (const column of result.columns) expect(protectedNames.has(column.name)).toBe(false);
      }
    }
    expect(ran).toBeLessThan(samples.length / 20);
  }, 30_000);
});

/** Random but right queries over the results table, built from its own columns. */
function validQueries(): fc.Arbitrary<string> {
  const { domain } = engine;
  const open = domain.resultColumns.filter(
    (column) => column.privacy === "internal" && column.name !== domain.entity.column,
  );
  const number = fc.constantFrom(
    ...open.filter((column) => column.type === "double" || column.type === "int").map((column) => column.name),
  );
  const text = fc.constantFrom(
    ...open.filter((column) => column.type === "string" && column.values.length > 0).map((column) => column.name),
  );
  const flag = fc.constantFrom(...open.filter((column) => column.type === "boolean").map((column) => column.name));
  const value = fc.oneof(
    number,
    fc.tuple(number, fc.constantFrom("+", "-", "*"), number).map((parts) => parts.join(" ")),
    fc.tuple(number, number).map(([a, b]) => `${a} / nullif(${b}, 0)`),
    fc.tuple(fc.constantFrom("abs", "round", "floor", "sqrt"), number).map(([name, column]) => `${name}(${column})`),
    fc
      .tuple(number, fc.integer({ min: -9, max: 99 }))
      .map(([column, n]) => `CASE WHEN ${column} > ${n} THEN ${column} ELSE ${n} END`),
  );
  const condition = fc.oneof(
    fc
      .tuple(number, fc.constantFrom("<", ">=", "<>"), fc.double({ min: -10, max: 100, noNaN: true }))
      .map(([a, o, b]) => `${a} ${o} ${b.toFixed(3)}`),
    fc.tuple(text, fc.constantFrom("=", "<>")).map(([a, o]) => `${a} ${o} 'free'`),
    flag,
    flag.map((column) => `NOT ${column}`),
    number.map((column) => `${column} IS NOT NULL`),
    fc.tuple(number, fc.nat(9), fc.nat(99)).map(([a, low, high]) => `${a} BETWEEN ${low} AND ${high}`),
  );
  const where = fc
    .array(condition, { maxLength: 3 })
    .map((parts) => (parts.length > 0 ? ` WHERE ${parts.join(" AND ")}` : ""));
  const aggregate = fc.oneof(
    fc.constant("count(*)"),
    fc
      .tuple(fc.constantFrom("avg", "sum", "min", "max", "stddev", "var_pop", "approx_distinct", "skewness"), value)
      .map(([name, of]) => `${name}(${of})`),
    fc.tuple(value, fc.constantFrom("0.1", "0.5", "0.95")).map(([of, share]) => `approx_percentile(${of}, ${share})`),
    fc.tuple(number, number).map(([a, b]) => `corr(${a}, ${b})`),
    condition.map((of) => `count_if(${of})`),
    fc.tuple(value, condition).map(([of, when]) => `avg(${of}) FILTER (WHERE ${when})`),
  );
  const grouped = fc
    .tuple(text, fc.array(aggregate, { minLength: 1, maxLength: 4 }), where)
    .map(
      ([key, values, filter]) =>
        `SELECT ${key}, ${values.map((of, index) => `${of} AS v${index}`).join(", ")} FROM final_results${filter} GROUP BY ${key} ORDER BY v0 DESC LIMIT 20`,
    );
  const rows = fc
    .tuple(fc.array(value, { minLength: 1, maxLength: 4 }), where)
    .map(
      ([values, filter]) =>
        `SELECT ${domain.entity.column}, ${values.map((of, index) => `${of} AS v${index}`).join(", ")} FROM final_results${filter} ORDER BY v0`,
    );
  const ranked = fc
    .tuple(text, number, aggregate)
    .map(
      ([key, by, of]) =>
        `WITH t AS (SELECT ${key} AS k, ${of} AS a, avg(${by}) AS b FROM final_results GROUP BY ${key}) SELECT k, a, rank() OVER (ORDER BY b DESC) AS place FROM t`,
    );
  return fc.oneof(grouped, rows, ranked);
}

describe("random queries that are right", () => {
  test("pass the guard and run", async () => {
    const samples = fc.sample(validQueries(), { seed, numRuns: 250 });
    for (const sql of samples) {
      const result = await engine.runQuery({ sql, role: "analyst" });
      expect(result.columns.length).toBeGreaterThan(0);
    }
  }, 30_000);
});
