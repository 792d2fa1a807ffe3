import { fileURLToPath } from "node:url";

import { createService, type Service } from "#api";
import { createIdSource, createSilentLogger, createSystemClock, loadConfig, type Clock, type Config } from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import { createProgressReporter, type LiveRun } from "#pipeline";

import { askCases, isOfTheModel } from "./ask-cases.ts";
import { acceptRun } from "./baseline/accept-run.ts";
import { loadAcceptedRun } from "./baseline/accepted-run.ts";
import { planSpending, type SpendingPlan } from "./budget/plan-spending.ts";
import type { SpendingCap } from "./budget/spending-cap.ts";
import { findRun } from "./find-run.ts";
import { judgeRun, type Judgement } from "./judge/judge-run.ts";
import { openJudge, type OpenJudge } from "./judge/open-judge.ts";
import { loadFloor } from "./floor.ts";
import { loadCases, type SuiteCase } from "./load-cases.ts";
import { selectCases, type EvalOptions } from "./options.ts";
import { buildReport, type EvalReport } from "./report/eval-report.ts";
import type { BoardOutput } from "./report/live-board.ts";
import { dollars } from "./report/numbers.ts";
import { renderAudit, renderSummary } from "./report/scoreboard.ts";
import { tellVerdict } from "./report/tell-verdict.ts";
import { writeReport } from "./report/write-report.ts";
import { recordCases, type CaseRecord } from "./repeat-suite.ts";
import { auditTruths } from "./truth/audit/audit-truths.ts";
import { createBinder } from "./truth/bind-case.ts";
import { createTruth } from "./truth/compute-truth.ts";
import { openTruth, type TruthBase } from "./truth/open-truth.ts";

const reportDirectory = fileURLToPath(new URL("./out", import.meta.url));

type Asked = {
  readonly options: EvalOptions;
  readonly output: BoardOutput;
  readonly plan: SpendingPlan;
  readonly model: EvalReport["model"];
  /** Judges beside the scorers; nobody where null. */
  readonly judge: OpenJudge | null;
  readonly domain: Domain;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/**
 * Runs the suite and writes its reports: 0 where all gates hold, 1 where one does not, 3 where the run did not come to
 * its end or gave no answer at all. Throws `USAGE`, and whatever keeps the suite from being run.
 */
export async function runEvals(options: EvalOptions, output: BoardOutput, signal: AbortSignal): Promise<number> {
  const env = options.model === null ? process.env : { ...process.env, MODEL: options.model };
  const config = loadConfig(env, process.cwd());
  const clock = createSystemClock();
  const deps = { clock, ids: createIdSource(), log: createSilentLogger(), signal };
  const [cases, floor, accepted, domain] = await Promise.all([
    loadCases(signal),
    loadFloor(signal),
    loadAcceptedRun(options.baselineFile, signal),
    loadDomain(domainDirectory("engagement"), signal),
  ]);
  const selected = selectCases(cases, options);
  const judge =
    options.judge === null
      ? null
      : await openJudge(options.judge, process.env, { directory: process.cwd(), log: deps.log, signal });
  const paid = selected.filter(isOfTheModel).length;
  const judging = judge && { model: judge.model, answers: paid };
  const plan = planSpending(modelOf(config), paid * options.repeat, options.budgetUsd, judging);
  const onProgress = createProgressReporter(process.stderr);
  const dataDirectory = options.dataDirectory ?? config.data.directory;
  const found = await findRun(dataDirectory, { ...deps, domain, onProgress });
  const store = { ...config.store, location: { kind: "memory" } } as const;
  const data = { ...config.data, directory: found.dataDirectory };
  const service = await createService({ ...config, store, data }, deps);
  const base = await openTruth(found.run, domain, signal);
  try {
    const bind = createBinder(base);
    const bound: SuiteCase[] = [];
    for (const one of selected) bound.push(await bind(one));
    const asked = { options, output, plan, model: modelOf(config), judge, domain, clock, signal };
    const run = await askAll(asked, bound, service, { base, run: found.run, dataDirectory });
    const facts = { ...run.facts, dataset: service.dataset, isWhole: selected.length === cases.length };
    const records = recordCases(bound, run.results);
    const judgement = await judgeAll(asked, records, run.cap);
    const report = buildReport({ ...facts, judgement }, records, { accepted, floor });
    const page = await writeReport(report, { directory: reportDirectory, ...options }, signal);
    output.write(`\nreport: ${page}\n${renderSummary(report.summary, tellVerdict(report))}\n`);
    if (options.updatesBaseline) await acceptRun(report, options.baselineFile, signal);
    return exitCodeOf(report, options);
  } finally {
    base.close();
    await service.close();
  }
}

/** Audits the truths, then asks every case. */
async function askAll(
  asked: Asked,
  cases: readonly SuiteCase[],
  service: Service,
  truth: { readonly base: TruthBase; readonly run: LiveRun; readonly dataDirectory: string },
) {
  const { options, output, plan, model, clock, signal } = asked;
  if (plan.estimateUsd > 0) {
    output.write(`estimated cost: ${dollars(plan.estimateUsd)}, at most ${dollars(plan.capUsd)}\n`);
  }
  const startedAt = clock.now().toISOString();
  const startedMs = clock.monotonicMs();
  const truthOf = createTruth(truth.base);
  // Before the first question, so that no truth is computed while an answer is timed.
  const audit = await auditTruths(cases, { ...truth, truthOf, signal });
  output.write(`${renderAudit(audit)}\n`);
  const { results, cap, stopped } = await askCases(cases, { ...asked, ...truth, runTurn: service.runTurn, truthOf });
  const elapsedMs = Math.round(clock.monotonicMs() - startedMs);
  return { results, cap, facts: { startedAt, elapsedMs, model, repeat: options.repeat, stopped, audit } };
}

/** Has the answers judged that the records show, while the budget lasts; null without a judge. */
async function judgeAll(
  { judge, plan, options, signal }: Asked,
  records: readonly CaseRecord[],
  cap: SpendingCap,
): Promise<Judgement | null> {
  if (judge === null) return null;
  const { concurrency } = options;
  return judgeRun(
    records.filter((record) => isOfTheModel(record.case)).map((record) => record.shown),
    judge.judge,
    {
      model: judge.model,
      concurrency,
      signal,
      // Others may be under way, and each may cost as much.
      mayAsk: () => cap.spentUsd() + concurrency * plan.judgementUsd <= plan.capUsd,
      onCost: cap.add,
    },
  );
}

function modelOf({ chatModel }: Config): EvalReport["model"] {
  return chatModel.provider === "offline"
    ? { provider: "offline", name: "analyst" }
    : { provider: chatModel.provider, name: chatModel.modelId };
}

function exitCodeOf({ stopped, summary, gates, judgement }: EvalReport, { updatesBaseline }: EvalOptions): number {
  const isJudgeless = judgement !== null && judgement.agreement.share === null && judgement.errors > 0;
  if (stopped !== null || summary.errors === summary.cases || isJudgeless) return 3;
  // What is made the accepted run is not held to the one before.
  return gates.every(({ id, holds }) => holds || (updatesBaseline && id === "regression")) ? 0 : 1;
}
