import { z } from "zod";

import type { Column, Domain } from "#knowledge";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { identifier } from "../../duckdb/sql-text.ts";
import { maximalBadShare } from "../../stages/prepare/bad-share.ts";
import { faultSql, maskSql, quarantineReasons, type QuarantineReason } from "../../stages/prepare/row-checks.ts";

/** Distinct values shown of a column that does not fit. */
const shownValues = 5;

const faultCountSchema = z.object({
  columnName: z.string(),
  reason: z.enum(quarantineReasons),
  n: z.int(),
  values: z.array(z.string()),
});

/**
 * What is wrong with the values of a mapped table (a relation of texts under the dictionary's names): every column of
 * which more values are bad than a run would bear, with some of them. Values that are no category are masked.
 */
export async function valueProblems(
  session: DuckdbSession,
  input: {
    readonly domain: Domain;
    readonly key: string;
    readonly relation: string;
    readonly columns: readonly Column[];
  },
): Promise<string[]> {
  const { key, relation, columns } = input;
  const { rows } = await session.row(`SELECT count(*)::INTEGER AS rows FROM ${relation}`, z.object({ rows: z.int() }));
  if (rows === 0) return key === "customers" ? [`The file of ${key} has no rows that can be read.`] : [];
  const problems: string[] = [];
  for (const column of columns) {
    const value = identifier(column.name);
    const shown = column.values.length > 0 ? value : maskSql(value);
    const faults = await session.rows(
      `SELECT any_value(fault.column_name) AS "columnName", fault.reason AS reason, count(*)::INTEGER AS n,
        list(DISTINCT ${shown}).list_sort()[:${shownValues}].list_filter(lambda one: one IS NOT NULL) AS values
       FROM (SELECT ${value}, ${faultSql(column)} AS fault FROM ${relation}) WHERE fault IS NOT NULL
       GROUP BY fault.reason HAVING count(*) > ${maximalBadShare * rows} ORDER BY n DESC`,
      faultCountSchema,
    );
    problems.push(...faults.map((fault) => describe(key, column, fault, rows)));
  }
  return problems;
}

function describe(key: string, column: Column, fault: z.infer<typeof faultCountSchema>, rows: number): string {
  const share = `${((100 * fault.n) / rows).toFixed(0)} % of the rows`;
  const values =
    fault.values.length === 0 ? "" : ` (such as ${fault.values.map((one) => JSON.stringify(one)).join(", ")})`;
  return `${key}.${column.name}: ${share} ${wordsOf(fault.reason, column)}${values}.${adviceOn(fault.reason, column)}`;
}

function wordsOf(reason: QuarantineReason, column: Column): string {
  switch (reason) {
    case "missing_required":
      return "are empty, and none may be";
    case "type_error":
      return `are no ${typeWords[column.type]}`;
    case "out_of_range":
      return `lie outside ${column.range?.join(" to ") ?? ""}${column.unit === null ? "" : ` ${column.unit}`}`;
    case "unknown_value":
      return `are none of ${column.values
        .slice(0, 8)
        .map((allowed) => allowed.value)
        .join(", ")}${column.values.length > 8 ? ", …" : ""}`;
    case "bad_id":
      return `have no id of the form ${column.pattern ?? ""}`;
    case "malformed":
    case "duplicate":
      return `are ${reason}`;
  }
}

function adviceOn(reason: QuarantineReason, column: Column): string {
  if (reason === "bad_id") return ' Set "ids" to number or hash.';
  if (reason === "unknown_value") return ' List them under "values".';
  if (reason === "out_of_range" && column.range?.[1] === 1) return ' Are they percent? "convert: percent-to-share".';
  if (reason === "out_of_range") return ' Is the unit another one? See "convert".';
  if (reason === "type_error" && column.type === "int") return ' "round: true" makes whole numbers.';
  if (reason === "type_error" && column.type === "boolean") return ' List them under "true" and "false".';
  if (reason === "type_error" && column.type === "date") return ' Give their "format", such as "%d.%m.%Y".';
  return "";
}

const typeWords: Readonly<Record<Column["type"], string>> = {
  string: "text of the right form",
  int: "whole number",
  double: "number",
  boolean: "true or false",
  date: "date",
  timestamp: "time",
};
