import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";

import { AppError } from "#core";

import type { SqlValue } from "../port.ts";

/**
 * A value as results hold it: all numbers as numbers (whole ones past 2^53 lose their last digits), NaN and
 * infinities as null, dates as YYYY-MM-DD, timestamps as YYYY-MM-DDThh:mm:ss[.ffffff], arrays, maps and rows as
 * JSON text.
 */
export function convertValue(value: DuckDBValue): SqlValue {
  const plain = toPlain(value);
  return plain !== null && typeof plain === "object" ? JSON.stringify(plain) : plain;
}

type Plain = SqlValue | readonly Plain[] | { readonly [key: string]: Plain };

function toPlain(value: DuckDBValue): Plain {
  switch (typeof value) {
    case "boolean":
    case "string":
      return value;
    case "bigint":
      return Number(value);
    case "number":
      return Number.isFinite(value) ? value : null;
    default:
      return value === null ? null : objectToPlain(value);
  }
}

function keyText(key: Plain): string {
  return typeof key === "string" ? key : JSON.stringify(key);
}

function objectToPlain(value: object): Plain {
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBTimestampValue) return value.toString().replace(" ", "T");
  if (value instanceof DuckDBListValue) return value.items.map(toPlain);
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map((entry) => [keyText(toPlain(entry.key)), toPlain(entry.value)]));
  }
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([key, inner]) => [key, toPlain(inner)]));
  }
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBIntervalValue) return value.toString();
  throw new AppError("SQL_FAILED", {
    detail: "The result has a column of a type that cannot be shown.",
    hint: "CAST it to varchar, a number, a date or a timestamp.",
  });
}
