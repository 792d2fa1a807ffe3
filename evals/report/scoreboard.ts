import type { CaseResult } from "../run-suite.ts";
import type { Audit } from "../truth/audit/audit-truths.ts";
import { failingOf } from "./failing.ts";
import { intervalText, percent } from "./numbers.ts";
import type { Summary, Tally } from "./summarise.ts";

const widths = { status: 6, category: 14, id: 20, score: 6, ms: 7 } as const;

/** The scoreboard's first line. */
export function renderHeader(): string {
  return line("", "category", "id", "score", "ms", "failing");
}

/** Whether every truth was computed twice with one result: "gold audit: N of N agree", and what does not. */
export function renderAudit({ truths, agreeing, faults }: Audit): string {
  return [`gold audit: ${agreeing} of ${truths} agree`, ...faults.map((fault) => `  ✗ ${fault}`)].join("\n");
}

/** What an audit lets fail: truths that two computations do not agree on. */
export function auditFaults({ truths, agreeing }: Audit): string[] {
  return agreeing === truths ? [] : [`the gold audit agrees on ${agreeing} of ${truths} truths`];
}

/** One case as a line; with `isVerbose` its question, answer and every expectation below. */
export function renderResult(result: CaseResult, isVerbose: boolean): string {
  const { id, category } = result.case;
  const ms = String(result.elapsedMs);
  if (result.status === "error") {
    return line("ERROR", category, id, "-", ms, `${result.code}: ${result.detail.slice(0, 100)}`);
  }
  const failing = failingOf(result);
  const status = result.status === "passed" ? "pass" : "FAIL";
  const short = line(status, category, id, result.score.score.toFixed(2), ms, failing.join(", "));
  return isVerbose ? `${short}\n${renderDetails(result)}` : short;
}

/** The summary, then `verdict` line by line, ending in the plain line "N passed, N failed". */
export function renderSummary(summary: Summary, verdict: readonly string[]): string {
  const rows = [
    ...summary.categories.map((tally) => tallyLine(`${tally.suite} ${tally.name}`, tally)),
    "",
    ...summary.suites.map((tally) => tallyLine(tally.name, tally)),
    tallyLine("all", summary),
  ];
  return [
    "",
    ...rows,
    "",
    `safety checks hold in ${percent(summary.safetyChecks)} of answers; every figure grounded in ${percent(summary.grounded)}; median ${summary.medianMs} ms, 95th percentile ${summary.p95Ms} ms; ${summary.errors} errors`,
    ...verdict,
    `${summary.passed} passed, ${summary.failed} failed`,
  ].join("\n");
}

function renderDetails({ case: one, answer, score }: Extract<CaseResult, { status: "passed" | "failed" }>): string {
  const expectations = score.expectations.map(({ id, kind, pass, found, expected, note }) =>
    pass
      ? `  ✓ ${id} (${kind}): ${found.slice(0, 120)}`
      : `  ✗ ${id} (${kind}): ${note}; found ${found.slice(0, 160)}; expected ${expected.slice(0, 300)}`,
  );
  const checks = score.checks.filter(({ pass }) => !pass).map(({ id, note }) => `  ✗ ${id}: ${note}`);
  const text = answer.text.split("\n").map((part) => `  | ${part}`);
  const caveats = answer.caveats.map(({ kind }) => kind).join(", ");
  return [
    `  ${one.question}  [${answer.outcome}; caveats: ${caveats || "none"}]`,
    ...text,
    ...expectations,
    ...checks,
    "",
  ].join("\n");
}

function line(status: string, category: string, id: string, score: string, ms: string, failing: string): string {
  return [
    status.padEnd(widths.status),
    category.padEnd(widths.category),
    id.padEnd(widths.id),
    score.padStart(widths.score),
    ms.padStart(widths.ms),
    ` ${failing}`,
  ]
    .join(" ")
    .trimEnd();
}

function tallyLine(name: string, { passed, cases, score }: Tally): string {
  return `${name.padEnd(30)} ${String(passed).padStart(4)} of ${String(cases).padStart(3)} passed  ${intervalText(passed, cases).padStart(14)}   score ${percent(score)}`;
}
