import { describe, expect, it } from "vitest";

import { createAnswerOperations } from "../../../api/operations/answer-operations.ts";
import type { Operations } from "../../../api/operations/operations.ts";
import { createRunningTurns } from "../../../api/running-turns.ts";
import { buildAnswer } from "../../support/build-answer.ts";
import { askRequest, buildApp } from "../../support/build-app.ts";
import { answeringEvents, createHeldRunTurn } from "../../support/fake-run-turn.ts";

const question = "Which plan scores higher?";
const answer = buildAnswer();
const asEvents = { accept: "text/event-stream" };

/** Of the operations only the answers are asked for. */
function operationsWith(kept: typeof answer | null): Operations {
  return {
    answers: createAnswerOperations(async () => (kept === null ? null : { answer: kept, isWhole: true })),
  } as Operations;
}

/** An app whose turn waits, with a question asked on it. */
async function askHeld() {
  const held = createHeldRunTurn();
  const app = buildApp({
    runTurn: held.runTurn,
    turns: createRunningTurns({ graceMs: 60_000, keptMs: 60_000 }),
    operations: operationsWith(null),
  });
  const asked = await app.request("/v1/ask", askRequest({ question, thread: "t1" }, asEvents));
  await held.started;
  return { app, held, asked };
}

describe("a turn that runs", () => {
  it("is found by its conversation", async () => {
    const { app, held } = await askHeld();
    const running = await (await app.request("/v1/threads/t1/running")).json();
    expect(running).toEqual({ running: { answerId: answer.id, question } });
    expect(await (await app.request("/v1/threads/t2/running")).json()).toEqual({ running: null });
    held.release();
  });

  it("is taken up after the event that came last, with the ids going on", async () => {
    const { app, held, asked } = await askHeld();
    await asked.body?.cancel();
    const path = `/v1/turns/${answer.id}/events`;
    const again = await app.request(path, { headers: { ...asEvents, "last-event-id": "1" } });
    held.release();
    const ids = [...(await again.text()).matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids).toEqual(
      answeringEvents({ thread: "t1", question, principal: { id: "", role: "analyst" } })
        .map((_, at) => at + 1)
        .slice(1),
    );
  });

  it("is stopped wherever it was asked", async () => {
    const { app, held, asked } = await askHeld();
    expect((await app.request(`/v1/turns/${answer.id}`, { method: "DELETE" })).status).toBe(204);
    await held.aborted;
    expect(await asked.text()).toContain('"code":"TURN_ABORTED"');
  });
});

describe("a turn that is over", () => {
  it("is told by its answer", async () => {
    const app = buildApp({ operations: operationsWith(answer) });
    const text = await (await app.request(`/v1/turns/${answer.id}/events`)).text();
    expect([...text.matchAll(/^event: (.+)$/gm)].map(([, name]) => name)).toEqual(["turn-start", "answer-end"]);
  });

  it("is not there for whoever has no such answer", async () => {
    const response = await buildApp({ operations: operationsWith(null) }).request("/v1/turns/answer_x/events");
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "ANSWER_NOT_FOUND" });
  });
});
