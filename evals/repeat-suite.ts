import type { SuiteCase } from "./load-cases.ts";
import { runSuite, type CaseResult, type RunSuiteOptions } from "./run-suite.ts";
import type { Outcome } from "./statistics/compare-outcomes.ts";

/** A case with all its tries. */
export type CaseRecord = {
  readonly case: SuiteCase;
  readonly tries: readonly CaseResult[];
  /** How many of the tries passed. */
  readonly passed: number;
  /** passed only where every try did; error where one ended in one. */
  readonly outcome: Outcome;
  /** The try that gives the outcome: the first that ended so. */
  readonly shown: CaseResult;
};

/** Runs the suite `repeat` times, one after the other. Throws only when `signal` aborts; `onResult` has seen the rest. */
export async function repeatSuite(options: RunSuiteOptions, repeat: number): Promise<void> {
  for (let round = 0; round < repeat; round++) await runSuite(options);
}

/** The tries put together by case, in the order of `cases`; cases without a try are left out. */
export function recordCases(cases: readonly SuiteCase[], results: readonly CaseResult[]): readonly CaseRecord[] {
  const byCase = new Map<SuiteCase, CaseResult[]>(cases.map((one) => [one, []]));
  for (const result of results) byCase.get(result.case)?.push(result);
  return [...byCase].flatMap(([one, tries]) => {
    const shown =
      tries.find(({ status }) => status === "error") ?? tries.find(({ status }) => status === "failed") ?? tries[0];
    if (shown === undefined) return [];
    const passed = tries.filter(({ status }) => status === "passed").length;
    return [{ case: one, tries, passed, outcome: shown.status, shown }];
  });
}
