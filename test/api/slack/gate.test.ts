import { describe, expect, it, vi } from "vitest";

import { createSilentLogger } from "#core";
import type { SlackClaim, SlackEvents } from "#store";

import { createLatch } from "../../support/fake-run-turn.ts";
import { createGate, type HeldEvent } from "../../../api/slack/receive/gate.ts";

const leaseMs = 20_000;
const place = { channel: "C1", threadTs: "1.1", user: "U1" };

/** A gate over one claim whose renewals say what `states` says, one after the other. */
function buildGate(states: readonly Awaited<ReturnType<SlackClaim["renew"]>>[]) {
  const left = [...states];
  let isFinished = false;
  const claim: SlackClaim = {
    key: "k",
    place,
    isTakenOver: false,
    openMessage: null,
    noteMessage: async () => {},
    renew: async () => left.shift() ?? "held",
    finish: async () => {
      isFinished = true;
    },
  };
  const events: SlackEvents = {
    leaseMs,
    claim: async () => claim,
    takeOver: async () => null,
    requestStop: async () => {},
  };
  const gate = createGate({ events, botUserId: () => "UBOT", log: createSilentLogger() });
  return { gate, isFinished: () => isFinished };
}

const untilAborted = ({ signal }: HeldEvent) =>
  new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));

describe("the gate", () => {
  it.each([
    ["stopped", "stop", true],
    // What another has taken over is theirs to finish.
    ["lost", "lost", false],
  ] as const)("ends work as %s where a renewal says %s", async (reason, state, isFinished) => {
    vi.useFakeTimers();
    try {
      const { gate, isFinished: finished } = buildGate(["held", state]);
      let ended: unknown;
      const done = gate.hold("k", place, async (held) => {
        await untilAborted(held);
        ended = held.signal.reason;
      });
      await vi.advanceTimersByTimeAsync(leaseMs / 2);
      await done;
      expect([ended, finished()]).toEqual([reason, isFinished]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("ends what begins after the time that there was to end", async () => {
    const { gate } = buildGate([]);
    const [first, second] = [createLatch(), createLatch()];
    let reason: unknown;
    const outer = gate.hold("k", null, async (held) => {
      first.open();
      await untilAborted(held);
      await gate.hold("l", null, async ({ signal }) => {
        ({ reason } = signal);
        second.open();
      });
    });
    await first.opened;
    await gate.close(0);
    await Promise.all([second.opened, outer]);
    expect(reason).toBe("shutdown");
  });

  it("finishes what threw, and leaves what is unfinished to the next", async () => {
    const thrown = buildGate([]);
    await expect(thrown.gate.hold("k", null, () => Promise.reject(new RangeError("x")))).rejects.toThrow("x");
    const unfinished = buildGate([]);
    await unfinished.gate.hold("k", null, async () => "unfinished");
    expect([thrown.isFinished(), unfinished.isFinished()]).toEqual([true, false]);
  });
});
