import { pino } from "pino";
import { describe, expect, it } from "vitest";

import { AppError } from "#core";

import { turnError } from "../../support/fake-run-turn.ts";
import { startFakeSlack } from "../../support/slack/fake-slack.ts";
import { blockActions, directMessage, eventPayload, eventRequest, mention } from "../../support/slack/requests.ts";
import { answered, buildSlack, now } from "./build-slack.ts";

const planted = "the planted words of a question";

describe("the log", () => {
  it.each([
    ["over HTTP", {}],
    ["in Socket Mode", { SLACK_SIGNING_SECRET: "", SLACK_APP_TOKEN: "xapp-fake" }],
  ])("holds no token, no secret and no words, whatever goes wrong, %s", async (_, env) => {
    const lines: string[] = [];
    const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
    const fake = await startFakeSlack();
    const rig = await buildSlack({
      fake,
      log,
      env,
      runTurn: async function* (request) {
        yield { type: "turn-start", answerId: "a", thread: request.thread };
        if (request.question.includes("throw")) throw new Error(`${planted} ${fake.botToken}`);
        yield turnError("INTERNAL");
      },
    });
    fake.failNext("assistant.threads.setStatus", { status: 500 }, 2);
    fake.failNext("agents.sessions.setStatus", { retryAfterSeconds: 1 });
    fake.failNext("chat.postMessage", { error: "invalid_auth" });
    const events = [mention(`${planted} 1`, { ts: "10.1" }), directMessage(`${planted} throw`, { ts: "11.1" })];
    const payloads = events.map((event, index) => eventPayload(`Ev${index}`, event));
    if (rig.app.handle) {
      const signing = { secret: fake.signingSecret, atSeconds: now.getTime() / 1_000 };
      for (const payload of payloads) await rig.send(eventRequest(payload, signing));
      await rig.send(eventRequest({ ...payloads[0], token: planted }, { ...signing, secret: "wrong" }));
      await rig.interact(blockActions({ action_id: "ask-1", value: planted }, { ts: "1.1" }, { trigger: planted }));
    } else {
      await fake.socketMode.connected();
      for (const payload of payloads) await fake.socketMode.send("events_api", payload);
    }
    await answered(fake, 2);
    await rig.finish();
    await fake.close();
    const text = lines.join("");
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [fake.botToken, fake.appToken, fake.signingSecret, planted, "ticket-", "ada@example.com"]) {
      expect(text).not.toContain(secret);
    }
  });

  it("and the error at the start name no token", async () => {
    const fake = await startFakeSlack();
    const refused = await buildSlack({ fake, env: { SLACK_BOT_TOKEN: "xoxb-secret-1" } }).catch(
      (error: unknown) => error,
    );
    await fake.close();
    if (!(refused instanceof AppError)) throw new RangeError("it is refused");
    expect([refused.code, `${refused.message} ${refused.hint}`.includes("secret-1")]).toEqual([
      "CONFIG_INVALID",
      false,
    ]);
  });
});
