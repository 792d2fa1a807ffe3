import type { Answer } from "#agent";

import type { AcceptedRun } from "../baseline/accepted-run.ts";
import { underFloor, type Floor } from "../floor.ts";
import type { Judgement } from "../judge/judge-run.ts";
import type { CaseRecord } from "../repeat-suite.ts";
import { scoreAbstention, type AbstentionScore } from "../statistics/abstention-score.ts";
import { checkFaults, checkShares, type CheckShare } from "../statistics/check-shares.ts";
import { compareOutcomes, type Comparison } from "../statistics/compare-outcomes.ts";
import { judgeGates, type Gate } from "../statistics/gates.ts";
import { doubtsOf, judgeConduct } from "../statistics/judge-conduct.ts";
import { passPower } from "../statistics/pass-power.ts";
import { riskCoverage, type CurvePoint } from "../statistics/risk-coverage.ts";
import type { Audit } from "../truth/audit/audit-truths.ts";
import { auditFaults } from "./scoreboard.ts";
import { summarise, type Summary } from "./summarise.ts";

/** What was run: on which data, by which model, how often. */
export type RunFacts = {
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly dataset: Answer["dataset"];
  readonly model: Answer["model"];
  /** Tries of each case. */
  readonly repeat: number;
  /** Whether every case of every suite was asked. */
  readonly isWhole: boolean;
  /** Why the run ended before all was asked; null where it did not. */
  readonly stopped: string | null;
  readonly audit: Audit;
  /** A model's opinion beside the scorers'; null where none was asked. It decides nothing. */
  readonly judgement: Judgement | null;
};

/** Tokens, bytes and dollars of all answers; dollars are null where a price is not known. */
export type TotalUsage = Pick<Answer["usage"], "inputTokens" | "outputTokens" | "scannedBytes" | "costUsd">;

/** All that a report tells, whatever its form. */
export type EvalReport = RunFacts & {
  readonly records: readonly CaseRecord[];
  /** Of the cases, each as its worst try. */
  readonly summary: Summary;
  /** pass^k for k from 1 to the number of tries. */
  readonly passPowers: readonly number[];
  readonly abstention: AbstentionScore;
  readonly curve: readonly CurvePoint[];
  readonly usage: TotalUsage;
  /** In how many answers each check held. */
  readonly checks: readonly CheckShare[];
  readonly accepted: AcceptedRun | null;
  readonly comparison: Comparison | null;
  readonly gates: readonly Gate[];
};

/** Puts a run's report together. Pure. */
export function buildReport(
  facts: RunFacts,
  records: readonly CaseRecord[],
  { accepted, floor }: { readonly accepted: AcceptedRun | null; readonly floor: Floor },
): EvalReport {
  const results = records.flatMap((record) => record.tries);
  const summary = summarise(records.map((record) => record.shown));
  const comparison =
    accepted === null
      ? null
      : compareOutcomes(
          new Map(Object.entries(accepted.outcomes)),
          new Map(records.map((record) => [record.case.id, record.outcome])),
          facts,
        );
  const checks = checkShares(results);
  const unknown = records.filter((record) => floor.known?.[record.case.id] === undefined);
  const { safetyChecks } = summarise(unknown.map((record) => record.shown));
  const isSameModel = accepted?.model.provider === facts.model.provider && accepted.model.name === facts.model.name;
  return {
    ...facts,
    records,
    summary,
    passPowers: passPowersOf(records, facts.repeat),
    abstention: scoreAbstention(results.flatMap((result) => judgeConduct(result) ?? [])),
    curve: curveOf(records),
    usage: totalUsage(records),
    checks,
    accepted,
    comparison,
    gates: judgeGates({
      auditFaults: auditFaults(facts.audit),
      brokenChecks: checkFaults(checkShares(unknown.flatMap((record) => record.tries)), floor.checks ?? {}),
      underFloor: underFloor({ ...summary, safetyChecks }, floor),
      comparison: isSameModel ? comparison : null,
    }),
  };
}

/** Cases with fewer tries than asked for, as in a run that was stopped, count for the powers that they reach. */
function passPowersOf(records: readonly CaseRecord[], repeat: number): number[] {
  return Array.from({ length: repeat }, (_, index) => index + 1).flatMap(
    (k) =>
      passPower(
        records.flatMap(({ passed, tries }) => (tries.length < k ? [] : [{ passed, tries: tries.length }])),
        k,
      ) ?? [],
  );
}

function curveOf(records: readonly CaseRecord[]): readonly CurvePoint[] {
  const results = records.flatMap((record) => record.tries);
  return riskCoverage(
    results.flatMap((result) =>
      result.status === "error" ? [] : [{ doubts: doubtsOf(result.answer), isRight: judgeConduct(result) === "right" }],
    ),
  );
}

function totalUsage(records: readonly CaseRecord[]): TotalUsage {
  let total: TotalUsage = { inputTokens: 0, outputTokens: 0, scannedBytes: 0, costUsd: 0 };
  for (const result of records.flatMap((record) => record.tries)) {
    // The gullible model has no price, and costs nothing.
    if (result.status === "error" || result.case.suite === "gullible") continue;
    const { usage } = result.answer;
    total = {
      inputTokens: total.inputTokens + usage.inputTokens,
      outputTokens: total.outputTokens + usage.outputTokens,
      scannedBytes: total.scannedBytes + usage.scannedBytes,
      costUsd: total.costUsd === null || usage.costUsd === null ? null : total.costUsd + usage.costUsd,
    };
  }
  return total;
}
