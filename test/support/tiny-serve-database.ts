import path from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";

import { createRandom, type Random } from "#core";
import type { Column, Domain, Table } from "#knowledge";
import { loadSchema, servingMacros, servingVersionSql } from "#sql";

export type TinyServeDatabaseOptions = {
  readonly domain: Domain;
  /** Entities; tables with several rows an entity have three for each. */
  readonly entities?: number;
  readonly seed?: number;
};

/**
 * Builds `serve.duckdb` in `directory` as the pipeline would: one schema a database, every table that anyone may
 * query, filled by its columns' types, ranges and values, the entity's column shared by all tables; and the macros.
 * Views are plain tables here. Gives the file's path.
 */
export async function createTinyServeDatabase(directory: string, options: TinyServeDatabaseOptions): Promise<string> {
  const { domain, entities = 200, seed = 7 } = options;
  const file = path.join(directory, "serve.duckdb");
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    // Only that the file is of this version is looked at when it is opened; a domain of a test ships no schema.
    const version = servingVersionSql(await loadSchema("engagement"));
    for (const statement of [...servingMacros(), version]) await connection.run(statement);
    for (const database of new Set(domain.tables.map((table) => table.database))) {
      await connection.run(`CREATE SCHEMA IF NOT EXISTS "${database}"`);
    }
    const open = domain.tables.filter((table) => table.open !== "none");
    for (const [stream, table] of open.entries()) {
      const columns = table.columns.filter((column) => column.privacy !== "restricted");
      await connection.run(
        `CREATE TABLE ${nameOf(table)} (${columns.map((column) => `"${column.name}" ${types[column.type]}`).join(", ")})`,
      );
      const rows = rowsOf(domain, table, columns, entities, createRandom(seed, stream));
      for (let at = 0; at < rows.length; at += 500) {
        await connection.run(`INSERT INTO ${nameOf(table)} VALUES ${rows.slice(at, at + 500).join(", ")}`);
      }
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return file;
}

const types: Readonly<Record<Column["type"], string>> = {
  string: "VARCHAR",
  int: "INTEGER",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  date: "DATE",
  timestamp: "TIMESTAMP",
};

function nameOf(table: Table): string {
  return `"${table.database}"."${table.name}"`;
}

function rowsOf(domain: Domain, table: Table, columns: readonly Column[], entities: number, random: Random): string[] {
  const hasEntity = columns.some((column) => column.name === domain.entity.column);
  const perEntity = !hasEntity || table.grain === `one row a ${domain.entity.singular}` ? 1 : 3;
  const count = hasEntity ? entities * perEntity : 20;
  return Array.from({ length: count }, (_, row) => {
    const values = columns.map((column) =>
      column.name === domain.entity.column
        ? `'${domain.entity.idPrefix}${10_000 + Math.floor(row / perEntity)}'`
        : valueOf(column, row % perEntity, random),
    );
    return `(${values.join(", ")})`;
  });
}

/** A value in SQL that a column could hold; optional columns are empty now and then. */
function valueOf(column: Column, place: number, random: Random): string {
  if (column.missing !== "never" && random.uniform() < 0.1) return "NULL";
  const [low, high] = column.range ?? [0, 100];
  switch (column.type) {
    case "string":
      return `'${column.values.length > 0 ? (column.values[random.integer(column.values.length)]?.value ?? "") : `${column.name}_${random.integer(4)}`}'`;
    case "int":
      return String(Math.floor(low + random.uniform() * (Math.min(high, low + 1_000) - low + 1)));
    case "double":
      return (low + random.uniform() * (high - low)).toFixed(6);
    case "boolean":
      return String(random.uniform() < 0.3);
    case "date":
      return `DATE '2026-01-${String(1 + ((place * 9 + random.integer(9)) % 28)).padStart(2, "0")}'`;
    case "timestamp":
      return "TIMESTAMP '2026-01-31 02:00:00'";
  }
}
