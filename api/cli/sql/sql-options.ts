import type { Config, Role } from "#core";

import { parseArguments, usage, wholeNumber, type OptionValues } from "../spec/parse-arguments.ts";
import { sqlSpec } from "./sql-spec.ts";

/** What an `sql` is to do. */
export type SqlTask =
  /** Runs a query; without a text, the one on standard input. */
  | { readonly kind: "run"; readonly sql: string | null; readonly format: "table" | "json" | "csv" }
  /** Shows what the guard makes of a query, and runs nothing. */
  | { readonly kind: "explain"; readonly sql: string | null; readonly format: "text" | "json" }
  /** Judges a file of queries, and runs what is allowed where `run` says so. */
  | { readonly kind: "check"; readonly file: string; readonly run: boolean }
  /** Prints the statements that make the tables in Athena. */
  | { readonly kind: "ddl"; readonly location: string };

export type SqlOptions = {
  readonly task: SqlTask;
  readonly role: Role | null;
  readonly engine: Config["engine"]["name"] | null;
  /** 1 to 100,000; null for the setting. */
  readonly maxRows: number | null;
};

/** Rows that a query may be given at most, whatever the setting. */
const mostRows = 100_000;
const engines = ["duckdb", "athena", "trino"] as const;
const rowsRange = { least: 1, most: mostRows, otherwise: null };

/** Reads the arguments after `sql`. Throws `USAGE`. */
export function parseSqlOptions(args: readonly string[], isInteractive: boolean): SqlOptions {
  const { values, positionals, role } = parseArguments(sqlSpec, args);
  const engine = engines.find((name) => name === values.engine) ?? null;
  const task = taskOf(values, positionals, isInteractive);
  return { task, role, engine, maxRows: wholeNumber(sqlSpec, "max-rows", values["max-rows"], rowsRange) };
}

type Values = OptionValues<typeof sqlSpec.options>;

function taskOf(values: Values, positionals: readonly string[], isInteractive: boolean): SqlTask {
  const { json = false, csv = false, explain = false, run = false, check, ddl } = values;
  if (json && csv) throw usage(sqlSpec, "--json and --csv exclude each other.");
  if (check !== undefined) {
    if (ddl !== undefined) throw usage(sqlSpec, "--check and --ddl exclude each other.");
    if (positionals.length > 0) throw usage(sqlSpec, "--check takes its queries from the file; leave the query out.");
    if (json || csv || explain) throw usage(sqlSpec, "--check prints JSON lines; no other form goes with it.");
    return { kind: "check", file: check, run };
  }
  if (ddl !== undefined) {
    if (positionals.length > 0 || json || csv || explain || run) throw usage(sqlSpec, "--ddl stands by itself.");
    return { kind: "ddl", location: ddl };
  }
  if (run) throw usage(sqlSpec, "--run goes with --check; a query by itself is run anyway.");
  if (csv && explain) throw usage(sqlSpec, "--explain prints text, or JSON with --json.");
  const sql = queryOf(positionals, isInteractive);
  if (explain) return { kind: "explain", sql, format: json ? "json" : "text" };
  return { kind: "run", sql, format: json ? "json" : csv ? "csv" : "table" };
}

/** The query's text, or null for standard input. Words that the shell has split are still one query. */
function queryOf(positionals: readonly string[], isInteractive: boolean): string | null {
  if (positionals.length === 1 && positionals[0] === "-") return null;
  if (positionals.length > 0) return positionals.join(" ");
  if (isInteractive) throw usage(sqlSpec, "There is no query.");
  return null;
}
