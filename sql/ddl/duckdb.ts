import type { Domain } from "#knowledge";

import { duckdb, duckdbType } from "../print/duckdb.ts";
import { printQuery } from "../print/print-query.ts";
import type { SqlType } from "../syntax/types.ts";
import { resolveView } from "./resolve-view.ts";
import type { SchemaTable, SchemaView, StoredType } from "./schema.ts";

/** A stored type as queries know it. */
export const sqlTypes: Readonly<Record<StoredType, SqlType>> = {
  string: { kind: "varchar" },
  int: { kind: "integer" },
  bigint: { kind: "bigint" },
  double: { kind: "double" },
  boolean: { kind: "boolean" },
  date: { kind: "date" },
  timestamp: { kind: "timestamp" },
};

/** DuckDB's name of a stored type. */
export function duckDbStoredType(type: StoredType): string {
  return duckdbType(sqlTypes[type]);
}

/** The statement that makes a table in DuckDB, empty; its schema must be there. */
export function duckDbTableSql(table: SchemaTable): string {
  const columns = table.columns.map(
    ({ name, type, isNullable }) => `${duckdb.name(name)} ${duckDbStoredType(type)}${isNullable ? "" : " NOT NULL"}`,
  );
  return `CREATE TABLE ${fullName(table)} (${columns.join(", ")})`;
}

/** The statement that makes a view in DuckDB; the tables it names and the serving macros must be there. */
export function duckDbViewSql(view: SchemaView, domain: Domain): string {
  return `CREATE VIEW ${fullName(view)} AS ${printQuery(resolveView(view, domain).query, duckdb)}`;
}

function fullName({ database, name }: { readonly database: string; readonly name: string }): string {
  return `${duckdb.name(database)}.${duckdb.name(name)}`;
}
