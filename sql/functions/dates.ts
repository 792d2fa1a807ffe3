import {
  bigintType,
  dateType,
  doubleType,
  timestampType,
  unknownType,
  varcharType,
  type SqlType,
} from "../syntax/types.ts";
import { describe, type FunctionSpec, type RenderedCall } from "./signature.ts";
import { strftimePattern } from "./date-patterns.ts";

/** Parts of a moment by Trino's name, and DuckDB's function for each. Weeks and weekdays are ISO's in both. */
export const momentParts: Readonly<Record<string, string>> = {
  year: "year",
  quarter: "quarter",
  month: "month",
  week: "week",
  day: "day",
  day_of_week: "isodow",
  day_of_year: "dayofyear",
  year_of_week: "isoyear",
  hour: "hour",
  minute: "minute",
  second: "second",
};

/** Units that a day knows; the others need a timestamp. */
export const dayUnits: ReadonlySet<string> = new Set(["day", "week", "month", "quarter", "year"]);
export const timeUnits: ReadonlySet<string> = new Set(["second", "minute", "hour"]);

const asDate = (type: SqlType | undefined, sql: string) => (type?.kind === "date" ? `CAST(${sql} AS DATE)` : sql);

/** Functions of dates and timestamps. There is no clock among them: the tables are a snapshot. */
export const dateFunctions: readonly (readonly [string, FunctionSpec])[] = [
  ...Object.entries(momentParts).map(([name, duckdb]) => describe("scalar", name, "moment", bigintType, { duckdb })),
  describe("scalar", "date", "any", dateType, {
    duckdb: ({ args, types }) =>
      types[0]?.kind === "varchar" ? `trino.text_to_date(${args[0]})` : `CAST(${args[0]} AS DATE)`,
    mayFail: true,
  }),
  describe("scalar", "from_iso8601_date", "text", dateType, {
    duckdb: "trino.text_to_date",
    mayFail: true,
  }),
  describe("scalar", "date_trunc", "text moment", (types) => types[1] ?? unknownType, {
    duckdb: ({ args, types }) => asDate(types[1], `date_trunc(${args[0]}, ${args[1]})`),
  }),
  describe("scalar", "date_add", "text integer moment", (types) => types[2] ?? unknownType, {
    duckdb: ({ args, types, literals }) =>
      asDate(types[2], `(${args[2]} + to_${literals[0]?.toLowerCase()}s(CAST(${args[1]} AS INTEGER)))`),
  }),
  // DuckDB's date_diff counts boundaries passed; date_sub counts whole units, as Trino does.
  describe("scalar", "date_diff", "text moment moment", bigintType, { duckdb: dateDifference }),
  describe("scalar", "millisecond", "moment", bigintType, { duckdb: ({ args }) => `(millisecond(${args[0]}) % 1000)` }),
  describe("scalar", "to_iso8601", "date", varcharType, { duckdb: ({ args }) => `strftime(${args[0]}, '%Y-%m-%d')` }),
  describe("scalar", "last_day_of_month", "moment", dateType, { duckdb: "last_day" }),
  describe("scalar", "to_unixtime", "moment", doubleType, {
    duckdb: ({ args }) => `epoch(CAST(${args[0]} AS TIMESTAMP))`,
  }),
  describe("scalar", "date_format", "moment text", varcharType, {
    duckdb: ({ args, literals }) => `strftime(${args[0]}, '${strftimePattern(literals[1] ?? "")}')`,
  }),
  describe("scalar", "date_parse", "text text", timestampType, {
    duckdb: ({ args, literals }) => `strptime(${args[0]}, '${strftimePattern(literals[1] ?? "")}')`,
    mayFail: true,
  }),
];

function dateDifference({ args, types }: RenderedCall): string {
  const mixed = types[1]?.kind !== types[2]?.kind;
  const [from, to] = [args[1] ?? "", args[2] ?? ""].map((arg) => (mixed ? `CAST(${arg} AS TIMESTAMP)` : arg));
  return `date_sub(${args[0]}, ${from}, ${to})`;
}
