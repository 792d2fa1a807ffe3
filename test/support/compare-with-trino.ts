import { isDeepStrictEqual } from "node:util";

import type { QueryResult, ResultColumn, SqlValue } from "#sql";

import type { TrinoAnswer, TrinoQuery } from "./trino-queries.ts";

type Asked = Pick<TrinoQuery, "sql" | "group">;
type Rows = Extract<TrinoAnswer, { rows: unknown }>;
/** How far two numbers may be apart, relative to the larger, or absolutely near 0. */
type Tolerance = { readonly relative: number; readonly absolute: number };

/** Sums in another order differ in the last digits of a double. */
const exact: Tolerance = { relative: 1e-9, absolute: 1e-12 };
/** Trino states a standard error of 2.3 % for approx_distinct; three of them. For approx_percentile about one rank in 100. */
const estimated: Tolerance = { relative: 0.07, absolute: 1 };
/** A real has seven digits. */
const short: Tolerance = { relative: 1e-6, absolute: 1e-6 };

/**
 * What differs between Trino's rows and DuckDB's, in words; nothing where they are equal. Whole numbers, texts,
 * dates and booleans must be the same, doubles within 1e-9; rows in any order unless the query's own ORDER BY says it.
 */
export function compareWithTrino({ sql, group }: Asked, answer: Rows, result: QueryResult): readonly string[] {
  const wanted = answer.rows.map((row) => row.map((value, column) => fromTrino(value, answer.types[column] ?? "")));
  const given = result.rows.map((row) => row.map((value, column) => fromEngine(value, answer.types[column] ?? "")));
  if (wanted.length !== given.length) return [`${wanted.length} rows on Trino, ${given.length} on DuckDB`];
  const ordered = isOrdered(sql);
  const left = ordered ? wanted : wanted.toSorted(byText);
  const right = ordered ? given : given.toSorted(byText);
  return left.flatMap((row, index) =>
    row.every((value, column) =>
      isClose(value, right[index]?.[column], toleranceOf(sql, group, answer.types[column] ?? "")),
    )
      ? []
      : [`row ${index + 1}: Trino ${JSON.stringify(row)}, DuckDB ${JSON.stringify(right[index])}`],
  );
}

function toleranceOf(sql: string, group: string, type: string): Tolerance {
  if (type.includes("real")) return short;
  return group === "estimates" || /approx_distinct/i.test(sql) ? estimated : exact;
}

/** Whether two answers of Trino are equal, but for the order of rows and the length of reals. */
export function isSameAnswer(first: TrinoAnswer, second: TrinoAnswer): boolean {
  if ("error" in first || "error" in second) return isDeepStrictEqual(first, second);
  const types = (answer: Rows) => answer.types.map((type) => type.replace(/\breal\b/, "double")).join();
  if (types(first) !== types(second) || first.rows.length !== second.rows.length) return false;
  const tolerance = first.types.join().includes("real") ? short : exact;
  const [left, right] = [first, second].map(({ rows }) => rows.toSorted(byText));
  return isClose(left, right, tolerance);
}

/** Columns whose type the guard tells otherwise than Trino does. */
export function typesDiffer(types: readonly string[], columns: readonly ResultColumn[]): readonly string[] {
  return types.flatMap((type, index) => {
    // The guard widens what Trino would take as a real.
    const plain = plainType(type).replace(/\breal\b/, "double");
    const told = columns[index]?.type ?? "nothing";
    return plain === told ? [] : [`column ${index + 1}: Trino ${plain}, the guard ${told}`];
  });
}

/** Lengths and precisions that the product does not follow are left out; decimals keep theirs. */
function plainType(type: string): string {
  return type.replace(/(varchar|char|timestamp)\(\d+\)/g, "$1").replace(/decimal\((\d+),(\d+)\)/g, "decimal($1, $2)");
}

/** Whether an ORDER BY stands outside all brackets. */
function isOrdered(sql: string): boolean {
  let text = sql;
  for (let before = ""; before !== text;) {
    before = text;
    text = text.replace(/\([^()]*\)/g, "");
  }
  return /order by/i.test(text);
}

/** A value of Trino's protocol as the product's results hold it. */
function fromTrino(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) {
    const inner = /^array\((.*)\)$/s.exec(type)?.[1] ?? "";
    return value.map((item) => fromTrino(item, inner));
  }
  if (typeof value === "object") {
    const inner = /^map\([^,]*(?:\([^)]*\))?, ?(.*)\)$/s.exec(type)?.[1] ?? "";
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, fromTrino(item, inner)]),
    );
  }
  if (typeof value === "string") return textFromTrino(value, type);
  return value;
}

function textFromTrino(value: string, type: string): SqlValue {
  if (type.startsWith("decimal")) return Number(value);
  // Not a number and infinities are no values of a result.
  if (type === "double" || type === "real") return Number.isFinite(Number(value)) ? Number(value) : null;
  if (type.startsWith("timestamp"))
    return value
      .replace(" ", "T")
      .replace(/(\.\d*?)0+$/, "$1")
      .replace(/\.$/, "");
  return value;
}

/** Arrays, maps and rows come as JSON text. */
function fromEngine(value: SqlValue, type: string): unknown {
  if (typeof value !== "string") return value;
  if (/^(array|map|row)/.test(type)) return sortKeys(JSON.parse(value));
  return type.startsWith("timestamp") && value.includes(".") ? value.replace(/\.?0+$/, "") : value;
}

function sortKeys(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function byText(first: readonly unknown[], second: readonly unknown[]): number {
  const [a, b] = [first, second].map((row) => JSON.stringify(row));
  return a === b ? 0 : (a ?? "") < (b ?? "") ? -1 : 1;
}

function isClose(wanted: unknown, given: unknown, tolerance: Tolerance): boolean {
  if (typeof wanted === "number" && typeof given === "number") {
    const gap = Math.abs(wanted - given);
    return gap <= Math.max(tolerance.absolute, tolerance.relative * Math.max(Math.abs(wanted), Math.abs(given)));
  }
  if (Array.isArray(wanted) && Array.isArray(given)) {
    return wanted.length === given.length && wanted.every((item, index) => isClose(item, given[index], tolerance));
  }
  if (isRecord(wanted) && isRecord(given)) {
    const keys = Object.keys(wanted);
    return (
      keys.join() === Object.keys(given).join() && keys.every((key) => isClose(wanted[key], given[key], tolerance))
    );
  }
  return wanted === given;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
