import { describe, expect, it } from "vitest";

import { turnEventTypes } from "#agent";

import { turnEventResponse } from "../../../api/http/contract.ts";
import { buildAnswer } from "../../support/build-answer.ts";
import { askRequest, buildApp } from "../../support/build-app.ts";
import { answeringEvents, createFakeRunTurn, createHeldRunTurn, turnError } from "../../support/fake-run-turn.ts";

const question = "Which plan scores higher?";
const events = { accept: "text/event-stream" };

/** The stream's events as a client reads them (HTML standard, section 9.2.6), without comments. */
function parseEvents(text: string) {
  return text
    .split("\n\n")
    .filter((block) => block !== "" && !block.startsWith(":"))
    .map((block) => {
      const fields = new Map(
        block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
      );
      return { id: fields.get("id"), event: fields.get("event"), data: JSON.parse(fields.get("data") ?? "null") };
    });
}

describe("POST /v1/ask as events", () => {
  it("sends every event of the turn under its type, numbered, up to the whole answer", async () => {
    const response = await buildApp().request("/v1/ask", askRequest({ question, thread: "mine" }, events));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    const sent = parseEvents(await response.text());
    const principal = { id: "local", role: "analyst" } as const;
    const expected = answeringEvents({ question, thread: "mine", principal });
    expect(sent).toEqual(expected.map((event, index) => ({ id: String(index + 1), event: event.type, data: event })));
    expect(sent.at(-1)?.data.answer).toEqual(buildAnswer({ question, thread: "mine" }));
    for (const { data } of sent) expect(turnEventResponse.parse(data)).toEqual(data);
  });

  it("keeps a text with line breaks in one event", async () => {
    const text = "one\n\ntwo\r\nevent: answer-end";
    const { runTurn } = createFakeRunTurn((request) => answeringEvents(request, { text }));
    const response = await buildApp({ runTurn }).request("/v1/ask", askRequest({ question }, events));
    const sent = parseEvents(await response.text());
    expect(sent).toHaveLength(5);
    expect(sent[3]?.data).toEqual({ type: "text-delta", text });
  });

  it.each([
    ["text/event-stream", "text/event-stream"],
    ["application/json, text/event-stream;q=0.5", "application/json"],
    ["application/json;q=0.5, text/event-stream", "text/event-stream"],
    ["*/*", "application/json"],
  ])("answers Accept: %s with %s", async (accept, type) => {
    const response = await buildApp().request("/v1/ask", askRequest({ question }, { accept }));
    expect(response.headers.get("content-type")).toBe(type);
    await response.text();
  });

  it("gives a turn that is refused at once the status of its error", async () => {
    const { runTurn } = createFakeRunTurn(() => [turnError("LLM_UNAVAILABLE")]);
    const response = await buildApp({ runTurn }).request("/v1/ask", askRequest({ question }, events));
    expect([response.status, response.headers.get("content-type")]).toEqual([503, "application/problem+json"]);
  });

  it("sends an error as an event once the stream has begun", async () => {
    const start = { type: "turn-start", answerId: "answer_1", thread: "mine" } as const;
    const { runTurn } = createFakeRunTurn(() => [start, turnError("SQL_TIMEOUT")]);
    const response = await buildApp({ runTurn }).request("/v1/ask", askRequest({ question }, events));
    expect(response.status).toBe(200);
    expect(parseEvents(await response.text()).map(({ data }) => data)).toEqual([start, turnError("SQL_TIMEOUT")]);
  });

  it("hides the words of an unforeseen error inside the stream", async () => {
    const { runTurn } = createFakeRunTurn();
    const breaking: typeof runTurn = async function* (request) {
      yield { type: "turn-start", answerId: "answer_1", thread: request.thread };
      throw new Error("secret of the server");
    };
    const response = await buildApp({ runTurn: breaking }).request("/v1/ask", askRequest({ question }, events));
    const text = await response.text();
    expect(parseEvents(text).at(-1)?.data).toMatchObject({ type: "turn-error", code: "INTERNAL" });
    expect(text).not.toContain("secret");
  });

  it("sends a sign of life while nothing happens", async () => {
    const held = createHeldRunTurn();
    const app = buildApp({ runTurn: held.runTurn, heartbeatMs: 5 });
    const response = await app.request("/v1/ask", askRequest({ question }, events));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes(": keep-alive\n\n")) text += (await reader?.read())?.value ?? "";
    held.release();
    for (let step = await reader?.read(); step?.done === false; step = await reader?.read()) text += step.value;
    expect(parseEvents(text).map(({ event }) => event)).toEqual(
      turnEventTypes.filter((type) => !/restart|error/.test(type)),
    );
  });

  it("stops the turn when the client closes the stream, and frees the conversation", async () => {
    const held = createHeldRunTurn();
    const app = buildApp({ runTurn: held.runTurn });
    const response = await app.request("/v1/ask", askRequest({ question, thread: "mine" }, events));
    await held.started;
    await response.body?.cancel();
    await held.aborted;
    held.release();
    expect((await app.request("/v1/ask", askRequest({ question, thread: "mine" }))).status).toBe(200);
  });
});
