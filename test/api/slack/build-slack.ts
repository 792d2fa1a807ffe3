import { vi } from "vitest";

import {
  createFixedClock,
  createSilentLogger,
  createSequentialIdSource,
  loadConfig,
  type Clock,
  type Logger,
} from "#core";

import { createSlackApp, type SlackApp } from "../../../api/slack/create-slack-app.ts";
import type { CustomerSigns } from "../../../api/slack/render/index.ts";
import type { SlackDeps } from "../../../api/slack/slack-deps.ts";
import type { AskRequest, RunAsk } from "../../../api/service.ts";
import { buildOperations, type TestStore } from "../../support/build-operations.ts";
import { buildOverview } from "../../support/build-overview.ts";
import { answeringEvents } from "../../support/fake-run-turn.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";
import { startFakeSlack, type FakeSlack } from "../../support/slack/fake-slack.ts";
import {
  commandRequest,
  eventPayload,
  eventRequest,
  interactionRequest,
  type SlackRequest,
} from "../../support/slack/requests.ts";

export const now = new Date("2026-11-20T12:00:00Z");
const atSeconds = now.getTime() / 1_000;

/** What is about a customer in these tests: their id, and a query that groups nothing. */
export const signs: CustomerSigns = {
  namesCustomer: (text) => /\buser_\d+\b/.test(text),
  givesSingleRows: (sql) => !/\bgroup by\b|\bmean_score\b/i.test(sql),
};

export type Options = {
  readonly env?: Readonly<Record<string, string>>;
  /** How a question is answered; left out: by `answeringEvents`. */
  readonly runTurn?: RunAsk;
  /** A workspace and a store that another app is in, too. */
  readonly fake?: FakeSlack;
  readonly store?: TestStore;
  readonly clock?: Clock;
  readonly log?: Logger;
  readonly drawPicture?: SlackDeps["drawPicture"];
};

/** The Slack app over a fake turn, a store and a fake Slack, with what went through it. */
export type Rig = {
  readonly app: SlackApp;
  readonly fake: FakeSlack;
  readonly store: TestStore;
  /** Questions as they came to be answered. */
  readonly asked: readonly AskRequest[];
  readonly refusals: readonly { readonly actor: string; readonly question: string }[];
  /** How long the app said it would wait, of waits that are no batches. */
  readonly waitedMs: readonly number[];
  readonly send: (request: SlackRequest) => Promise<Response>;
  /** Sends an event, as Slack does for the first time. */
  readonly event: (id: string, event: Parameters<typeof eventPayload>[1]) => Promise<Response>;
  readonly interact: (payload: Parameters<typeof interactionRequest>[0]) => Promise<Response>;
  readonly command: (form: Readonly<Record<string, string>>) => Promise<Response>;
  /** Waits for what is under way, then ends the app. */
  readonly finish: () => Promise<void>;
};

const batchMs = 700;

/** A turn that answers and is kept, as the service keeps it. */
export function keepingTurn(
  store: TestStore,
  script: (request: AskRequest) => ReturnType<typeof answeringEvents>,
): RunAsk {
  const ids = createSequentialIdSource();
  return async function* (request) {
    const id = ids("answer");
    for (const event of script(request)) {
      if (event.type === "turn-start") yield { ...event, answerId: id };
      else if (event.type === "answer-end") {
        const answer = { ...event.answer, id };
        await store.threads.append(request.thread, request.principal.id, { question: request.question, answer });
        yield { type: "answer-end", answer };
      } else yield event;
    }
  };
}

export async function buildSlack(options: Options = {}): Promise<Rig> {
  const fake = options.fake ?? (await startFakeSlack());
  const store = options.store ?? (await openMemoryStore());
  const log = options.log ?? createSilentLogger();
  const asked: AskRequest[] = [];
  const refusals: Rig["refusals"][number][] = [];
  const waitedMs: number[] = [];
  const answer = options.runTurn ?? keepingTurn(store, answeringEvents);
  const config = loadConfig(
    {
      SLACK_BOT_TOKEN: fake.botToken,
      SLACK_SIGNING_SECRET: fake.signingSecret,
      SLACK_API_URL: fake.apiUrl,
      SLACK_ROLES: "analyst=@example.com",
      ...options.env,
    },
    "/srv",
  );
  if (config.slack === null) throw new RangeError("the app is set");
  const operations = buildOperations(store);
  const app = createSlackApp(
    { ...config, slack: config.slack },
    {
      service: {
        runTurn: (request) => {
          asked.push(request);
          return answer(request);
        },
        operations: {
          ...operations,
          results: { ...operations.results, overview: async () => buildOverview(["ask"]) },
        },
        slack: { ...store.slack, signs, noteRefusal: async (refused) => void refusals.push(refused) },
      },
      drawPicture: options.drawPicture ?? (async () => null),
      wait: async (ms) => {
        if (ms !== batchMs) waitedMs.push(ms);
      },
      clock: options.clock ?? createFixedClock(now),
      log,
    },
  );
  await app.start();
  const signing = { secret: fake.signingSecret, atSeconds };
  const send = async (request: SlackRequest) => {
    if (app.handle === null) throw new RangeError("nothing comes over HTTP in Socket Mode");
    return app.handle(new Request("http://127.0.0.1/slack/events", request));
  };
  return {
    app,
    fake,
    store,
    asked,
    refusals,
    waitedMs,
    send,
    event: (id, event) => send(eventRequest(eventPayload(id, event), signing)),
    interact: (payload) => send(interactionRequest(payload, signing)),
    command: (form) => send(commandRequest(form, signing)),
    finish: async () => {
      await app.close(60_000);
      if (!options.fake) await fake.close();
      if (!options.store) await store.close();
    },
  };
}

/** Waits until so many answers, or what came instead, have been shown as made. */
export function answered(fake: FakeSlack, count: number): Promise<void> {
  const made = () => fake.callsOf("agents.sessions.setStatus").filter(({ status }) => status === "active").length;
  return eventually(() => {
    if (made() < count) throw new RangeError(`${made()} of ${count} are made`);
  });
}

/** Waits for something to have happened in Slack. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 5_000, interval: 5 });
}
