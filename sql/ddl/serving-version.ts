import { hashText } from "#core";

import { athena } from "../print/athena.ts";
import { printQuery } from "../print/print-query.ts";
import { servingMacros } from "../duckdb/serving-macros.ts";
import type { Schema } from "./schema.ts";

/**
 * What a results file must agree on with the code that queries it: the macros that queries are translated to, and
 * the tables and views. 16 hexadecimal digits; comments and layout of the SQL files do not count.
 */
export function servingVersion(schema: Schema): string {
  const views = schema.views.map(({ database, name, query }) => [database, name, printQuery(query, athena)]);
  return hashText(JSON.stringify([servingMacros(), schema.domain, schema.tables, views]));
}

/** The statement that has a results file tell its domain and version, behind those of `servingMacros`. */
export function servingVersionSql(schema: Schema): string {
  return `CREATE OR REPLACE MACRO trino.serving_version() AS TABLE SELECT '${schema.domain}' AS domain, '${servingVersion(schema)}' AS version`;
}
