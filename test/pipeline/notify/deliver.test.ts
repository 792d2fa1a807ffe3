import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createFixedClock, createSequentialIdSource, type IdSource } from "#core";

import type { Alert } from "../../../pipeline/notify/alert.ts";
import { createNotify, sendWaiting, tryTargets, type NotifyDeps } from "../../../pipeline/notify/create-notify.ts";
import type { RunNotice } from "../../../pipeline/notify/notice.ts";
import { readOutbox } from "../../../pipeline/notify/outbox.ts";
import type { TargetSpec } from "../../../pipeline/notify/rules.ts";

const secret = "a-key-of-at-least-24-bytes";
const token = "xoxb-planted-token";
const { signal } = new AbortController();

const many: Alert = {
  kind: "action-level",
  subject: "churn",
  size: 841,
  text: "841 customers <!channel> have a probability above 0.7.",
  question: "Who has a probability above 0.7 & why?",
};
const drift: Alert = { kind: "data-drift", subject: "height", size: 1, text: "Shifted: height.", question: null };
const noticeOf = (...alerts: Alert[]): RunNotice => ({
  runId: "run_1",
  snapshotDate: "2026-01-01",
  isLive: true,
  alerts,
});

type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};
type Reply = { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> };

/** What answers on loopback: keeps what it gets, and answers with the next of `replies`, then always with the last. */
let received: Received[];
let replies: Reply[];
let url: string;
let directory: string;
let close: () => Promise<void>;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "alerts-"));
  received = [];
  replies = [{ status: 200, body: '{"ok":true}' }];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      });
      const {
        status,
        body = "",
        headers = {},
      } = (replies.length > 1 ? replies.shift() : replies[0]) ?? {
        status: 500,
      };
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // What a server listening on TCP gives.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
});

afterEach(async () => {
  await close();
  await rm(directory, { recursive: true, force: true });
});

const webhook = (): TargetSpec => ({ webhook: { url: `${url}/hook`, secretFrom: "HOOK_KEY" } });
const slack = (): TargetSpec => ({ slack: { channel: "C0123", tokenFrom: "SLACK_BOT_TOKEN", apiUrl: `${url}/api/` } });

function depsOf(
  target: TargetSpec,
  more: Partial<NotifyDeps> = {},
): NotifyDeps & { readonly said: string[]; readonly waits: number[] } {
  const said: string[] = [];
  const waits: number[] = [];
  return {
    rules: { targets: { a: target }, rules: [{ when: "any", to: ["a"] }] },
    file: path.join(directory, "alerts.json"),
    pageUrl: "https://reckoner.example.org",
    env: { HOOK_KEY: secret, SLACK_BOT_TOKEN: token },
    clock: createFixedClock(new Date("2026-01-02T00:00:00Z")),
    ids: createSequentialIdSource(),
    wait: async (delayMs) => void waits.push(delayMs),
    tell: (sentence) => said.push(sentence),
    said,
    waits,
    ...more,
  };
}

describe("a webhook", () => {
  it("gets the alert as JSON, signed as Standard Webhooks say, with a link that asks about it", async () => {
    await createNotify(depsOf(webhook()))(noticeOf(many), signal);
    const [one, ...others] = received;
    expect(others).toEqual([]);
    expect(one?.path).toBe("/hook");
    const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = one?.headers ?? {};
    expect([id, timestamp]).toEqual(["alert_1", String(Date.UTC(2026, 0, 2) / 1000)]);
    const expected = createHmac("sha256", secret).update(`${String(id)}.${String(timestamp)}.${one?.body}`);
    expect(signature).toBe(`v1,${expected.digest("base64")}`);
    expect(JSON.parse(one?.body ?? "")).toEqual({
      type: "reckoner.alert.action-level",
      timestamp: "2026-01-02T00:00:00.000Z",
      data: {
        ...many,
        runId: "run_1",
        snapshotDate: "2026-01-01",
        link: "https://reckoner.example.org/?ask=Who+has+a+probability+above+0.7+%26+why%3F",
      },
    });
  });

  it("reads a key that begins with whsec_ as base64", async () => {
    const bytes = Buffer.from(secret);
    const deps = depsOf(webhook(), { env: { HOOK_KEY: `whsec_${bytes.toString("base64")}` } });
    await createNotify(deps)(noticeOf(drift), signal);
    const [one] = received;
    const headers: IncomingHttpHeaders = one?.headers ?? {};
    const signed = createHmac("sha256", bytes).update(
      `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${one?.body}`,
    );
    expect(headers["webhook-signature"]).toBe(`v1,${signed.digest("base64")}`);
  });

  it("is not followed elsewhere", async () => {
    replies = [{ status: 307, headers: { location: `${url}/elsewhere` } }];
    const deps = depsOf(webhook());
    await createNotify(deps)(noticeOf(drift), signal);
    expect(received.map((one) => one.path)).toEqual(["/hook"]);
    expect(deps.said).toEqual([expect.stringContaining("The alerts' target a refused a message: it answered 307.")]);
  });

  it.each([
    ["is missing", {}, "needs HOOK_KEY, which is not set"],
    ["is too short", { HOOK_KEY: "short" }, "too short to sign with"],
  ])("sends nothing where its key %s, and keeps the message", async (_, env, words) => {
    const deps = depsOf(webhook(), { env });
    await createNotify(deps)(noticeOf(drift), signal);
    expect(received).toEqual([]);
    expect(deps.said).toEqual([expect.stringContaining(words)]);
    expect((await readOutbox(deps.file)).waiting).toHaveLength(1);
  });
});

describe("Slack", () => {
  it("gets a message whose text can neither mention nor link, with a button that asks why", async () => {
    await createNotify(depsOf(slack()))(noticeOf(many), signal);
    const [one] = received;
    expect([one?.path, one?.headers.authorization]).toEqual(["/api/chat.postMessage", `Bearer ${token}`]);
    const text = "841 customers &lt;!channel&gt; have a probability above 0.7.";
    expect(JSON.parse(one?.body ?? "")).toEqual({
      channel: "C0123",
      unfurl_links: false,
      text,
      blocks: [
        { type: "section", text: { type: "mrkdwn", text } },
        {
          type: "actions",
          elements: [
            {
              type: "button",
              text: { type: "plain_text", text: "Ask the analyst" },
              url: "https://reckoner.example.org/?ask=Who+has+a+probability+above+0.7+%26+why%3F",
            },
          ],
        },
        { type: "context", elements: [{ type: "mrkdwn", text: "Reckoner, run_1, 2026-01-01" }] },
      ],
    });
  });

  it("says by its answer what is wrong; nothing told holds the token", async () => {
    replies = [{ status: 200, body: '{"ok":false,"error":"channel_not_found"}' }];
    const deps = depsOf(slack());
    await createNotify(deps)(noticeOf(drift), signal);
    expect(received).toHaveLength(1);
    expect(deps.said).toEqual([expect.stringContaining("channel_not_found")]);
    expect(deps.said.join()).not.toContain(token);
  });

  it("is tried again where it is busy", async () => {
    replies = [{ status: 429 }, { status: 200, body: '{"ok":false,"error":"ratelimited"}' }, ...replies];
    const deps = depsOf(slack());
    await createNotify(deps)(noticeOf(drift), signal);
    expect([received.length, deps.waits, deps.said]).toEqual([3, [1_000, 3_000], []]);
  });
});

describe("an SNS topic", () => {
  const sns = (name: string): TargetSpec => ({ sns: { topic: `arn:aws:sns:eu-west-1:123456789012:${name}` } });
  const saved = { ...process.env };
  beforeEach(() => {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SNS: url,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "planted",
    });
  });
  afterEach(() => {
    for (const name of ["AWS_ENDPOINT_URL_SNS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) {
      if (saved[name] === undefined) delete process.env[name];
      else process.env[name] = saved[name];
    }
  });
  const published =
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>';

  it("gets subject, text and link; a FIFO topic an id against repeats besides", async () => {
    replies = [{ status: 200, body: published, headers: { "content-type": "text/xml" } }];
    await createNotify(depsOf(sns("alerts.fifo")))(noticeOf(many), signal);
    const fields = Object.fromEntries(new URLSearchParams(received[0]?.body));
    expect(fields).toMatchObject({
      Action: "Publish",
      TopicArn: "arn:aws:sns:eu-west-1:123456789012:alerts.fifo",
      Subject: "Reckoner: action level (churn)",
      Message: `${many.text}\n\nAsk the analyst: https://reckoner.example.org/?ask=Who+has+a+probability+above+0.7+%26+why%3F`,
      MessageDeduplicationId: "alert_1",
      MessageGroupId: "action-level",
    });
    expect(received[0]?.headers.authorization).toContain("/eu-west-1/sns/aws4_request");
  });

  it.each([
    ["refuses for good", 403, "AuthorizationError", "refused a message: AuthorizationErrorException", 1],
    ["is throttled", 400, "Throttling", "did not take a message: Throttl", 3],
    ["is down", 503, "ServiceUnavailable", "did not take a message", 3],
  ])("that %s is told as that", async (_, status, code, words, tries) => {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
    replies = [{ status, body, headers: { "content-type": "text/xml" } }];
    const deps = depsOf(sns("alerts"));
    await createNotify(deps)(noticeOf(drift), signal);
    expect(deps.said).toEqual([expect.stringContaining(words)]);
    expect(received).toHaveLength(tries);
  });
});

describe("what is not delivered", () => {
  it("waits, is sent with the next run under the same id, and is not sent twice", async () => {
    replies = [{ status: 503 }];
    const deps = depsOf(webhook());
    await createNotify(deps)(noticeOf(many), signal);
    expect(deps.said).toEqual([expect.stringContaining("it answered 503")]);
    replies = [{ status: 204 }];
    received = [];
    await createNotify(deps)(noticeOf(many, drift), signal);
    await createNotify(deps)(noticeOf(many, drift), signal);
    expect(received.map(({ headers }) => headers["webhook-id"])).toEqual(["alert_1", "alert_2"]);
    expect((await readOutbox(deps.file)).waiting).toEqual([]);
  });

  it("costs a run the tries of one message, whatever else waits for the same target", async () => {
    replies = [{ status: 500 }];
    const deps = depsOf(webhook());
    await createNotify(deps)(noticeOf(many, drift), signal);
    expect(received).toHaveLength(3);
    expect((await readOutbox(deps.file)).waiting).toHaveLength(2);
  });

  it("does not keep other targets from theirs", async () => {
    const targets = { down: { webhook: { url: "http://127.0.0.1:9/x", secretFrom: "HOOK_KEY" } }, up: webhook() };
    const deps = depsOf(webhook(), { rules: { targets, rules: [{ when: "any", to: ["down", "up"] }] } });
    await createNotify(deps)(noticeOf(drift), signal);
    expect(received).toHaveLength(1);
    expect(deps.said).toEqual([expect.stringContaining("target down did not take a message: it cannot be reached")]);
  });

  it("is sent by hand too, and given up after a week with a word", async () => {
    replies = [{ status: 503 }];
    await createNotify(depsOf(webhook()))(noticeOf(drift), signal);
    expect(await sendWaiting(depsOf(webhook()), signal)).toBe(1);
    const late = depsOf(webhook(), { clock: createFixedClock(new Date("2026-01-09T00:00:01Z")) });
    received = [];
    expect([await sendWaiting(late, signal), received, late.said]).toEqual([
      0,
      [],
      ["Given up after a week: an alert for a (Shifted: height.)"],
    ]);
  });

  it("is written down before it goes out: a process killed in between loses nothing", async () => {
    const stop = new AbortController();
    const killed = depsOf(webhook(), { wait: async () => stop.abort(new Error("killed")) });
    replies = [{ status: 503 }];
    await expect(createNotify(killed)(noticeOf(many), stop.signal)).rejects.toThrow("killed");
    replies = [{ status: 200 }];
    received = [];
    const ids: IdSource = () => "alert_new";
    await createNotify(depsOf(webhook(), { ids }))(noticeOf(many), signal);
    expect(received.map(({ headers }) => headers["webhook-id"])).toEqual(["alert_1"]);
  });

  it("is told where the outbox cannot be read, and the outbox stays as it is", async () => {
    const deps = depsOf(webhook());
    await writeFile(deps.file, "{");
    await expect(createNotify(deps)(noticeOf(many), signal)).rejects.toMatchObject({ code: "RESULTS_DAMAGED" });
    expect(received).toEqual([]);
  });
});

describe("a test message", () => {
  it("goes to every target and is not remembered", async () => {
    const deps = depsOf(webhook(), { rules: { targets: { a: webhook(), b: slack() }, rules: [] } });
    await tryTargets(deps, signal);
    expect(received.map((one) => one.path)).toEqual(["/hook", "/api/chat.postMessage"]);
    expect(await readOutbox(deps.file)).toEqual({ told: [], waiting: [] });
  });
});
