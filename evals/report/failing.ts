import type { CaseResult } from "../run-suite.ts";

/** Ids of the expectations and checks that failed; those not required are marked. */
export function failingOf(result: Extract<CaseResult, { status: "passed" | "failed" }>): string[] {
  return [
    ...result.score.expectations.filter(({ pass }) => !pass).map(({ id, required }) => (required ? id : `(${id})`)),
    ...result.score.checks.filter(({ pass }) => !pass).map(({ id }) => `!${id}`),
  ];
}
