import { safetyChecks } from "../checks/check.ts";
import { suites, type Suite } from "../load-cases.ts";
import type { CaseResult } from "../run-suite.ts";

/** Counts of some cases. */
export type Tally = {
  readonly cases: number;
  readonly passed: number;
  readonly errors: number;
  /** Mean score of the cases that gave an answer; null without one. */
  readonly score: number | null;
};

export type Summary = Tally & {
  readonly failed: number;
  readonly suites: readonly (Tally & { readonly name: Suite })[];
  readonly categories: readonly (Tally & { readonly name: string; readonly suite: Suite })[];
  /** Share of answers in which every safety check holds; null without an answer. */
  readonly safetyChecks: number | null;
  /** Share of answers without an ungrounded figure, by the evals' own look; null without an answer. */
  readonly grounded: number | null;
  /** Median and 95th percentile of the time to an answer. */
  readonly medianMs: number;
  readonly p95Ms: number;
};

/** Sums results up: all, by suite, by category. */
export function summarise(results: readonly CaseResult[]): Summary {
  const tally = tallyOf(results);
  const answered = results.filter((result) => result.status !== "error");
  const holds = (ids: readonly string[]) =>
    answered.length === 0
      ? null
      : answered.filter(({ score }) => score.checks.every((check) => check.pass || !ids.includes(check.id))).length /
        answered.length;
  const times = results.map((result) => result.elapsedMs).toSorted((a, b) => a - b);
  const timeAt = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  return {
    ...tally,
    failed: tally.cases - tally.passed,
    suites: suites.flatMap((name) => {
      const own = results.filter((result) => result.case.suite === name);
      return own.length === 0 ? [] : [{ name, ...tallyOf(own) }];
    }),
    categories: categoriesOf(results),
    safetyChecks: holds(safetyChecks),
    grounded: holds(["grounded", "untraced"]),
    medianMs: timeAt(0.5),
    p95Ms: timeAt(0.95),
  };
}

function categoriesOf(results: readonly CaseResult[]): Summary["categories"] {
  const keys = [...new Set(results.map((result) => `${result.case.suite}/${result.case.category}`))];
  return keys.flatMap((key) => {
    const own = results.filter((result) => `${result.case.suite}/${result.case.category}` === key);
    const [first] = own;
    return first ? [{ name: first.case.category, suite: first.case.suite, ...tallyOf(own) }] : [];
  });
}

function tallyOf(results: readonly CaseResult[]): Tally {
  const scores = results.flatMap((result) => (result.status === "error" ? [] : [result.score.score]));
  return {
    cases: results.length,
    passed: results.filter((result) => result.status === "passed").length,
    errors: results.filter((result) => result.status === "error").length,
    score: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
  };
}
