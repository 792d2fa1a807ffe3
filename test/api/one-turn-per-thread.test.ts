import { afterEach, expect, it, vi } from "vitest";

import type { TurnEvent } from "#agent";
import { createSilentLogger } from "#core";
import type { TurnLeases } from "#store";

import { oneTurnPerThread } from "../../api/one-turn-per-thread.ts";
import { createFakeRunTurn, createHeldRunTurn } from "../support/fake-run-turn.ts";
import { openMemoryStore } from "../support/open-memory-store.ts";

const request = { thread: "t1", question: "Why?", principal: { id: "ada", role: "analyst" } } as const;
const log = createSilentLogger();

async function eventsOf(turn: AsyncIterable<TurnEvent>): Promise<TurnEvent[]> {
  const events: TurnEvent[] = [];
  for await (const event of turn) events.push(event);
  return events;
}

afterEach(() => {
  vi.useRealTimers();
});

it("refuses the second of two questions to one conversation, whichever process they came to", async () => {
  const { leases } = await openMemoryStore();
  const held = createHeldRunTurn();
  const first = eventsOf(oneTurnPerThread(held.runTurn, leases, log)(request));
  await held.started;
  const elsewhere = oneTurnPerThread(createFakeRunTurn().runTurn, leases, log);
  expect(await eventsOf(elsewhere(request))).toEqual([expect.objectContaining({ code: "THREAD_BUSY" })]);
  expect((await eventsOf(elsewhere({ ...request, thread: "t2" }))).at(-1)?.type).toBe("answer-end");
  held.release();
  expect((await first).at(-1)?.type).toBe("answer-end");
  expect((await eventsOf(elsewhere(request))).at(-1)?.type).toBe("answer-end");
});

it("stops a turn whose lease is no longer its own", async () => {
  vi.useFakeTimers();
  const leases: TurnLeases = {
    leaseMs: 3_000,
    acquire: async () => ({ renew: async () => false, release: async () => {} }),
  };
  const held = createHeldRunTurn();
  const turn = eventsOf(oneTurnPerThread(held.runTurn, leases, log)(request));
  await held.started;
  await vi.advanceTimersByTimeAsync(999);
  expect(await Promise.race([held.aborted.then(() => "stopped"), Promise.resolve("at work")])).toBe("at work");
  await vi.advanceTimersByTimeAsync(1);
  await held.aborted;
  await turn;
});

it("ends in an error where the leases cannot be reached", async () => {
  const leases: TurnLeases = { leaseMs: 3_000, acquire: () => Promise.reject(new Error("no store")) };
  const events = await eventsOf(oneTurnPerThread(createFakeRunTurn().runTurn, leases, log)(request));
  expect(events).toEqual([expect.objectContaining({ type: "turn-error", code: "INTERNAL" })]);
});
