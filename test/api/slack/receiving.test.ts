import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { AppError } from "#core";

import { answeringEvents, createHeldRunTurn } from "../../support/fake-run-turn.ts";
import { buildApp } from "../../support/build-app.ts";
import { startFakeSlack, type FakeSlack } from "../../support/slack/fake-slack.ts";
import {
  blockActions,
  directMessage,
  eventPayload,
  eventRequest,
  interactionRequest,
  mention,
  slashCommand,
} from "../../support/slack/requests.ts";
import { buildSlack, eventually, keepingTurn, now } from "./build-slack.ts";

const atSeconds = now.getTime() / 1_000;
const payload = eventPayload("Ev1", mention("Which plan?", { ts: "10.1" }));

describe("what Slack sends", () => {
  let fake: FakeSlack;
  beforeEach(async () => {
    fake = await startFakeSlack();
  });
  afterEach(() => fake.close());
  const signing = () => ({ secret: fake.signingSecret, atSeconds });

  it("is challenged, signed and answered", async () => {
    const rig = await buildSlack({ fake });
    const response = await rig.send(eventRequest({ type: "url_verification", challenge: "c-1" }, signing()));
    expect([response.status, await response.json()]).toEqual([200, { challenge: "c-1" }]);
    await rig.finish();
  });

  it.each([
    ["another secret", (secret: string) => ({ secret: `${secret}!`, atSeconds })],
    ["a time five minutes and a second ago", (secret: string) => ({ secret, atSeconds: atSeconds - 301 })],
    ["a time five minutes and a second ahead", (secret: string) => ({ secret, atSeconds: atSeconds + 301 })],
    ["no time", (secret: string) => ({ secret, atSeconds: Number.NaN })],
  ])("is refused with %s", async (_, signingOf) => {
    const rig = await buildSlack({ fake });
    const response = await rig.send(eventRequest(payload, signingOf(fake.signingSecret)));
    await rig.finish();
    expect([response.status, rig.asked]).toEqual([401, []]);
  });

  it("is refused where the body was changed, the signature is missing, or it has no form that we know", async () => {
    const rig = await buildSlack({ fake });
    const request = eventRequest(payload, signing());
    const { "x-slack-signature": _, ...unsigned } = request.headers;
    expect((await rig.send({ ...request, body: request.body.replace("plan", "plot") })).status).toBe(401);
    expect((await rig.send({ ...request, headers: unsigned })).status).toBe(401);
    const form = interactionRequest({ type: "block_actions" }, signing());
    expect((await rig.send({ ...form, headers: { ...form.headers, "content-type": "text/plain" } })).status).toBe(400);
    await rig.finish();
    expect(rig.asked).toEqual([]);
  });

  it("is taken at the edge of five minutes", async () => {
    const rig = await buildSlack({ fake });
    const { secret } = signing();
    expect((await rig.send(eventRequest(payload, { secret, atSeconds: atSeconds - 300 }))).status).toBe(200);
    await rig.finish();
    expect(rig.asked).toHaveLength(1);
  });

  it("is answered once however often it is sent: again, as a retry, and after a restart", async () => {
    const rig = await buildSlack({ fake });
    const retry = { count: 1, reason: "http_timeout" };
    const responses = [
      await rig.send(eventRequest(payload, signing())),
      await rig.send(eventRequest(payload, signing())),
      await rig.send(eventRequest(payload, { ...signing(), retry })),
    ];
    expect(responses.map(({ status, headers }) => [status, headers.get("x-slack-no-retry")])).toEqual(
      responses.map(() => [200, "1"]),
    );
    await rig.app.close(60_000);
    const restarted = await buildSlack({ fake, store: rig.store });
    await restarted.send(eventRequest(payload, { ...signing(), retry: { ...retry, count: 2 } }));
    await restarted.finish();
    expect([rig.asked.length, restarted.asked.length, fake.seen("C1").length]).toEqual([1, 0, 1]);
    await rig.finish();
  });

  it("is answered by one of two processes that get it at once", async () => {
    const one = await buildSlack({ fake });
    const other = await buildSlack({ fake, store: one.store });
    await Promise.all(
      Array.from({ length: 6 }, (_, index) => (index % 2 ? one : other).send(eventRequest(payload, signing()))),
    );
    await other.finish();
    await one.finish();
    expect([one.asked.length + other.asked.length, fake.seen("C1").length]).toEqual([1, 1]);
  });

  it("is one question where Slack tells of one message in two events", async () => {
    const rig = await buildSlack({ fake });
    const message = directMessage("Which plan?", { ts: "10.1" });
    await rig.event("Ev1", message);
    await rig.event("Ev2", { ...message, type: "app_mention" });
    await rig.finish();
    expect(rig.asked).toHaveLength(1);
  });

  it("does nothing twice where a signed command or press is played again", async () => {
    const rig = await buildSlack({ fake });
    const command = slashCommand("Which plan?", { responseUrl: fake.responseUrl("C1", "U1"), trigger: "t-1" });
    const press = blockActions({ action_id: "ask-1", value: "And by region?" }, { ts: "10.5" }, { trigger: "t-2" });
    for (let times = 0; times < 3; times += 1) {
      expect((await rig.command(command)).status).toBe(200);
      expect((await rig.interact(press)).status).toBe(200);
    }
    await rig.finish();
    expect(rig.asked.map(({ question }) => question).sort()).toEqual(["And by region?", "Which plan?"]);
  });

  it("is acknowledged before any work is done for it", async () => {
    const held = createHeldRunTurn();
    const rig = await buildSlack({ fake, runTurn: held.runTurn });
    expect((await rig.event("Ev1", mention("Which plan?", { ts: "10.1" }))).status).toBe(200);
    await held.started;
    const press = blockActions({ action_id: "ask-1", value: "And?" }, { ts: "10.5" }, { trigger: "t-2" });
    expect((await rig.interact(press)).status).toBe(200);
    held.release();
    await rig.finish();
  });

  it("is not acknowledged where it cannot be claimed, so that it comes again", async () => {
    const rig = await buildSlack({ fake });
    const { events } = rig.store.slack;
    let isDown = true;
    const claim: typeof events.claim = async (...args) => {
      if (isDown) throw new AppError("STORE_UNAVAILABLE", { detail: "It is away.", hint: "Wait." });
      return events.claim(...args);
    };
    const store = { ...rig.store, slack: { ...rig.store.slack, events: { ...events, claim } } };
    const own = await buildSlack({ fake, store, runTurn: keepingTurn(rig.store, answeringEvents) });
    const refused = await own.send(eventRequest(payload, signing()));
    expect([refused.status, refused.headers.get("x-slack-no-retry"), own.asked.length]).toEqual([503, null, 0]);
    isDown = false;
    expect((await own.send(eventRequest(payload, signing()))).status).toBe(200);
    await own.finish();
    await rig.finish();
    expect(own.asked).toHaveLength(1);
  });

  it("is not taken any more while the app ends", async () => {
    const held = createHeldRunTurn();
    const rig = await buildSlack({ fake, runTurn: held.runTurn });
    await rig.event("Ev1", mention("Which plan?", { ts: "10.1" }));
    await held.started;
    const closed = rig.app.close(60_000);
    expect((await rig.event("Ev2", mention("And?", { ts: "11.1" }))).status).toBe(503);
    held.release();
    await closed;
    await rig.finish();
    expect(rig.asked).toHaveLength(1);
  });

  it("goes to /slack/events of the server, also a large one, and to nowhere where there is no app", async () => {
    const rig = await buildSlack({ fake });
    const { handle } = rig.app;
    const app = buildApp(handle === null ? {} : { handleSlack: handle });
    const press = blockActions({ action_id: "open-web" }, { ts: "10.5" });
    const large = interactionRequest({ ...press, message: { ts: "1", text: "x".repeat(300_000) } }, signing());
    expect((await app.request("/slack/events", large)).status).toBe(200);
    expect((await app.request("/slack/events", { ...large, body: "x".repeat(4_000_000) })).status).toBe(413);
    expect((await buildApp().request("/slack/events", eventRequest(payload, signing()))).status).toBe(404);
    await rig.finish();
  });

  it("is put off while Slack cannot be reached at the start, and taken once it can", async () => {
    fake.failNext("auth.test", { error: "request_timeout" }, 1);
    const rig = await buildSlack({ fake });
    await eventually(() => expect(fake.callsOf("auth.test")).toHaveLength(2));
    await eventually(async () => expect((await rig.send(eventRequest(payload, signing()))).status).toBe(200));
    await rig.finish();
    expect(rig.asked).toHaveLength(1);
    fake.failNext("auth.test", { error: "invalid_auth" });
    await expect(buildSlack({ fake })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });
});
