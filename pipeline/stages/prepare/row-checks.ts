import type { Column } from "#knowledge";

import { duckdbType, identifier, literal } from "../../duckdb/sql-text.ts";

/** Why a row was quarantined. */
export const quarantineReasons = [
  "malformed",
  "bad_id",
  "missing_required",
  "type_error",
  "out_of_range",
  "unknown_value",
  "duplicate",
] as const;
export type QuarantineReason = (typeof quarantineReasons)[number];

/**
 * SQL that tells what is wrong with a column's text by the dictionary: a struct (column_name, reason, raw_value),
 * NULL when nothing is. The value is as it came: mask it before it is kept.
 */
export function faultSql(column: Column): string {
  const value = identifier(column.name);
  const cases = faultCases(column)
    .map(([condition, reason]) => `WHEN ${condition} THEN ${literal(reason)}`)
    .join(" ");
  if (cases === "") return "NULL";
  return `CASE WHEN (CASE ${cases} END) IS NOT NULL THEN
    {'column_name': ${literal(column.name)}, 'reason': CASE ${cases} END, 'raw_value': ${value}} END`;
}

/** SQL of a text masked: letters become x, digits 9, and it is cut at 40 characters. */
export function maskSql(text: string): string {
  return `left(regexp_replace(regexp_replace(${text}, '\\p{L}', 'x', 'g'), '\\p{N}', '9', 'g'), 40)`;
}

/** SQL of a column's text as its type, under the column's name or `as`; only sound where `faultSql` is NULL. */
export function typedSql(column: Column, as = identifier(column.name)): string {
  return `TRY_CAST(${identifier(column.name)} AS ${duckdbType(column)}) AS ${as}`;
}

/**
 * SQL that is true where a column's text may have a fault, and at a fraction of the cost of `faultSql`: it may be true
 * of a sound text in an unusual form, such as 007, and is never false or NULL where `faultSql` finds something. `text`
 * and `typed` are the column's text and its `typedSql`.
 */
export function suspicionSql(column: Column, text: string, typed: string): string {
  if (column.role === "id" || column.pattern !== null) {
    return `coalesce(NOT regexp_full_match(${text}, ${literal(column.pattern ?? ".+")}), ${column.role === "id" || column.missing === "never"})`;
  }
  const doubts: string[] = [];
  // A text of more digits than the type holds, or in a form that only DuckDB takes for a number, reads back otherwise.
  if (column.type === "int") doubts.push(`CAST(${typed} AS VARCHAR) <> ${text}`);
  if (column.type === "double") doubts.push(`NOT isfinite(${typed})`, `contains(${text}, '_')`);
  if (column.type === "double") doubts.push(`regexp_matches(${text}, '[eE][+-]?[0-9]{4}')`);
  if (column.type === "boolean") doubts.push(`lower(${text}) NOT IN ('true', 'false', '1', '0')`);
  if (column.range !== null) doubts.push(`${typed} NOT BETWEEN ${column.range[0]} AND ${column.range[1]}`);
  if (column.values.length > 0) {
    doubts.push(`${text} NOT IN (${column.values.map((allowed) => literal(allowed.value)).join(", ")})`);
  }
  const ifMissing = column.missing === "never" ? "true" : `${text} IS NOT NULL`;
  // Each doubt is NULL where the text is missing or has no value of the type.
  const unread = `(${typed} IS NULL AND ${ifMissing})`;
  return [unread, ...doubts.map((doubt) => `coalesce(${doubt}, false)`)].join(" OR ");
}

/** Conditions in the order they are looked at, with the reason each stands for. NULL counts as not met. */
function faultCases(column: Column): [string, QuarantineReason][] {
  const value = identifier(column.name);
  if (column.role === "id") {
    return [[`${value} IS NULL OR NOT regexp_full_match(${value}, ${literal(column.pattern ?? ".+")})`, "bad_id"]];
  }
  const cases: [string, QuarantineReason][] = [];
  if (column.missing === "never") cases.push([`${value} IS NULL`, "missing_required"]);
  const typeFault = typeFaultSql(column);
  if (typeFault !== null) cases.push([typeFault, "type_error"]);
  if (column.range !== null) {
    const [low, high] = column.range;
    cases.push([`NOT (TRY_CAST(${value} AS DOUBLE) BETWEEN ${low} AND ${high})`, "out_of_range"]);
  }
  if (column.values.length > 0) {
    cases.push([
      `${value} NOT IN (${column.values.map((allowed) => literal(allowed.value)).join(", ")})`,
      "unknown_value",
    ]);
  }
  return cases;
}

/** DuckDB's casts are lenient ('1.7' is 2 as an integer, 'nan' is a number), so the text is looked at first. */
function typeFaultSql(column: Column): string | null {
  const value = identifier(column.name);
  switch (column.type) {
    case "int":
      return `NOT regexp_full_match(${value}, '[+-]?[0-9]{1,18}') OR TRY_CAST(${value} AS ${duckdbType(column)}) IS NULL AND ${value} IS NOT NULL`;
    case "double":
      return `NOT regexp_full_match(${value}, '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?')`;
    case "boolean":
      return `lower(${value}) NOT IN ('true', 'false', '1', '0')`;
    case "date":
    case "timestamp":
      return `${value} IS NOT NULL AND TRY_CAST(${value} AS ${duckdbType(column)}) IS NULL`;
    case "string":
      return column.pattern === null ? null : `NOT regexp_full_match(${value}, ${literal(column.pattern)})`;
  }
}
