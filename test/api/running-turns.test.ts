import { describe, expect, it } from "vitest";

import type { TurnEvent } from "#agent";

import { createRunningTurns, type StartWork } from "../../api/running-turns.ts";
import { answeringEvents, createHeldRunTurn, turnError } from "../support/fake-run-turn.ts";

const principal = { id: "ada", role: "analyst" as const };
const asked = { thread: "t1", question: "Which plan scores higher?", principal };
const events = answeringEvents(asked);
const play: StartWork = async function* () {
  yield* events;
};
const answerId = events[0]?.type === "turn-start" ? events[0].answerId : "";
const never = new AbortController().signal;

async function collect(turn: AsyncIterable<TurnEvent> | null): Promise<TurnEvent[]> {
  const seen: TurnEvent[] = [];
  for await (const event of turn ?? []) seen.push(event);
  return seen;
}

/** A turn that has begun and waits, and the first event that its reader got. */
async function startHeld(turns: ReturnType<typeof createRunningTurns>, reader = new AbortController()) {
  const held = createHeldRunTurn();
  const reading = turns.start(asked, (signal) => held.runTurn({ ...asked, signal }), reader.signal);
  const iterator = reading[Symbol.asyncIterator]();
  const first = await iterator.next();
  await held.started;
  return { held, iterator, first: first.value as TurnEvent, reader };
}

describe("running turns", () => {
  it("give every reader the same events, from wherever it asks", async () => {
    const turns = createRunningTurns({ graceMs: 1_000, keptMs: 60_000 });
    expect(await collect(turns.start(asked, play, never))).toEqual(events);
    expect(await collect(turns.follow(answerId, principal, 0, never))).toEqual(events);
    expect(await collect(turns.follow(answerId, principal, 2, never))).toEqual(events.slice(2));
    expect(await collect(turns.follow(answerId, principal, 99, never))).toEqual([]);
  });

  it("are another person's as if there were none", async () => {
    const turns = createRunningTurns({ graceMs: 1_000, keptMs: 60_000 });
    const { held } = await startHeld(turns);
    const bob = { id: "bob", role: "admin" as const };
    expect(turns.follow(answerId, bob, 0, never)).toBeNull();
    expect(turns.stop(answerId, bob)).toBe(false);
    expect(turns.in("t1", bob)).toBeNull();
    expect(turns.in("t1", principal)).toEqual({ answerId, thread: "t1", question: asked.question });
    held.release();
  });

  it("work on when their reader leaves, and end for the one who takes them up", async () => {
    const turns = createRunningTurns({ graceMs: 60_000, keptMs: 60_000 });
    const { held, iterator, reader, first } = await startHeld(turns);
    reader.abort();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    const taken = collect(turns.follow(answerId, principal, 1, never));
    held.release();
    expect([first, ...(await taken)]).toEqual(events);
    expect(turns.in("t1", principal)).toBeNull();
  });

  it("are stopped when nobody takes them up within the grace", async () => {
    const turns = createRunningTurns({ graceMs: 0, keptMs: 60_000 });
    const { held, iterator, reader } = await startHeld(turns);
    reader.abort();
    await iterator.next();
    await held.aborted;
    expect((await collect(turns.follow(answerId, principal, 1, never))).at(-1)).toEqual(turnError("TURN_ABORTED"));
  });

  it("end for all readers when the person stops them", async () => {
    const turns = createRunningTurns({ graceMs: 60_000, keptMs: 60_000 });
    const { iterator } = await startHeld(turns);
    expect(turns.stop(answerId, principal)).toBe(true);
    expect((await iterator.next()).value).toEqual(turnError("TURN_ABORTED"));
    await iterator.next();
    expect(turns.stop(answerId, principal)).toBe(false);
  });

  it("tell an unforeseen error without its words", async () => {
    const turns = createRunningTurns({ graceMs: 0, keptMs: 0 });
    const breaking: StartWork = async function* () {
      yield* events.slice(0, 1);
      throw new Error("secret of the server");
    };
    const seen = await collect(turns.start(asked, breaking, never));
    expect(seen.at(-1)).toMatchObject({ type: "turn-error", code: "INTERNAL" });
    expect(JSON.stringify(seen)).not.toContain("secret");
  });

  it("have all ended when they are closed", async () => {
    const turns = createRunningTurns({ graceMs: 60_000, keptMs: 60_000 });
    const { held, iterator } = await startHeld(turns);
    await turns.close();
    await held.aborted;
    expect((await iterator.next()).value).toEqual(turnError("TURN_ABORTED"));
  });
});
