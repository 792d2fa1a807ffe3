import { describe, expect, it } from "vitest";

import { createFixedClock, createSequentialIdSource, createSilentLogger, loadConfig } from "#core";

import { runServer } from "../../../api/http/run-server.ts";
import { buildService } from "../../support/build-service.ts";
import { answeringEvents, createHeldRunTurn } from "../../support/fake-run-turn.ts";
import { startFakeSlack } from "../../support/slack/fake-slack.ts";
import { eventPayload, eventRequest, mention } from "../../support/slack/requests.ts";
import { answered, now } from "./build-slack.ts";

describe("the server with a Slack app", () => {
  it("takes Slack's requests, and ends its answers with a sentence when it is stopped", async () => {
    const fake = await startFakeSlack();
    const held = createHeldRunTurn();
    const service = await buildService({
      runTurn: (request) => (request.question === "Wait?" ? held.runTurn(request) : asStream(answeringEvents(request))),
    });
    const stop = new AbortController();
    let tell = (_url: string) => {};
    const listening = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const ended = runServer({
      config: loadConfig(
        {
          RECKONER_PORT: "0",
          RECKONER_SHUTDOWN_GRACE_MS: "0",
          SLACK_BOT_TOKEN: fake.botToken,
          SLACK_SIGNING_SECRET: fake.signingSecret,
          SLACK_API_URL: fake.apiUrl,
          SLACK_DEFAULT_ROLE: "analyst",
        },
        "/",
      ),
      createService: async () => service,
      makeResults: async () => {},
      print: (text) => tell(/http:\S+/.exec(text)?.[0] ?? ""),
      clock: createFixedClock(now),
      ids: createSequentialIdSource(),
      log: createSilentLogger(),
      signal: stop.signal,
    });
    const url = await listening;
    const signing = { secret: fake.signingSecret, atSeconds: now.getTime() / 1_000 };
    const send = (id: string, event: ReturnType<typeof mention>) =>
      fetch(`${url}/slack/events`, eventRequest(eventPayload(id, event), signing));
    expect((await send("Ev1", mention("Which plan?", { ts: "10.1" }))).status).toBe(200);
    await answered(fake, 1);
    expect((await send("Ev2", mention("Wait?", { ts: "11.1" }))).status).toBe(200);
    await held.started;
    stop.abort();
    await ended;
    const told = fake.seen("C1").map(({ threadTs, text }) => [threadTs, text.split("\n")[0]]);
    expect(told).toEqual([
      ["10.1", "**Premium** scores higher: 0.75 against 0.25 [e1]."],
      ["11.1", "I was restarted while I worked on this. Please ask again."],
    ]);
    await fake.close();
  });

  it("does not start where Slack does not take the token", async () => {
    const fake = await startFakeSlack();
    const service = await buildService();
    const ended = runServer({
      config: loadConfig(
        {
          RECKONER_PORT: "0",
          SLACK_BOT_TOKEN: "xoxb-other",
          SLACK_SIGNING_SECRET: fake.signingSecret,
          SLACK_API_URL: fake.apiUrl,
          SLACK_DEFAULT_ROLE: "viewer",
        },
        "/",
      ),
      createService: async () => service,
      makeResults: async () => {},
      print: () => {},
      clock: createFixedClock(now),
      ids: createSequentialIdSource(),
      log: createSilentLogger(),
      signal: new AbortController().signal,
    });
    await expect(ended).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await fake.close();
  });
});

async function* asStream<Event>(events: readonly Event[]): AsyncGenerator<Event> {
  yield* events;
}
