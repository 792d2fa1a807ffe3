import { toAppError } from "#core";

import type { CaseResult } from "../run-suite.ts";
import { measureAgreement, type Agreement } from "../statistics/agreement.ts";
import type { Judge, Opinion, ScoredResult } from "./create-judge.ts";

/** What a judge said of a run. It decides nothing: no case passes or fails by it. */
export type Judgement = {
  readonly model: { readonly provider: string; readonly name: string };
  /** With the scorers, over the answers that the judge was sure of. */
  readonly agreement: Agreement;
  readonly unsure: number;
  /** Answers that the judge could not be asked about, or gave no verdict on. */
  readonly errors: number;
  /** Of the first of them, in words; null without one. */
  readonly firstError: string | null;
  /** US dollars; null where a price is not known. */
  readonly costUsd: number | null;
  /** Where scorers and judge differ: one of them is to be mended. */
  readonly differing: readonly {
    readonly case: string;
    readonly passed: boolean;
    readonly verdict: Opinion["verdict"];
    readonly reason: string;
  }[];
};

type Said = { readonly result: ScoredResult } & ({ readonly opinion: Opinion } | { readonly error: string });

/**
 * Has every answer of a run judged, so many at a time. A reply that fails is counted, not repeated: the model's own
 * retries are behind it. Throws only when `signal` aborts.
 */
export async function judgeRun(
  results: readonly CaseResult[],
  judge: Judge,
  options: {
    readonly model: Judgement["model"];
    readonly concurrency: number;
    readonly signal: AbortSignal;
    /** Whether another answer may be judged; told what each cost. */
    readonly mayAsk: () => boolean;
    readonly onCost: (usd: number) => void;
  },
): Promise<Judgement> {
  const { model, concurrency, signal, mayAsk, onCost } = options;
  const scored = results.filter((result) => result.status !== "error");
  const said: Said[] = [];
  const left = scored.entries();
  const work = async () => {
    for (const [place, result] of left) {
      signal.throwIfAborted();
      if (!mayAsk()) return;
      const one = await ask(judge, result, signal);
      if ("opinion" in one) onCost(one.opinion.costUsd ?? 0);
      said[place] = one;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return summarise(model, Object.values(said));
}

async function ask(judge: Judge, result: ScoredResult, signal: AbortSignal): Promise<Said> {
  try {
    return { result, opinion: await judge(result, signal) };
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, detail } = toAppError(thrown);
    return { result, error: `${code}: ${detail}` };
  }
}

function summarise(model: Judgement["model"], said: readonly Said[]): Judgement {
  const opinions = said.flatMap((one) => ("opinion" in one ? [{ result: one.result, ...one.opinion }] : []));
  const errors = said.flatMap((one) => ("error" in one ? [one.error] : []));
  const sure = opinions.filter(({ verdict }) => verdict !== "unsure");
  const costs = opinions.map(({ costUsd }) => costUsd);
  return {
    model,
    agreement: measureAgreement(
      sure.map(({ result, verdict }) => ({ left: result.status === "passed", right: verdict === "right" })),
    ),
    unsure: opinions.length - sure.length,
    errors: errors.length,
    firstError: errors[0] ?? null,
    costUsd: costs.includes(null) ? null : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
    differing: sure
      .filter(({ result, verdict }) => (result.status === "passed") !== (verdict === "right"))
      .map(({ result, verdict, reason }) => ({
        case: result.case.id,
        passed: result.status === "passed",
        verdict,
        reason,
      })),
  };
}
