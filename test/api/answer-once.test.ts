import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { TurnEvent } from "#agent";

import { answerOnce, threadOfKey } from "../../api/answer-once.ts";
import { collectAnswer } from "../../api/collect-answer.ts";
import type { AskRequest, RunAsk } from "../../api/service.ts";
import { buildAnswer } from "../support/build-answer.ts";
import type { TestStore } from "../support/build-operations.ts";
import { answeringEvents, turnError } from "../support/fake-run-turn.ts";
import { openMemoryStore } from "../support/open-memory-store.ts";

let store: TestStore;
let turns: number;
beforeEach(async () => {
  store = await openMemoryStore();
  turns = 0;
});
afterEach(() => store.close());

/** A turn that keeps its answer, or ends as `ending` says before that. */
function keeping(ending?: "error" | "killed"): RunAsk {
  return async function* (request) {
    const id = `answer_${++turns}`;
    yield { type: "turn-start", answerId: id, thread: request.thread };
    if (ending === "killed") return;
    if (ending === "error") {
      yield turnError("LLM_THROTTLED");
      return;
    }
    const { thread, question } = request;
    const answer = buildAnswer({ id, thread, question });
    await store.threads.append(thread, request.principal.id, { question, answer });
    yield* answeringEvents(request, { id }).slice(1);
  };
}
const asking = (runTurn: RunAsk): RunAsk => answerOnce(runTurn, { keys: store.idempotency, answers: store.answers });
const request: AskRequest = {
  thread: "t1",
  question: "Which plan?",
  principal: { id: "ada", role: "analyst" },
  idempotencyKey: "k1",
};
async function eventsOf(events: AsyncIterable<TurnEvent>): Promise<readonly TurnEvent[]> {
  const all: TurnEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe("a request under an idempotency key", () => {
  it("is answered once, and the answer is given again whenever it is sent again", async () => {
    const first = await collectAnswer(asking(keeping())(request));
    expect(await eventsOf(asking(keeping())(request))).toEqual([
      { type: "turn-start", answerId: "answer_1", thread: "t1" },
      { type: "text-delta", text: first.text },
      { type: "answer-end", answer: first },
    ]);
    expect(turns).toBe(1);
    expect((await store.threads.load("t1", "ada"))?.turns).toHaveLength(1);
  });

  it.each(["error", "killed"] as const)(
    "is answered when it is sent again after a turn that was %s",
    async (ending) => {
      await eventsOf(asking(keeping(ending))(request));
      expect((await collectAnswer(asking(keeping())(request))).id).toBe("answer_2");
      expect((await collectAnswer(asking(keeping())(request))).id).toBe("answer_2");
    },
  );

  it("is another request where question, conversation or rights differ, and is refused", async () => {
    await collectAnswer(asking(keeping())(request));
    const others: readonly AskRequest[] = [
      { ...request, question: "Which region?" },
      { ...request, thread: "t2" },
      { ...request, principal: { id: "ada", role: "viewer" } },
    ];
    for (const other of others) {
      expect(await eventsOf(asking(keeping())(other))).toMatchObject([
        { type: "turn-error", code: "IDEMPOTENCY_MISMATCH" },
      ]);
    }
    expect(turns).toBe(1);
  });

  it("is each person's own, and without a key each is answered anew", async () => {
    await collectAnswer(asking(keeping())(request));
    const bob = { ...request, principal: { id: "bob", role: "analyst" } } as const;
    expect((await collectAnswer(asking(keeping())(bob))).id).toBe("answer_2");
    const { idempotencyKey: _key, ...plain } = request;
    await collectAnswer(asking(keeping())(plain));
    await collectAnswer(asking(keeping())(plain));
    expect(turns).toBe(4);
  });

  it("has one conversation where it names none, which no other person's key gives", () => {
    expect(threadOfKey("k1", "ada")).toBe(threadOfKey("k1", "ada"));
    expect(new Set([threadOfKey("k1", "ada"), threadOfKey("k2", "ada"), threadOfKey("k1", "bob")]).size).toBe(3);
    expect(threadOfKey("k1", "ada")).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });
});
