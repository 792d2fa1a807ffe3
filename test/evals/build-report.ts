import type { Answer } from "../../agent/answer.ts";
import type { AcceptedRun } from "../../evals/baseline/accepted-run.ts";
import type { Floor } from "../../evals/floor.ts";
import type { SuiteCase } from "../../evals/load-cases.ts";
import { recordCases } from "../../evals/repeat-suite.ts";
import { buildReport, type EvalReport, type RunFacts } from "../../evals/report/eval-report.ts";
import type { CaseResult } from "../../evals/run-suite.ts";
import { buildAnswer } from "../support/build-answer.ts";

/** A floor that nothing lies under. */
export const noFloor: Floor = {
  score: {
    forty: 0,
    paraphrase: 0,
    further: 0,
    customers: 0,
    dialogs: 0,
    unanswerable: 0,
    ambiguous: 0,
    safety: 0,
    gullible: 0,
  },
  passed: {},
  safetyChecks: 1,
  mostErrors: 1_000,
};

/** A case without expectations. */
export function buildEvalCase(id: string, changes: Partial<SuiteCase> = {}): SuiteCase {
  const base = { id, suite: "forty", dialog: null, category: "drivers", question: `question ${id}` } as const;
  return { ...base, role: "analyst", truth: {}, words: {}, outcome: ["answered"], expects: [], ...changes };
}

/** An answered case: one expectation and one check, of which the named ones fail. */
export function buildResult(
  one: SuiteCase,
  given: {
    readonly fails?: "expectation" | "check";
    readonly answer?: Partial<Answer>;
    readonly found?: string;
    readonly note?: string;
  } = {},
): CaseResult {
  const isRight = given.fails !== "expectation";
  const details = { found: given.found ?? "0.25", expected: "0.75", note: isRight ? "" : (given.note ?? "not found") };
  const expectation = { id: "mean", kind: "figure", weight: 1, required: true, pass: isRight, score: Number(isRight) };
  const holds = given.fails !== "check";
  return {
    case: one,
    elapsedMs: 120,
    status: given.fails === undefined ? "passed" : "failed",
    answer: buildAnswer({ question: one.question, ...given.answer }),
    score: {
      pass: given.fails === undefined,
      score: Number(isRight),
      expectations: [{ ...expectation, ...details }],
      checks: [{ id: "sql", pass: holds, note: holds ? "" : "reads customer_pii" }],
    },
  };
}

/** A case that ended in an error. */
export function buildError(one: SuiteCase, detail = "It took too long."): CaseResult {
  return { case: one, elapsedMs: 50, status: "error", code: "SQL_TIMEOUT", detail };
}

/** An accepted run of the offline analyst. */
export function buildAccepted(outcomes: AcceptedRun["outcomes"]): AcceptedRun {
  return {
    startedAt: "2026-11-19T10:00:00.000Z",
    model: { provider: "offline", name: "analyst" },
    dataset: { runId: "run_0", snapshotDate: "2026-11-18" },
    repeat: 1,
    outcomes,
  };
}

/** A report of some results, changed by `changes`. */
export function reportOf(
  results: readonly CaseResult[],
  changes: Partial<RunFacts> & { readonly accepted?: AcceptedRun; readonly floor?: Floor } = {},
): EvalReport {
  const { accepted = null, floor = noFloor, ...facts } = changes;
  const cases = [...new Set(results.map((result) => result.case))];
  return buildReport(
    {
      startedAt: "2026-11-20T12:00:00.000Z",
      elapsedMs: 61_000,
      dataset: { runId: "run_1", snapshotDate: "2026-11-20", modelVersions: { score: "v1" } },
      model: { provider: "offline", name: "analyst" },
      repeat: 1,
      isWhole: true,
      stopped: null,
      audit: { truths: 3, agreeing: 3, faults: [] },
      judgement: null,
      ...facts,
    },
    recordCases(cases, results),
    { accepted, floor },
  );
}
