import { parseArgs } from "node:util";

import { AppError, roles, type Config, type Role } from "#core";

import { isRole } from "../ask-options.ts";

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
  /** 1 to `mostRows`. */
  readonly maxRows: number | null;
};

/** Rows that a query may be given at most, whatever the setting. */
export const mostRows = 100_000;

const engines = ["duckdb", "athena", "trino"] as const;

/** Reads the arguments after `sql`. Throws `USAGE`. */
export function parseSqlOptions(args: readonly string[], isInteractive: boolean): SqlOptions {
  const { values, positionals } = parse(args);
  const { role = null, engine: engineName } = values;
  if (role !== null && !isRole(role)) {
    throw usage(`There is no role ${JSON.stringify(role)}; the roles are ${roles.join(", ")}.`);
  }
  const engine = engines.find((name) => name === engineName) ?? null;
  if (engineName !== undefined && engine === null) {
    throw usage(`There is no engine ${JSON.stringify(engineName)}; the engines are ${engines.join(", ")}.`);
  }
  const task = taskOf(values, positionals, isInteractive);
  return { task, role, engine, maxRows: rowsOf(values["max-rows"]) };
}

type Values = ReturnType<typeof parse>["values"];

function taskOf(values: Values, positionals: readonly string[], isInteractive: boolean): SqlTask {
  const { json = false, csv = false, explain = false, run = false, check, ddl } = values;
  if (json && csv) throw usage("--json and --csv exclude each other.");
  if (check !== undefined) {
    if (ddl !== undefined) throw usage("--check and --ddl exclude each other.");
    if (positionals.length > 0) throw usage("--check takes its queries from the file; leave the query out.");
    if (json || csv || explain) throw usage("--check prints JSON lines; no other form goes with it.");
    return { kind: "check", file: check, run };
  }
  if (ddl !== undefined) {
    if (positionals.length > 0 || json || csv || explain || run) throw usage("--ddl stands by itself.");
    return { kind: "ddl", location: ddl };
  }
  if (run) throw usage("--run goes with --check; a query by itself is run anyway.");
  if (csv && explain) throw usage("--explain prints text, or JSON with --json.");
  const sql = queryOf(positionals, isInteractive);
  if (explain) return { kind: "explain", sql, format: json ? "json" : "text" };
  return { kind: "run", sql, format: json ? "json" : csv ? "csv" : "table" };
}

/** The query's text, or null for standard input. Words that the shell has split are still one query. */
function queryOf(positionals: readonly string[], isInteractive: boolean): string | null {
  if (positionals.length === 1 && positionals[0] === "-") return null;
  if (positionals.length > 0) return positionals.join(" ");
  if (isInteractive) throw usage("There is no query.");
  return null;
}

function rowsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const rows = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (rows < 1 || rows > mostRows) throw usage(`--max-rows must be a whole number from 1 to ${mostRows}.`);
  return rows;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        csv: { type: "boolean" },
        explain: { type: "boolean" },
        check: { type: "string" },
        run: { type: "boolean" },
        ddl: { type: "string" },
        role: { type: "string" },
        engine: { type: "string" },
        "max-rows": { type: "string" },
      },
    });
  } catch (cause) {
    // parseArgs says which option is wrong, and nothing else.
    throw usage(cause instanceof Error ? (cause.message.split(". ")[0] ?? "") : "The options are not valid.", cause);
  }
}

function usage(detail: string, cause?: unknown): AppError {
  return new AppError("USAGE", { detail, hint: '"npm run sql -- --help" shows the options with examples.', cause });
}
