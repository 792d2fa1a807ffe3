import type { Clock } from "#core";

import type { CaseResult } from "../run-suite.ts";
import { duration } from "./numbers.ts";
import { renderHeader, renderResult } from "./scoreboard.ts";

/** Where the board is shown: standard output, or what a test gives instead. */
export type BoardOutput = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
};

export type LiveBoard = {
  readonly show: (result: CaseResult) => void;
  /** Leaves the board behind as it is. */
  readonly end: () => void;
};

const barWidth = 24;

/**
 * The table while the suite runs. In a pipe every case is a line. On a terminal those that do not pass are, above a bar
 * that tells how far the run is; with `isVerbose` all are, with their details.
 */
export function createLiveBoard(
  output: BoardOutput,
  options: { readonly total: number; readonly isVerbose: boolean; readonly clock: Clock },
): LiveBoard {
  const { isVerbose } = options;
  output.write(`${renderHeader()}\n`);
  if (output.isTTY !== true) {
    return { show: (result) => output.write(`${renderResult(result, isVerbose)}\n`), end: () => undefined };
  }
  const startedMs = options.clock.monotonicMs();
  const clear = "\r\u001b[K";
  let done = 0;
  let passed = 0;
  return {
    show: (result) => {
      done++;
      if (result.status === "passed") passed++;
      const line = result.status !== "passed" || isVerbose ? `${renderResult(result, isVerbose)}\n` : "";
      const elapsedMs = options.clock.monotonicMs() - startedMs;
      const text = barText({ done, passed, total: options.total, elapsedMs, suite: result.case.suite });
      output.write(`${clear}${line}${text.slice(0, Math.max(20, (output.columns ?? 80) - 1))}`);
    },
    end: () => output.write(clear),
  };
}

function barText(at: {
  readonly done: number;
  readonly passed: number;
  readonly total: number;
  readonly elapsedMs: number;
  readonly suite: string;
}): string {
  const share = at.done / at.total;
  const filled = Math.round(share * barWidth);
  const left = (at.elapsedMs / at.done) * (at.total - at.done);
  const bar = `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
  return `${bar} ${at.done} of ${at.total}  ✓ ${at.passed}  ✕ ${at.done - at.passed}  ${at.suite}  ${duration(left)} left`;
}
