import { AppError } from "#core";

import type { SqlValue } from "../port.ts";
import { dayTimeText, yearMonthText } from "./interval-text.ts";
import type { TrinoType } from "./page.ts";

type Plain = SqlValue | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * A value of Trino's JSON as results hold it (the same as DuckDB's): all numbers as numbers (whole ones past 2^53 lose
 * their last digits), NaN and infinities as null, dates as YYYY-MM-DD, timestamps as YYYY-MM-DDThh:mm:ss[.ffffff],
 * those with a time zone as YYYY-MM-DD hh:mm:ss[.ffffff]+00, arrays, maps and rows as JSON text (a row without names
 * as an array). Throws `SQL_FAILED` for bytes, which have no text.
 */
export function convertValue(value: unknown, type: TrinoType): SqlValue {
  const plain = toPlain(value, type);
  return plain !== null && typeof plain === "object" ? JSON.stringify(plain) : plain;
}

function toPlain(value: unknown, type: TrinoType): Plain {
  if (value === null || value === undefined) return null;
  switch (type.base) {
    case "boolean":
      return value === true;
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
    case "real":
    case "double":
    case "decimal":
      // Decimals, NaN and infinities come as texts.
      return Number.isFinite(Number(value)) ? Number(value) : null;
    case "array":
      return Array.isArray(value) ? value.map((item) => toPlain(item, innerType(type, 0))) : null;
    case "map":
      return mapToPlain(value, innerType(type, 0), innerType(type, 1));
    case "row":
      return Array.isArray(value) ? rowToPlain(value, type) : null;
    case "varbinary":
      throw new AppError("SQL_FAILED", {
        detail: "The result has a column of a type that cannot be shown.",
        hint: "CAST it to varchar, a number, a date or a timestamp.",
      });
    default:
      return typeof value === "string" ? textToPlain(value, type.base) : JSON.stringify(value);
  }
}

function textToPlain(text: string, base: string): string {
  switch (base) {
    case "timestamp":
      return shortenSecond(text.replace(" ", "T"));
    case "timestamp with time zone":
      return toUtc(text);
    case "interval day to second":
      return dayTimeText(text);
    case "interval year to month":
      return yearMonthText(text);
    default:
      return text;
  }
}

/** An object's keys are texts whatever their type; arrays and rows as keys keep Trino's own text. */
function mapToPlain(value: unknown, keyType: TrinoType, valueType: TrinoType): Plain {
  if (typeof value !== "object" || value === null) return null;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [keyText(key, keyType), toPlain(item, valueType)]),
  );
}

function keyText(key: string, type: TrinoType): string {
  if (type.base === "boolean" || type.inner.length > 0) return key;
  const plain = toPlain(key, type);
  return typeof plain === "string" ? plain : JSON.stringify(plain);
}

function rowToPlain(values: readonly unknown[], { inner }: TrinoType): Plain {
  const plain = inner.map(({ type }, place) => toPlain(values[place], type));
  const names = inner.flatMap(({ name }) => name ?? []);
  const hasNames = names.length === inner.length;
  return hasNames ? Object.fromEntries(names.map((name, place) => [name, plain[place] ?? null])) : plain;
}

function innerType({ inner }: TrinoType, place: number): TrinoType {
  return inner[place]?.type ?? { base: "unknown", inner: [] };
}

/** Microseconds at most, and no zeros at the end. */
function shortenSecond(text: string): string {
  return text
    .replace(/(\.\d{6})\d+/, "$1")
    .replace(/(\.\d*?)0+(?=\D|$)/, "$1")
    .replace(/\.(?=\D|$)/, "");
}

/** A moment in UTC, as DuckDB writes it; one in a zone with a name keeps it, since its offset is not told. */
function toUtc(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)? (?:UTC|([+-])(\d\d):(\d\d))$/.exec(text);
  if (!parts) return shortenSecond(text);
  const [, day, time, fraction = "", sign, hours = "0", minutes = "0"] = parts;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1);
  const utc = new Date(Date.parse(`${day}T${time}Z`) - offsetMs).toISOString();
  return shortenSecond(`${utc.slice(0, 10)} ${utc.slice(11, 19)}${fraction}+00`);
}
