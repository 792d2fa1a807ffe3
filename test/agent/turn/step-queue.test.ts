import { describe, expect, it } from "vitest";

import { createStepQueue } from "../../../agent/turn/step-queue.ts";

/** A clock that stands still unless told otherwise. */
function createStill() {
  let nowMs = 0;
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe("a queue of steps", () => {
  it("lets the oldest turn go on first, however many came after it, and each begin", async () => {
    const queue = createStepQueue(createStill());
    const order: string[] = [];
    const turn = async (name: string) => {
      const letOthersRun = queue.join();
      order.push(`${name} begins`);
      for (const step of [1, 2]) {
        await letOthersRun();
        order.push(`${name} ${step}`);
      }
    };
    await Promise.all(["a", "b", "c"].map(turn));
    expect(order).toEqual(["a begins", "b begins", "c begins", "a 1", "a 2", "b 1", "b 2", "c 1", "c 2"]);
  });

  it("lets one turn go on in a round of the loop, so that what else waits for the loop comes between", async () => {
    const queue = createStepQueue(createStill());
    const order: string[] = [];
    const waits = ["a", "b", "c"].map(async (name) => {
      await queue.join()();
      order.push(name);
      setImmediate(() => order.push(`after ${name}`));
    });
    await Promise.all(waits);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(order.indexOf("after a")).toBeLessThan(order.indexOf("c"));
    expect(order.indexOf("after b")).toBeGreaterThan(order.indexOf("b"));
  });

  it("does not keep a younger turn waiting for one that waits for something else", async () => {
    const queue = createStepQueue(createStill());
    queue.join();
    const younger = queue.join();
    await expect(younger()).resolves.toBeUndefined();
  });

  it("waits for nothing where the turn has gone on for less than it may", async () => {
    const clock = createStill();
    const queue = createStepQueue(clock);
    const letOthersRun = queue.join();
    await letOthersRun();
    let waited = 0;
    const isWaiting = async () => {
      let isDone = false;
      const wait = (async () => {
        await letOthersRun(20);
        isDone = true;
      })();
      for (let round = 0; round < 5; round++) await Promise.resolve();
      if (!isDone) waited++;
      await wait;
    };
    clock.pass(19);
    await isWaiting();
    expect(waited).toBe(0);
    clock.pass(1);
    await isWaiting();
    expect(waited).toBe(1);
  });
});
