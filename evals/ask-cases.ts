import type { RunTurn } from "#agent";
import { createIdSource, type Clock } from "#core";
import type { Domain } from "#knowledge";
import { createProgressReporter, type LiveRun } from "#pipeline";

import type { SpendingPlan } from "./budget/plan-spending.ts";
import { createSpendingCap, type SpendingCap } from "./budget/spending-cap.ts";
import { datasetOf } from "./dataset-of.ts";
import { askGullible } from "./gullible/ask-gullible.ts";
import type { SuiteCase } from "./load-cases.ts";
import type { EvalOptions } from "./options.ts";
import { repeatSuite } from "./repeat-suite.ts";
import { createLiveBoard, type BoardOutput } from "./report/live-board.ts";
import { dollars } from "./report/numbers.ts";
import type { CaseResult, RunSuiteOptions } from "./run-suite.ts";

/** Who is asked, over which run, and within which budget. */
export type AskDeps = {
  readonly options: EvalOptions;
  readonly output: BoardOutput;
  readonly plan: SpendingPlan;
  readonly domain: Domain;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly runTurn: RunTurn;
  readonly truthOf: RunSuiteOptions["truthOf"];
  readonly run: LiveRun;
  readonly dataDirectory: string;
};

/** What came of it: `stopped` says why not all was asked, null where all was. */
export type AskedCases = {
  readonly results: readonly CaseResult[];
  readonly cap: SpendingCap;
  readonly stopped: string | null;
};

/** Asks every case as often as wanted, first those of the model within the budget, then those of the gullible one. */
export async function askCases(cases: readonly SuiteCase[], deps: AskDeps): Promise<AskedCases> {
  const { options, output, plan, domain, clock, signal, runTurn, truthOf, run, dataDirectory } = deps;
  const { concurrency, repeat } = options;
  const total = cases.length * repeat;
  const spent = new AbortController();
  const cap = createSpendingCap(runTurn, { ...plan, stop: () => spent.abort() });
  const board = createLiveBoard(output, { total, isVerbose: options.isVerbose, clock });
  const results: CaseResult[] = [];
  const onResult = (result: CaseResult) => {
    results.push(result);
    board.show(result);
  };
  const common = { domain, clock, ids: createIdSource(), concurrency, onResult };
  const asked = {
    ...common,
    cases: cases.filter(isOfTheModel),
    runTurn: cap.runTurn,
    truthOf,
    dataset: datasetOf(run),
  };
  await repeatSuite({ ...asked, signal: AbortSignal.any([signal, spent.signal]) }, repeat).catch((error: unknown) => {
    if (!spent.signal.aborted || signal.aborted) throw error;
  });
  if (!spent.signal.aborted) {
    const onProgress = createProgressReporter(process.stderr);
    const gullible = cases.filter((one) => !isOfTheModel(one));
    await askGullible(gullible, repeat, { ...common, dataDirectory, onProgress, signal });
  }
  board.end();
  const stopped = spent.signal.aborted
    ? `the budget of ${dollars(plan.capUsd)} was reached after ${results.length} of ${total} questions, at ${dollars(cap.spentUsd())}`
    : null;
  return { results, cap, stopped };
}

/** Whether a case is asked of the model that is judged; the others are asked of one of the evals' own, which costs nothing. */
export function isOfTheModel({ suite }: Pick<SuiteCase, "suite">): boolean {
  return suite !== "gullible";
}
