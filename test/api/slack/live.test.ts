import { afterAll, beforeAll, expect, it } from "vitest";

import { createSilentLogger, createSystemClock, loadConfig } from "#core";

import { createSlackApp, type SlackApp } from "../../../api/slack/create-slack-app.ts";
import { openLiveService, type LiveService } from "../../support/open-live-service.ts";
import { startFakeSlack, type FakeSlack } from "../../support/slack/fake-slack.ts";
import { eventPayload, eventRequest, mention } from "../../support/slack/requests.ts";
import { answered } from "./build-slack.ts";

let live: LiveService;
let fake: FakeSlack;
let app: SlackApp;
let customer: string;
const auditor = { id: "x", role: "auditor" } as const;
const none = new AbortController().signal;

beforeAll(async () => {
  [live, fake] = await Promise.all([openLiveService(), startFakeSlack()]);
  fake.addUser({ id: "U2", name: "vic", email: "vic@example.com" });
  fake.addUser({ id: "U3", name: "eve", email: "eve@elsewhere.org" });
  const config = loadConfig(
    {
      SLACK_BOT_TOKEN: fake.botToken,
      SLACK_SIGNING_SECRET: fake.signingSecret,
      SLACK_API_URL: fake.apiUrl,
      SLACK_ROLES: "viewer=vic@example.com;analyst=@example.com",
    },
    "/srv",
  );
  if (config.slack === null) throw new RangeError("it is set");
  app = createSlackApp(
    { ...config, slack: config.slack },
    {
      service: live.service,
      drawPicture: async () => null,
      wait: async () => {},
      clock: createSystemClock(),
      log: createSilentLogger(),
    },
  );
  await app.start();
  const { operations } = live.service;
  const found = await operations.results.query(
    { id: "x", role: "analyst" },
    "SELECT customer_id FROM final_results LIMIT 1",
    none,
  );
  customer = String(found.rows[0]?.[0]);
}, 180_000);
afterAll(async () => {
  await app.close(10_000);
  await fake.close();
  await live.remove();
});

let count = 0;
async function ask(question: string, user: string) {
  count += 1;
  const ts = `${100 + count}.1`;
  const signing = { secret: fake.signingSecret, atSeconds: Math.floor(Date.now() / 1_000) };
  const payload = eventPayload(`Ev${count}`, mention(question, { user, ts }));
  const response = await app.handle?.(new Request("http://127.0.0.1/slack/events", eventRequest(payload, signing)));
  expect(response?.status).toBe(200);
  return { thread: ts, inChannel: () => fake.seen("C1", { thread: ts }).map(({ text }) => text) };
}

it("tells groups in the channel, and a customer's own figures to who asked, as the service answers them", async () => {
  const groups = await ask("How many customers are there by device type?", "U1");
  await answered(fake, 1);
  expect(groups.inChannel().join("\n")).toMatch(/mobile/i);
  const one = await ask(`Why does ${customer} have this churn probability?`, "U1");
  await answered(fake, 2);
  expect(one.inChannel()).toEqual([expect.stringMatching(/^This answer shows single customers/)]);
  expect(
    fake
      .seenDirectly("U1")
      .map(({ text }) => text)
      .join("\n"),
  ).toContain(customer);
  const viewer = await ask(`Why does ${customer} have this churn probability?`, "U2");
  await answered(fake, 3);
  // A viewer is told that they may not, here or there, and no figure of the customer.
  expect([...viewer.inChannel(), ...fake.seenDirectly("U2").map(({ text }) => text)].join("\n")).toMatch(
    /groups|may not/i,
  );
}, 60_000);

it("stands in the audit with the channel, and so does a question that was refused", async () => {
  await ask("How many are there?", "U3");
  const { operations } = live.service;
  const newest = async () =>
    (await operations.audit.list(auditor, { limit: 1, order: "newest" }, none)).items[0]?.entry;
  await expect
    .poll(newest)
    .toMatchObject({ kind: "turn", actor: "slack:T1:U3", role: "none", outcome: "RIGHT_MISSING" });
  const { items } = await operations.audit.list(auditor, { limit: 50, order: "newest" }, none);
  const entries = items.flatMap(({ entry }) => (entry.kind === "turn" ? [entry] : []));
  expect(entries.map(({ actor, role, channel }) => [actor, role, channel])).toEqual([
    ["slack:T1:U3", "none", "slack"],
    ["slack:T1:U2", "viewer", "slack"],
    ["slack:T1:U1", "analyst", "slack"],
    ["slack:T1:U1", "analyst", "slack"],
  ]);
  expect(JSON.stringify(items)).not.toContain(customer);
});
