import type { Column, Domain, Table } from "#knowledge";

import { typeName } from "../syntax/types.ts";
import { sqlTypes } from "./duckdb.ts";
import { resolveView } from "./resolve-view.ts";
import type { Schema, SchemaTable, StoredType } from "./schema.ts";

/**
 * Where the dictionary and the schema do not say the same: tables, views and columns that only one of them has,
 * other types, another order, a column that the dictionary lets be missing and the schema does not.
 */
export function schemaFaults(schema: Schema, domain: Domain): string[] {
  const views = new Set(domain.views.map((view) => view.name));
  const stored = domain.tables.filter((table) => !views.has(table.name));
  return [
    ...onlyOneHas("table", stored, schema.tables),
    ...onlyOneHas(
      "view",
      domain.tables.filter((table) => views.has(table.name)),
      schema.views,
    ),
    ...schema.tables.flatMap((table) => tableFaults(table, find(stored, table))),
    ...schema.views.flatMap((view) => {
      const described = find(domain.tables, view);
      if (!described) return [];
      const columns = resolveView(view, domain).columns.map((column) => `${column.name} ${typeName(column.type)}`);
      const expected = described.columns.map((column) => `${column.name} ${typeName(sqlTypes[storedType(column)])}`);
      return differences(view.name, columns, expected);
    }),
  ];
}

type Named = { readonly database: string; readonly name: string };

function find<T extends Named>(all: readonly T[], { database, name }: Named): T | undefined {
  return all.find((one) => one.database === database && one.name === name);
}

function onlyOneHas(what: string, dictionary: readonly Named[], schema: readonly Named[]): string[] {
  const told = (one: Named) => `${what} ${one.database}.${one.name}`;
  return [
    ...dictionary.filter((one) => !find(schema, one)).map((one) => `the ${told(one)} is in the dictionary only`),
    ...schema.filter((one) => !find(dictionary, one)).map((one) => `the ${told(one)} is in the schema only`),
  ];
}

function tableFaults(table: SchemaTable, described: Table | undefined): string[] {
  if (!described) return [];
  const missing = new Set(described.columns.filter(({ missing }) => missing !== "never").map(({ name }) => name));
  return [
    ...differences(
      table.name,
      table.columns.map(({ name, type }) => `${name} ${type}`),
      described.columns.map((column) => `${column.name} ${storedType(column)}`),
    ),
    ...table.columns
      .filter((column) => !column.isNullable && missing.has(column.name))
      .map((column) => `${table.name}.${column.name} is NOT NULL, but may be missing by the dictionary`),
  ];
}

function differences(table: string, schema: readonly string[], dictionary: readonly string[]): string[] {
  const faults = [
    ...dictionary
      .filter((column) => !schema.includes(column))
      .map((column) => `${table} has no column "${column}" in the schema`),
    ...schema
      .filter((column) => !dictionary.includes(column))
      .map((column) => `${table} has no column "${column}" in the dictionary`),
  ];
  const place = schema.findIndex((column, index) => column !== dictionary[index]);
  if (faults.length === 0 && place >= 0) faults.push(`${table} has "${schema[place]}" in another place`);
  return faults;
}

/** How a column of the dictionary is stored: whole numbers past 32 bits need the wider type. */
function storedType({ type, range }: Column): StoredType {
  return type === "int" && range !== null && range[1] > 2 ** 31 - 1 ? "bigint" : type;
}
