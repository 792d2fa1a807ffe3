import { App, LogLevel, webApi } from "@slack/bolt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { eventPayload, directMessage } from "../../../support/slack/requests.ts";
import { startFakeSlack, type FakeSlack } from "../../../support/slack/fake-slack.ts";

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack();
});
afterEach(() => slack.close());

const clientOf = (retries = 0) =>
  new webApi.WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries, minTimeout: 1, maxTimeout: 2 },
    logLevel: LogLevel.ERROR,
    logger: silent,
  });
const nothing = () => {};
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => "ok",
    (error: { readonly data?: { readonly error?: string } }) => error.data?.error ?? "another error",
  );
const post = (blocks: readonly unknown[]) =>
  codeOf(clientOf().apiCall("chat.postMessage", { channel: "C1", text: "t", blocks }));

describe("the fake Slack", () => {
  it("shows a message as it stands after its updates, and an ephemeral one to its reader only", async () => {
    const client = clientOf();
    const { ts = "" } = await client.chat.postMessage({ channel: "C1", text: "first" });
    await client.chat.update({ channel: "C1", ts, text: "second" });
    await client.chat.postMessage({ channel: "C1", thread_ts: ts, text: "in the thread" });
    await client.chat.postEphemeral({ channel: "C1", user: "U1", text: "for ada" });
    expect(slack.seen("C1").map((one) => one.text)).toEqual(["second", "in the thread"]);
    expect(slack.seen("C1", { user: "U1" }).map((one) => one.text)).toEqual(["second", "in the thread", "for ada"]);
    expect(slack.seen("C1", { user: "U2" })).toHaveLength(2);
  });

  it("refuses what is past a limit, and takes what is just within", async () => {
    const section = (length: number) => ({ type: "section", text: { type: "mrkdwn", text: "x".repeat(length) } });
    const markdown = (length: number) => ({ type: "markdown", text: "x".repeat(length) });
    const table = (rows: number, columns: number) => ({
      type: "data_table",
      caption: "c",
      rows: Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => ({ type: "raw_text", text: "x" })),
      ),
    });
    const chart = (points: number, label = "label") => {
      const labels = Array.from({ length: points }, (_, index) => `${label} ${index}`);
      const data = labels.map((each) => ({ label: each, value: 1 }));
      const series = [{ name: "s", data }];
      return {
        type: "data_visualization",
        title: "t",
        chart: { type: "bar", series, axis_config: { categories: labels } },
      };
    };
    const button = (length: number) => ({
      type: "actions",
      elements: [{ type: "button", text: { type: "plain_text", text: "x".repeat(length) }, action_id: "a" }],
    });
    const plain = (length: number) => ({ type: "plain_text", text: "x".repeat(length) });
    const header = (length: number) => ({ type: "header", text: plain(length) });
    const actions = (count: number) => ({
      type: "actions",
      elements: Array.from({ length: count }, (_, index) => ({
        type: "button",
        text: plain(1),
        action_id: `a${index}`,
      })),
    });
    const thumbs = (count: number, value = 1) => ({
      type: "context_actions",
      elements: Array.from({ length: count }, () => ({
        type: "feedback_buttons",
        positive_button: { text: plain(1), value: "x".repeat(value) },
        negative_button: { text: plain(1), value: "x" },
      })),
    });
    const container = (count: number, child: object = { type: "divider" }) => ({
      type: "container",
      title: plain(150),
      is_collapsible: true,
      default_collapsed: true,
      child_blocks: Array.from({ length: count }, () => child),
    });
    const pairs: readonly (readonly [within: readonly object[], past: readonly object[], error?: string])[] = [
      [[section(3_000)], [section(3_001)]],
      [[markdown(6_000), markdown(6_000)], [markdown(6_000), markdown(6_001)], "msg_blocks_too_long"],
      [Array.from({ length: 50 }, () => section(1)), Array.from({ length: 51 }, () => section(1))],
      [[table(101, 20)], [table(102, 1)]],
      [[table(2, 20)], [table(2, 21)]],
      [[table(2, 1)], [table(2, 1), table(2, 1)]],
      [[chart(20)], [chart(21)]],
      [[chart(1, "x".repeat(18))], [chart(1, "x".repeat(19))]],
      [
        [chart(1), chart(1)],
        [chart(1), chart(1), chart(1)],
      ],
      [[button(75)], [button(76)]],
      [[{ type: "divider" }], [{ type: "hologram" }]],
      [[header(150)], [header(151)]],
      [[actions(25)], [actions(26)]],
      [
        [{ ...actions(1), block_id: "b" }],
        [
          { ...actions(1), block_id: "b" },
          { type: "divider", block_id: "b" },
        ],
      ],
      [[thumbs(5)], [thumbs(6)]],
      [[thumbs(1, 2_000)], [thumbs(1, 2_001)]],
      [[container(10)], [container(11)]],
      [[container(1)], [container(1, { type: "markdown", text: "x" })]],
    ];
    for (const [within, past, error = "invalid_blocks"] of pairs) {
      expect([await post(within), await post(past)]).toEqual(["ok", error]);
    }
  });

  it("cuts a long text without a word, and takes only what a view may hold", async () => {
    const client = clientOf();
    await client.chat.postMessage({ channel: "C1", text: "x".repeat(40_001) });
    expect(slack.seen("C1").map((one) => one.text.length)).toEqual([40_000]);
    const home = (blocks: readonly object[]) =>
      codeOf(client.apiCall("views.publish", { user_id: "U1", view: { type: "home", blocks } }));
    const dividers = (count: number) => Array.from({ length: count }, () => ({ type: "divider" }));
    expect([await home(dividers(100)), await home(dividers(101))]).toEqual(["ok", "invalid_blocks"]);
    expect(await home([{ type: "markdown", text: "for messages" }])).toBe("invalid_blocks");
    expect(slack.workspace.homes.get("U1")).toEqual({ type: "home", blocks: dividers(100) });
    const modal = (title: string, trigger: string) =>
      codeOf(
        client.apiCall("views.open", {
          trigger_id: trigger,
          view: { type: "modal", title: { type: "plain_text", text: title }, blocks: [] },
        }),
      );
    expect([await modal("x".repeat(25), "t1"), await modal("Why?", "t1"), await modal("Why?", "t1")]).toEqual([
      "invalid_arguments",
      "ok",
      "exchanged_trigger_id",
    ]);
    const prompts = (count: number) =>
      codeOf(
        client.apiCall("assistant.threads.setSuggestedPrompts", {
          channel_id: "DU1",
          prompts: Array.from({ length: count }, () => ({ title: "t", message: "m" })),
        }),
      );
    expect([await prompts(4), await prompts(5)]).toEqual(["ok", "invalid_arguments"]);
  });

  it("streams until the stream is stopped or has expired", async () => {
    const client = clientOf();
    const to = { channel: "C1", thread_ts: "1.1" };
    expect(await codeOf(client.apiCall("chat.startStream", to))).toBe("missing_recipient_user_id");
    const start = { ...to, recipient_user_id: "U1", recipient_team_id: "T1" };
    const { ts } = await client.chat.startStream({ ...start, chunks: [{ type: "markdown_text", text: "one " }] });
    const at = { channel: "C1", ts: ts ?? "" };
    await client.chat.appendStream({ ...at, markdown_text: "two" });
    expect(await codeOf(client.chat.appendStream({ ...at, markdown_text: "x".repeat(12_001) }))).toBe("msg_too_long");
    slack.expireStreams();
    expect(await codeOf(client.chat.appendStream({ ...at, markdown_text: "three" }))).toBe(
      "message_not_in_streaming_state",
    );
    expect(slack.seen("C1").map((one) => one.text)).toEqual(["one two"]);
  });

  it("makes a client wait where there are too many calls, and fails as it is told", async () => {
    slack.failNext("chat.postMessage", { retryAfterSeconds: 0 });
    await clientOf(1).chat.postMessage({ channel: "C1", text: "after a while" });
    expect(slack.calls.map((call) => call.answer.ok)).toEqual([false, true]);
    slack.failNext("chat.postMessage", { error: "not_in_channel" });
    expect(await post([{ type: "divider" }])).toBe("not_in_channel");
    slack.refuseBlocks("divider");
    expect(await post([{ type: "divider" }])).toBe("invalid_blocks");
    expect(await codeOf(clientOf().chat.postMessage({ channel: "C9", text: "t" }))).toBe("channel_not_found");
  });

  it("takes files through their three calls", async () => {
    const file = Buffer.from("a,b\n1,2\n");
    await clientOf().files.uploadV2({ channel_id: "C1", thread_ts: "1.1", filename: "rows.csv", file, title: "Rows" });
    expect(slack.files().map(({ name, title, bytes }) => [name, title, Buffer.from(bytes).toString()])).toEqual([
      ["rows.csv", "Rows", "a,b\n1,2\n"],
    ]);
    expect(slack.seen("C1").map(({ files, threadTs }) => [files, threadTs])).toEqual([[["rows.csv"], "1.1"]]);
  });

  it("speaks Socket Mode with Bolt", async () => {
    const app = new App({
      token: slack.botToken,
      appToken: slack.appToken,
      socketMode: true,
      clientOptions: { slackApiUrl: slack.apiUrl },
      logger: silent,
    });
    const said: string[] = [];
    app.message(/.*/, async ({ message, say }) => {
      if ("text" in message) said.push(message.text ?? "");
      await say("heard");
    });
    await app.start();
    await slack.socketMode.connected();
    await slack.socketMode.send("events_api", eventPayload("Ev1", directMessage("a".repeat(70_000), { ts: "1.1" })));
    await expect.poll(() => slack.seenDirectly("U1").map((one) => one.text)).toEqual(["heard"]);
    expect(said.map((text) => text.length)).toEqual([70_000]);
    await app.stop();
  });
});
