import { DuckDBInstance } from "@duckdb/node-api";

import { askTrino } from "./ask-trino.ts";

/**
 * Writes every table of a results file into a catalog of a Trino made for tests, as `catalog.schema.table`. Tables of
 * the same names are dropped first: never point it at a Trino that anybody uses.
 */
export async function fillTrino(server: string, catalog: string, databasePath: string): Promise<void> {
  const ask = async (sql: string) => {
    const answer = await askTrino(server, sql);
    if ("error" in answer) throw new Error(`${answer.error}: ${sql.slice(0, 300)}`);
  };
  const instance = await DuckDBInstance.create(databasePath, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const columns = await connection.runAndReadAll(
    "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns ORDER BY ALL",
  );
  const tables = groupBy(
    columns.getRowObjects(),
    (row) => `${String(row["table_schema"])}.${String(row["table_name"])}`,
  );
  for (const [table, described] of tables) {
    await ask(`CREATE SCHEMA IF NOT EXISTS ${catalog}.${table.split(".")[0]}`);
    await ask(`DROP TABLE IF EXISTS ${catalog}.${table}`);
    const names = described.map((column) => `"${String(column["column_name"])}"`);
    const types = described.map((column) => String(column["data_type"]).replace("TIMESTAMP", "TIMESTAMP(3)"));
    await ask(`CREATE TABLE ${catalog}.${table} (${names.map((name, index) => `${name} ${types[index]}`).join(", ")})`);
    const literals = names.map((name, index) => literalOf(name, types[index] ?? ""));
    const rows = await connection.runAndReadAll(`SELECT concat_ws(', ', ${literals.join(", ")}) FROM ${table}`);
    const texts = rows.getRows().map(([text]) => `(${String(text)})`);
    for (let from = 0; from < texts.length; from += 50) {
      await ask(`INSERT INTO ${catalog}.${table} VALUES ${texts.slice(from, from + 50).join(", ")}`);
    }
  }
  connection.closeSync();
  instance.closeSync();
}

/** DuckDB's expression for the value as Trino's literal. */
function literalOf(name: string, type: string): string {
  const quoted = `'''' || replace(CAST(${name} AS VARCHAR), '''', '''''') || ''''`;
  const text = type === "VARCHAR" ? quoted : `'CAST(' || ${quoted} || ' AS ${type})'`;
  return `coalesce(${text}, 'NULL')`;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
