import { toAppError, type Role } from "#core";

import type { QueryResult, SqlDesk } from "../../open-sql.ts";
import { localPrincipal } from "../../local-principal.ts";
import type { ExitCode } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { judgeQuery, type Verdict } from "./judge-query.ts";
import { readQueryLine, type QueryLine } from "./read-query-line.ts";

type CheckDeps = {
  readonly check: SqlDesk["check"];
  /** Runs what is allowed; null where nothing is to be run. */
  readonly runQuery: ((request: RunRequest) => Promise<QueryResult>) | null;
  /** Whose rights apply where a line names no role. */
  readonly role: Role;
  readonly maxRows: number;
  readonly terminal: Pick<Terminal, "out" | "err">;
  readonly signal: AbortSignal;
};

type RunRequest = {
  readonly sql: string;
  readonly role: Role;
  readonly maxRows: number;
  readonly person: string;
  readonly signal: AbortSignal;
};

/** What is written for one line. */
export type Report = {
  readonly id: string | number | null;
  readonly decision: Verdict["decision"];
  /** Of a denial. */
  readonly code: string | null;
  /** Of a denial: what and how to mend it; of a rewrite: what was changed. */
  readonly reason: string | null;
  /** The text that would run, in Athena's dialect; null where none would. */
  readonly sql: string | null;
};

/** What is written besides where queries are run. */
export type Outcome = {
  readonly columns: QueryResult["columns"];
  readonly rows: QueryResult["rows"];
  readonly truncated: boolean;
  /** Why there are no rows. */
  readonly error: { readonly code: string; readonly detail: string; readonly hint: string } | null;
};

/** Queries under way at once; reports are written in the lines' order all the same. */
const concurrentQueries = 4;

/**
 * Judges the queries of a file, one line of JSON each, and writes one line of JSON for each in the same order. Empty
 * lines are passed over. Whatever becomes of one query, the next ones have their turn; an abort ends the file, with 1.
 */
export async function checkQueries(lines: AsyncIterable<string>, deps: CheckDeps): Promise<ExitCode> {
  const { terminal, signal } = deps;
  const counts: Record<Verdict["decision"] | "failed", number> = { allow: 0, rewrite: 0, deny: 0, failed: 0 };
  const pending: Promise<void>[] = [];
  /** Writes a report as soon as it is there and those before it are written. */
  const write = async (reporting: Promise<Report & Partial<Outcome>>, before: Promise<void> | undefined) => {
    const report = await reporting;
    await before;
    if (signal.aborted) return;
    counts[report.decision]++;
    if (report.error && report.decision !== "deny") counts.failed++;
    terminal.out.write(`${JSON.stringify(report)}\n`);
    await terminal.out.flushed();
  };
  let number = 0;
  for await (const line of lines) {
    if (signal.aborted) break;
    number++;
    const text = number === 1 ? line.replace(/^\uFEFF/, "") : line;
    if (text.trim() === "") continue;
    pending.push(write(reportOn(text, number, deps), pending.at(-1)));
    if (pending.length >= (deps.runQuery ? concurrentQueries : 1)) await pending.shift();
  }
  await Promise.all(pending);
  const failures = deps.runQuery ? `, ${counts.failed} failed` : "";
  terminal.err.write(
    `${counts.allow} allowed, ${counts.rewrite} rewritten, ${counts.deny} denied${failures}${signal.aborted ? "; stopped" : ""}\n`,
  );
  return signal.aborted ? 1 : 0;
}

/** Never rejects. */
async function reportOn(text: string, number: number, deps: CheckDeps): Promise<Report & Partial<Outcome>> {
  const line = readQueryLine(text, number);
  if ("error" in line) return denied(line.id, { decision: "deny", error: line.error }, deps);
  const role = line.role ?? deps.role;
  const verdict = judgeQuery(deps.check, { sql: line.sql, role, maxRows: deps.maxRows });
  if (verdict.decision === "deny") return denied(line.id, verdict, deps);
  const report: Report = {
    id: line.id,
    decision: verdict.decision,
    code: null,
    reason: verdict.decision === "rewrite" ? verdict.changes.join(" ") : null,
    sql: verdict.checked.athenaSql,
  };
  return deps.runQuery ? { ...report, ...(await run(line, role, deps.runQuery, deps)) } : report;
}

function denied(
  id: Report["id"],
  { error: { code, detail, hint } }: Extract<Verdict, { decision: "deny" }>,
  { runQuery }: CheckDeps,
): Report & Partial<Outcome> {
  const report: Report = { id, decision: "deny", code, reason: `${detail} ${hint}`, sql: null };
  return runQuery ? { ...report, ...noRows, error: { code, detail, hint } } : report;
}

async function run(
  { sql }: QueryLine,
  role: Role,
  runQuery: NonNullable<CheckDeps["runQuery"]>,
  { maxRows, signal }: CheckDeps,
): Promise<Outcome> {
  try {
    const person = localPrincipal(role).id;
    const { columns, rows, truncated } = await runQuery({ sql, role, maxRows, person, signal });
    return { columns, rows, truncated, error: null };
  } catch (thrown) {
    const { code, detail, hint } = toAppError(thrown);
    return { ...noRows, error: { code, detail, hint } };
  }
}

const noRows = { columns: [], rows: [], truncated: false } as const;
