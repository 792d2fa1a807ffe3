import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { startFakeSlack, type FakeSlack } from "../../support/slack/fake-slack.ts";
import { blockActions, eventPayload, mention, slashCommand } from "../../support/slack/requests.ts";
import { answered, buildSlack } from "./build-slack.ts";

const question = "Which plan scores higher?";

describe("Socket Mode", () => {
  let fake: FakeSlack;
  beforeEach(async () => {
    fake = await startFakeSlack();
  });
  afterEach(() => fake.close());
  const start = () => buildSlack({ fake, env: { SLACK_SIGNING_SECRET: "", SLACK_APP_TOKEN: fake.appToken } });

  it("answers events, commands and presses over the app's own connection, each once, and takes no requests", async () => {
    const rig = await start();
    await fake.socketMode.connected();
    expect(rig.app.handle).toBeNull();
    const event = eventPayload("Ev1", mention(question, { ts: "10.1" }));
    expect(await fake.socketMode.send("events_api", event)).toEqual({});
    expect(await fake.socketMode.send("events_api", event)).toEqual({});
    await answered(fake, 1);
    await fake.socketMode.send(
      "slash_commands",
      slashCommand("And?", { trigger: "t1", responseUrl: fake.responseUrl("C1", "U1") }),
    );
    const ts = fake.seen("C1")[0]?.ts ?? "";
    const press = blockActions(
      { action_id: "ask-1", value: "And by region?" },
      { ts, thread: "10.1" },
      { trigger: "t2" },
    );
    await fake.socketMode.send("interactive", press);
    await answered(fake, 3);
    await rig.finish();
    expect(rig.asked.map((asked) => asked.question).sort()).toEqual(["And by region?", "And?", question].sort());
    expect(fake.seen("C1")[0]?.text).toContain("**Premium** scores higher");
  });

  it("says at the start that its token is not taken", async () => {
    const env = { SLACK_SIGNING_SECRET: "", SLACK_APP_TOKEN: "xapp-wrong" };
    await expect(buildSlack({ fake, env })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });
});
