import type { Comparison } from "./compare-outcomes.ts";

/** One thing that must hold for the run to count as good. */
export type Gate = {
  readonly id: "truth" | "checks" | "floor" | "regression";
  readonly holds: boolean;
  /** What was looked at, and where it does not hold what is wrong. */
  readonly detail: string;
};

/** Above this chance of so many losses by luck the losses are no regression. */
export const significance = 0.05;

/** What the gates are judged by. */
export type GateInput = {
  /** Truths on which two computations differ, in words. */
  readonly auditFaults: readonly string[];
  /** Checks that do not hold as often as they must, in words. */
  readonly brokenChecks: readonly string[];
  /** What lies under the floor, in words. */
  readonly underFloor: readonly string[];
  /** Against the accepted run of the same model; null where there is none. */
  readonly comparison: Comparison | null;
};

/**
 * Judges a run: the truths agree, the checks hold in every answer but where the floor says
 * how far they have come, nothing lies under the floor, and the cases lost
 * against the accepted run are no more than luck gives (exact sign test, one-sided, 5 %).
 */
export function judgeGates({ auditFaults, brokenChecks, underFloor, comparison }: GateInput): readonly Gate[] {
  const none = (id: Gate["id"], faults: readonly string[], fine: string): Gate => ({
    id,
    holds: faults.length === 0,
    detail: faults.length === 0 ? fine : faults.join("; "),
  });
  return [
    none("truth", auditFaults, "every truth was computed twice with one result"),
    none("checks", brokenChecks, "each holds in every answer, or as often as the floor asks"),
    none("floor", underFloor, "no suite is under its floor"),
    judgeRegression(comparison),
  ];
}

function judgeRegression(comparison: Comparison | null): Gate {
  if (comparison === null) {
    return { id: "regression", holds: true, detail: "there is no accepted run of this model to compare with" };
  }
  const { n10, n01, test } = comparison;
  const counts = `${n10} lost and ${n01} won against the accepted run, chance of that or worse ${test.worse.toPrecision(2)}`;
  return { id: "regression", holds: test.worse >= significance, detail: counts };
}
