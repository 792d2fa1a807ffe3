import { describe, expect, it } from "vitest";

import { AppError, type ErrorCode } from "#core";

import { withRetries } from "../../pipeline/run/retry.ts";

const policy = { tries: 3, firstDelayMs: 15_000, backoff: 2 };

function failure(code: ErrorCode): AppError {
  return new AppError(code, { detail: "It failed.", hint: "Try again." });
}

/** Runs work that throws these one after another, then succeeds. */
async function attempt(errors: readonly Error[], signal = new AbortController().signal) {
  const waits: number[] = [];
  let tries = 0;
  const outcome = await withRetries(
    async () => {
      const error = errors[tries++];
      if (error) throw error;
      return "done";
    },
    policy,
    { wait: async (delayMs) => void waits.push(delayMs), signal, onRetry: () => undefined },
  ).catch((error: unknown) => error);
  return { outcome, tries, waits };
}

describe("a stage's tries", () => {
  it("wait longer each time, and end with the first success", async () => {
    const passing = failure("PIPELINE_FAILED");
    expect(await attempt([])).toEqual({ outcome: "done", tries: 1, waits: [] });
    expect(await attempt([passing, passing])).toEqual({ outcome: "done", tries: 3, waits: [15_000, 30_000] });
    expect(await attempt([Object.assign(new Error("busy"), { code: "EBUSY" })])).toEqual({
      outcome: "done",
      tries: 2,
      waits: [15_000],
    });
  });

  it("end with the last failure when none succeeds", async () => {
    const passing = failure("ENGINE_UNAVAILABLE");
    const last = failure("PIPELINE_FAILED");
    expect(await attempt([passing, passing, last])).toEqual({ outcome: last, tries: 3, waits: [15_000, 30_000] });
  });

  it.each([failure("GATE_REFUSED"), failure("FEED_INVALID"), failure("PIPELINE_INTERRUPTED"), new Error("a bug")])(
    "are no more than one for what will not pass: %s",
    async (error) => {
      expect(await attempt([error])).toEqual({ outcome: error, tries: 1, waits: [] });
    },
  );

  it("end when the run is stopped", async () => {
    const error = failure("PIPELINE_FAILED");
    expect(await attempt([error], AbortSignal.abort())).toEqual({ outcome: error, tries: 1, waits: [] });
  });
});
