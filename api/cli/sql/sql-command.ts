import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";

import { AppError, loadConfig, type Config } from "#core";

import { localPrincipal } from "../../local-principal.ts";
import { cleanLine } from "../clean-text.ts";
import type { CommandDeps, ExitCode, RunCommand } from "../command.ts";
import { splitLines } from "../split-lines.ts";
import { createStyle } from "../style.ts";
import { checkQueries } from "./check-queries.ts";
import { explainQuery, renderExplanation } from "./explain-query.ts";
import { judgeQuery } from "./judge-query.ts";
import { longestLineChars } from "./read-query-line.ts";
import { describeResult, renderResult } from "./render-result.ts";
import { parseSqlOptions, type SqlOptions, type SqlTask } from "./sql-options.ts";

/** `reckoner sql`: one query, its explanation, or a file of queries. */
export const runSql: RunCommand = async (args, deps) => {
  const options = parseSqlOptions(args, deps.terminal.isInteractive);
  const config = settings(options, deps);
  const { task } = options;
  switch (task.kind) {
    case "run":
      return runOne(await queryText(task.sql, deps), task.format, config, deps);
    case "explain":
      return explain(await queryText(task.sql, deps), task.format, config, deps);
    case "check":
      return checkFile(task, config, deps);
    case "ddl":
      return printDdl(task.location, config, deps);
    default:
      return task satisfies never;
  }
};

function settings({ engine, role, maxRows }: SqlOptions, { env, directory }: CommandDeps): Config {
  const config = loadConfig(engine === null ? env : { ...env, SQL_ENGINE: engine }, directory);
  const queryRows = maxRows ?? config.limits.queryRows;
  return { ...config, role: role ?? config.role, limits: { ...config.limits, queryRows } };
}

async function queryText(given: string | null, { terminal }: CommandDeps): Promise<string> {
  const sql = given ?? (await terminal.readInput());
  if (sql.trim() !== "") return sql;
  throw new AppError("USAGE", {
    detail: "There is no query.",
    hint: 'Give one, for example "SELECT model, metric, value FROM model_metrics".',
  });
}

async function runOne(
  sql: string,
  format: Extract<SqlTask, { kind: "run" }>["format"],
  config: Config,
  deps: CommandDeps,
): Promise<ExitCode> {
  const { terminal, clock, ids, signal } = deps;
  const { out, err } = terminal;
  const desk = await deps.openSql(config, { clock, ids, signal, isolateQueries: false });
  const principal = localPrincipal(config.role);
  // Refused before anything is opened, so that a mistake costs no time.
  desk.check({ sql, role: principal.role, maxRows: config.limits.queryRows });
  const engine = await desk.openEngine();
  try {
    const result = await engine.runQuery({ sql, role: principal.role, person: principal.id, signal });
    out.write(renderResult(result, format, { width: out.columns, style: createStyle(out.isColoured) }));
    const style = createStyle(err.isColoured);
    for (const notice of result.notices) err.write(`${cleanLine(notice)}\n`);
    err.write(`${style.dim(describeResult(result))}\n`);
    return 0;
  } finally {
    await engine.close();
  }
}

async function explain(
  sql: string,
  format: "text" | "json",
  config: Config,
  { terminal, openSql, clock, ids, signal }: CommandDeps,
): Promise<ExitCode> {
  const { out } = terminal;
  const desk = await openSql(config, { clock, ids, signal, isolateQueries: false });
  const verdict = judgeQuery(desk.check, { sql, role: config.role, maxRows: config.limits.queryRows });
  const explanation = explainQuery(verdict, config.role, desk.privacyOf);
  if (format === "json") out.write(`${JSON.stringify(explanation)}\n`);
  else out.write(renderExplanation(explanation, out.columns, createStyle(out.isColoured)));
  return 0;
}

async function printDdl(
  location: string,
  config: Config,
  { terminal, openSql, clock, ids, signal }: CommandDeps,
): Promise<ExitCode> {
  const desk = await openSql(config, { clock, ids, signal, isolateQueries: false });
  terminal.out.write(await desk.athenaDdl(location));
  return 0;
}

async function checkFile(
  { file, run }: Extract<SqlTask, { kind: "check" }>,
  config: Config,
  deps: CommandDeps,
): Promise<ExitCode> {
  const { terminal, clock, ids, signal } = deps;
  const lines = await openLines(file, deps);
  // In processes of their own, so that a query that hears no interrupt can be killed and the next one runs.
  const desk = await deps.openSql(config, { clock, ids, signal, isolateQueries: true });
  const engine = run ? await desk.openEngine() : null;
  try {
    const { role, limits } = config;
    const runQuery = engine?.runQuery ?? null;
    return await checkQueries(lines, {
      check: desk.check,
      runQuery,
      role,
      maxRows: limits.queryRows,
      terminal,
      signal,
    });
  } finally {
    await engine?.close();
  }
}

/** The lines of a file, or of standard input for `-`. Throws `USAGE` where the file cannot be read. */
async function openLines(file: string, { terminal, directory, signal }: CommandDeps): Promise<AsyncIterable<string>> {
  if (file === "-") return splitLines(terminal.readPieces(signal), longestLineChars);
  try {
    const path = resolve(directory, file);
    if ((await stat(path)).isDirectory()) throw new TypeError("a folder");
    return splitLines((await open(path)).createReadStream({ encoding: "utf8" }), longestLineChars);
  } catch (cause) {
    throw new AppError("USAGE", {
      detail: `${file} cannot be read.`,
      hint: 'Give a file with a line of JSON for each query, or "-" for standard input.',
      cause,
    });
  }
}
