import { vi } from "vitest";

import { createIdSource, createSilentLogger, createSystemClock, loadConfig } from "#core";
import type { Answer } from "#agent";

import { runCli } from "../../api/cli/run-cli.ts";
import { localPrincipal } from "../../api/local-principal.ts";
import { openSql } from "../../api/open-sql.ts";
import { createRunningTurns } from "../../api/running-turns.ts";
import type { Service } from "../../api/service.ts";
import { createSlackApp } from "../../api/slack/create-slack-app.ts";
import { collectAnswer } from "../../api/collect-answer.ts";
import { advance, newTurn } from "../../web/chat/turn.ts";
import { askQuestion } from "../../web/client/turn-stream.ts";
import { askRequest, buildApp } from "../support/build-app.ts";
import { buildTerminal } from "../support/build-terminal.ts";
import { foreignRooms } from "../support/foreign-rooms.ts";
import { connect } from "../support/mcp-clients.ts";
import { startFakeSlack } from "../support/slack/fake-slack.ts";
import { directMessage, eventPayload, eventRequest } from "../support/slack/requests.ts";
import { toldBy, type Told } from "./told.ts";

/** Asks the questions of one conversation in turn, as the analyst at this machine or an analyst of Slack. */
export type DataChannel = (questions: readonly string[]) => Promise<readonly Told[]>;
/** The same; gives what a person reads of each answer. */
export type ReadChannel = (questions: readonly string[]) => Promise<readonly string[]>;

export type Channels = {
  readonly data: Readonly<Record<string, DataChannel>>;
  readonly read: Readonly<Record<string, ReadChannel>>;
  readonly close: () => Promise<void>;
};

const ids = createIdSource();

/** Every channel over one service. */
export async function openChannels(service: Service, directory: string): Promise<Channels> {
  const app = buildApp({
    runTurn: service.runTurn,
    operations: service.operations,
    turns: createRunningTurns({ graceMs: 0, keptMs: 60_000 }),
    ready: service.ready,
    principalOf: () => localPrincipal("analyst"),
    limits: { questionChars: 4_000 },
    clock: createSystemClock(),
    ids,
  });
  const mcp = await connect("new", { fetch: (request) => app.request(request) });
  const slack = await openSlack(service);
  const terminal = terminalOf(service, directory);
  /** One question after the other in one conversation. */
  const inTurn =
    <Result>(ask: (question: string, thread: string) => Promise<Result>) =>
    async (questions: readonly string[]) => {
      const thread = ids("thread");
      const results: Result[] = [];
      for (const question of questions) results.push(await ask(question, thread));
      return results;
    };
  const askOverMcp = (question: string, thread: string) => mcp.call("ask", { question, thread });
  return {
    data: {
      "HTTP, JSON": inTurn(async (question, thread) => {
        const response = await app.request("/v1/ask", askRequest({ question, thread }));
        return toldBy((await response.json()) as Answer); // As the contract's tests hold it.
      }),
      "HTTP, event stream": inTurn(async (question, thread) => {
        const request = askRequest({ question, thread }, { accept: "text/event-stream" });
        const body = await (await app.request("/v1/ask", request)).text();
        const events = [...body.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data));
        return toldBy(events.find((event) => event.type === "answer-end").answer);
      }),
      "the page": inTurn((question, thread) => askOnPage(app, question, thread)),
      "MCP, structured": inTurn(async (question, thread) => {
        const { structured } = await askOverMcp(question, thread);
        return toldBy(structured as Answer); // As the tool's output schema has it.
      }),
      "command line, --json": inTurn(async (question, thread) =>
        toldBy(JSON.parse(await terminal(["ask", "--json", "--thread", thread, question])) as Answer),
      ),
    },
    read: {
      "MCP, text": inTurn(async (question, thread) => (await askOverMcp(question, thread)).text),
      "command line": inTurn((question, thread) => terminal(["ask", "--thread", thread, question])),
      Slack: slack.ask,
    },
    close: async () => {
      await mcp.close();
      await slack.close();
    },
  };
}

/** What the service itself says: the answer that every channel is to tell. */
export async function askDirectly(service: Service, questions: readonly string[]): Promise<readonly Told[]> {
  const thread = ids("thread");
  const told: Told[] = [];
  for (const question of questions) {
    told.push(toldBy(await collectAnswer(service.runTurn({ thread, question, principal: localPrincipal("analyst") }))));
  }
  return told;
}

/** By the page's own client, whose requests go to the app instead of to the network. */
async function askOnPage(app: ReturnType<typeof buildApp>, question: string, thread: string): Promise<Told> {
  vi.stubGlobal("fetch", (address: string, init: RequestInit) => app.request(address, init));
  try {
    let turn = newTurn(question);
    for await (const event of askQuestion({ question, thread }, new AbortController().signal)) {
      turn = advance(turn, event, 0);
    }
    if (turn.kind !== "finished") throw new RangeError(`The page's turn is ${turn.kind}.`);
    return toldBy(turn.answer);
  } finally {
    vi.unstubAllGlobals();
  }
}

function terminalOf(service: Service, directory: string) {
  return async (args: readonly string[]): Promise<string> => {
    const { terminal, written } = buildTerminal({ columns: 100 });
    const exitCode = await runCli(args, {
      terminal,
      env: { RECKONER_DATA_DIR: directory },
      directory,
      createService: async () => ({ ...service, close: async () => {} }),
      openSql,
      ...foreignRooms,
      clock: createSystemClock(),
      ids,
      signal: new AbortController().signal,
    });
    if (exitCode !== 0) throw new RangeError(written.err);
    return written.out;
  };
}

/** A direct message for each question in one thread; what the person sees of each answer. */
async function openSlack(service: Service) {
  const fake = await startFakeSlack();
  const clock = createSystemClock();
  const config = loadConfig(
    {
      SLACK_BOT_TOKEN: fake.botToken,
      SLACK_SIGNING_SECRET: fake.signingSecret,
      SLACK_API_URL: fake.apiUrl,
      SLACK_ROLES: "analyst=@example.com",
    },
    "/srv",
  );
  if (config.slack === null) throw new RangeError("the app is set");
  const app = createSlackApp(
    { ...config, slack: config.slack },
    { service, drawPicture: async () => null, wait: async () => {}, clock, log: createSilentLogger() },
  );
  await app.start();
  let count = 0;
  const ask = async (questions: readonly string[]) => {
    const first = `${count + 1}.1`;
    const shown: string[] = [];
    for (const question of questions) {
      count++;
      const ts = `${count}.1`;
      const before = fake.seenDirectly("U1").length;
      const made = () => fake.callsOf("agents.sessions.setStatus").filter(({ status }) => status === "active").length;
      const madeBefore = made();
      const event = directMessage(question, ts === first ? { ts } : { ts, thread: first });
      const signing = { secret: fake.signingSecret, atSeconds: Math.floor(clock.now().getTime() / 1_000) };
      const request = eventRequest(eventPayload(`Ev${count}`, event), signing);
      await app.handle?.(new Request("http://127.0.0.1/slack/events", request));
      await vi.waitFor(
        () => {
          if (made() <= madeBefore) throw new RangeError("no answer yet");
        },
        { timeout: 20_000, interval: 10 },
      );
      shown.push(
        fake
          .seenDirectly("U1")
          .slice(before)
          .map(({ text }) => text)
          .join("\n"),
      );
    }
    return shown;
  };
  return {
    ask,
    close: async () => {
      await app.close(10_000);
      await fake.close();
    },
  };
}
