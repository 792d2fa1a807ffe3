import type { Answer, RunTurn } from "#agent";
import { toAppError, type Clock, type ErrorCode, type IdSource } from "#core";
import type { Domain } from "#knowledge";

import { askQuestion } from "./ask-question.ts";
import type { SuiteCase } from "./load-cases.ts";
import { scoreCase, type CaseScore } from "./score-case.ts";
import type { Truth, TruthSource } from "./truth/truth-source.ts";

/** How one case went. An error has no score: it says nothing of the answer that was not given. */
export type CaseResult = {
  readonly case: SuiteCase;
  /** From the question to the whole answer; truths and scoring are not counted. */
  readonly elapsedMs: number;
} & (
  | { readonly status: "passed" | "failed"; readonly answer: Answer; readonly score: CaseScore }
  | { readonly status: "error"; readonly code: ErrorCode; readonly detail: string }
);

export type RunSuiteOptions = {
  readonly cases: readonly SuiteCase[];
  readonly runTurn: RunTurn;
  readonly truthOf: (sources: Readonly<Record<string, TruthSource>>) => Promise<Truth>;
  readonly domain: Domain;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly signal: AbortSignal;
  /** Questions under way at a time. */
  readonly concurrency: number;
  readonly onResult: (result: CaseResult) => void;
};

/** Runs the cases and gives their results in the order of the cases. Throws only when `signal` aborts. */
export async function runSuite(options: RunSuiteOptions): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < options.cases.length; index = next++) {
      options.signal.throwIfAborted();
      const one = options.cases[index];
      if (!one) return;
      const result = await runCase(one, options);
      results[index] = result;
      options.onResult(result);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return results;
}

async function runCase(one: SuiteCase, options: RunSuiteOptions): Promise<CaseResult> {
  const { runTurn, truthOf, domain, clock, ids, signal } = options;
  const startedMs = clock.monotonicMs();
  let elapsedMs = 0;
  try {
    const answer = await askQuestion(runTurn, {
      thread: ids("eval"),
      question: one.question,
      role: one.role,
      signal,
    });
    elapsedMs = Math.round(clock.monotonicMs() - startedMs);
    const score = scoreCase(one, answer, await truthOf(one.truth), domain);
    return { case: one, elapsedMs, status: score.pass ? "passed" : "failed", answer, score };
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, detail } = toAppError(thrown);
    return {
      case: one,
      elapsedMs: elapsedMs || Math.round(clock.monotonicMs() - startedMs),
      status: "error",
      code,
      detail,
    };
  }
}
