import path from "node:path";

import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";

import type { Domain } from "#knowledge";
import { duckDbViewSql, loadSchema, servingMacros, servingVersionSql } from "#sql";

export type ScaleOptions = {
  /** A results file that the pipeline published. */
  readonly source: string;
  readonly domain: Domain;
  /** How many customers the copy has for each one of the source: further ones have its rows under a new id. */
  readonly factor: number;
  /** Rows that a table with many rows a customer has at most: it is then repeated for some of the customers only. */
  readonly maxRows: number;
};

/**
 * Writes a larger results file into `directory`: not trained, but the source's rows over again with new ids, in the same
 * tables, views and macros. Gives its path.
 */
export async function scaleServeDatabase(directory: string, options: ScaleOptions): Promise<string> {
  const { source, domain, factor, maxRows } = options;
  const file = path.join(directory, `serve-${factor}.duckdb`);
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    const schema = await loadSchema("engagement");
    await connection.run(`SET preserve_insertion_order = false; ATTACH '${source}' AS source (READ_ONLY)`);
    for (const statement of [...servingMacros(), servingVersionSql(schema)]) await connection.run(statement);
    const tables = await rowsOf(
      connection,
      `SELECT t.schema_name, t.table_name, t.estimated_size, bool_or(c.column_name = '${domain.entity.column}')
         FROM duckdb_tables() AS t JOIN duckdb_columns() AS c USING (database_name, schema_name, table_name)
         WHERE database_name = 'source' GROUP BY ALL`,
    );
    for (const [database, table, size, isOfCustomers] of tables) {
      const name = `"${database}"."${table}"`;
      const times = isOfCustomers === "true" ? Math.max(1, Math.min(factor, Math.floor(maxRows / Number(size)))) : 1;
      await connection.run(`CREATE SCHEMA IF NOT EXISTS "${database}"`);
      await connection.run(
        times === 1
          ? `CREATE TABLE ${name} AS SELECT * FROM source.${name}`
          : `CREATE TABLE ${name} AS SELECT * REPLACE (${domain.entity.column} || copies.suffix AS ${domain.entity.column})
               FROM (SELECT CASE WHEN i = 0 THEN '' ELSE '_' || i END AS suffix FROM range(${times}) AS r(i)) AS copies, source.${name}`,
      );
    }
    for (const view of schema.views) await connection.run(duckDbViewSql(view, domain));
    return file;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<readonly (readonly string[])[]> {
  const found = await connection.runAndReadAll(sql);
  return found
    .getRowsJson()
    .map((row) => row.map((value) => (typeof value === "string" ? value : JSON.stringify(value))));
}
