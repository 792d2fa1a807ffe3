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
  /** Bound to the customers that they pick. */
  readonly cases: readonly SuiteCase[];
  readonly runTurn: RunTurn;
  readonly truthOf: (sources: Readonly<Record<string, TruthSource>>) => Promise<Truth>;
  readonly domain: Domain;
  /** The run that is asked, by the pipeline's own record of it; answers are not held to it where left out. */
  readonly dataset?: Answer["dataset"];
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly signal: AbortSignal;
  /** Questions under way at a time. */
  readonly concurrency: number;
  readonly onResult: (result: CaseResult) => void;
};

/**
 * Runs the cases and gives their results in the order of the cases. The turns of a dialog follow one another in one
 * thread. Throws only when `signal` aborts.
 */
export async function runSuite(options: RunSuiteOptions): Promise<readonly CaseResult[]> {
  const results = new Map<SuiteCase, CaseResult>();
  const units = unitsOf(options.cases);
  let next = 0;
  const work = async () => {
    for (let unit = units[next++]; unit; unit = units[next++]) {
      const thread = options.ids("eval");
      for (const one of unit) {
        options.signal.throwIfAborted();
        const result = await runCase(one, thread, options);
        results.set(one, result);
        options.onResult(result);
      }
    }
  };
  // Where one worker stops, the others end what they began: an answer that was paid for is kept.
  const ended = await Promise.allSettled(Array.from({ length: options.concurrency }, work));
  const stopped = ended.find((one) => one.status === "rejected");
  if (stopped) throw stopped.reason;
  return options.cases.flatMap((one) => results.get(one) ?? []);
}

/** The cases that share a thread, in their order: each on its own but for the turns of a dialog. */
function unitsOf(cases: readonly SuiteCase[]): readonly SuiteCase[][] {
  const units: SuiteCase[][] = [];
  const dialogs = new Map<string, SuiteCase[]>();
  for (const one of cases) {
    const begun = one.dialog === null ? undefined : dialogs.get(one.dialog);
    if (begun) begun.push(one);
    else {
      const unit = [one];
      units.push(unit);
      if (one.dialog !== null) dialogs.set(one.dialog, unit);
    }
  }
  return units;
}

async function runCase(one: SuiteCase, thread: string, options: RunSuiteOptions): Promise<CaseResult> {
  const { runTurn, truthOf, clock, signal } = options;
  const startedMs = clock.monotonicMs();
  let elapsedMs = 0;
  try {
    const { question, role, askedBefore } = one;
    if (askedBefore !== undefined) {
      await askQuestion(runTurn, {
        thread: `${thread}-before`,
        question,
        role: askedBefore,
        person: askedBefore,
        signal,
      });
    }
    const answer = await askQuestion(runTurn, { thread, question, role, fresh: askedBefore === undefined, signal });
    elapsedMs = Math.round(clock.monotonicMs() - startedMs);
    const score = scoreCase(one, answer, await truthOf(one.truth), options);
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
