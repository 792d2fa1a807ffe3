import { App, SocketModeReceiver, type Receiver, type ReceiverEvent } from "@slack/bolt";
import { z } from "zod";

import { AppError, toAppError, type Clock, type Config, type Logger, type SlackConfig } from "#core";

import type { Service } from "../service.ts";
import { createAnswerQuestion } from "./answer/answer-question.ts";
import { createCallSlack, type CallSlack } from "./call-slack.ts";
import { createSendDigest } from "./digest/send-digest.ts";
import { endLeftWork } from "./end-left-work.ts";
import { createAsk } from "./listen/ask.ts";
import { listenToFeedback } from "./listen/listen-to-feedback.ts";
import { listenToHome } from "./listen/listen-to-home.ts";
import { listenToMessages, type HeldContext } from "./listen/listen-to-messages.ts";
import { listenToQuestions } from "./listen/listen-to-questions.ts";
import { createFindMember } from "./members.ts";
import { createQuietLogger } from "./quiet-logger.ts";
import { createGate, type Gate } from "./receive/gate.ts";
import { createHonoReceiver } from "./receive/hono-receiver.ts";
import type { DrawPicture, SlackDeps } from "./slack-deps.ts";

/** The Slack app over the service. */
export type SlackApp = {
  /** Takes a signed request of Slack's; null in Socket Mode, where none comes. */
  readonly handle: ((request: Request) => Promise<Response>) | null;
  /**
   * Learns who the app is, connects, and looks from now on for what is due and what was left. Throws `CONFIG_INVALID`
   * where Slack does not take a token; where it cannot be reached, it goes on trying.
   */
  readonly start: () => Promise<void>;
  /** Lets nothing more in, lets answers end for `graceMs`, then ends them with a sentence. */
  readonly close: (graceMs: number) => Promise<void>;
};

type SlackAppDeps = {
  readonly service: Pick<Service, "runTurn" | "operations" | "slack">;
  readonly drawPicture: DrawPicture;
  readonly wait: SlackDeps["wait"];
  readonly clock: Clock;
  readonly log: Logger;
};

type Identity = { readonly teamId: string; readonly botUserId: string; readonly botId: string | undefined };

const identityReply = z.object({ team_id: z.string(), user_id: z.string(), bot_id: z.string().optional() });
const reconnectMs = 5_000;
const lookMs = 15_000;
/** Trying again does not help. */
const refusals = new Set(["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"]);

/** Puts the app together; nothing is sent anywhere before `start`. */
export function createSlackApp(
  config: Pick<Config, "limits" | "server"> & { readonly slack: SlackConfig },
  given: SlackAppDeps,
): SlackApp {
  const { slack } = config;
  const { clock, log, service, wait } = given;
  let identity: Identity | null = null;
  const known = () => identity ?? notConnected();
  const botUserId = () => known().botUserId;
  const logger = createQuietLogger(log);
  const call = createCallSlack(slack, { logger, wait });
  const gate = createGate({ events: service.slack.events, botUserId, log });
  const teamId = () => known().teamId;
  const findMember = createFindMember(slack, { call, teamId, clock });
  const deps: SlackDeps = {
    ...given,
    call,
    gate,
    findMember,
    webUrl: config.server.publicUrl,
    teamId,
    botUserId,
    questionChars: config.limits.questionChars,
  };
  const http = slack.receiver.kind === "http" ? createHonoReceiver({ ...slack.receiver, clock, log }) : null;
  const receiver = http ?? createSocketReceiver(slack, logger);
  const app = new App<HeldContext>({
    receiver: gated(receiver, gate),
    authorize: async () => ({ ...known(), botToken: slack.botToken }),
    clientOptions: { slackApiUrl: slack.apiUrl },
    convoStore: false,
    logger,
  });
  app.error(async (error) => {
    log.error({ event: "slack-listener-failed", code: toAppError(error).code });
  });
  const ask = createAsk(deps, createAnswerQuestion(deps));
  listenToMessages(app, deps, ask);
  listenToHome(app, deps);
  listenToQuestions(app, deps, ask);
  listenToFeedback(app, deps);
  const sendDigest = slack.digest === null ? null : createSendDigest(slack.digest, deps);

  const stop = new AbortController();
  const look = () => {
    void endLeftWork(deps);
    void sendDigest?.();
  };
  let looking: NodeJS.Timeout | undefined;
  const connect = async () => {
    identity ??= await identify(call);
    if (identity === null || stop.signal.aborted) return false;
    await receiver.start();
    looking = setInterval(look, lookMs).unref();
    look();
    return true;
  };
  return {
    handle:
      http && (async (request) => (identity === null ? new Response(null, { status: 503 }) : http.handle(request))),
    start: async () => {
      if (await connect()) return;
      log.warn({ event: "slack-unreachable" });
      void keepTrying(connect, stop.signal, deps);
    },
    close: async (graceMs) => {
      stop.abort();
      clearInterval(looking);
      await gate.close(graceMs);
      await receiver.stop();
    },
  };
}

function createSocketReceiver({ receiver, apiUrl }: SlackConfig, logger: ReturnType<typeof createQuietLogger>) {
  return new SocketModeReceiver({
    appToken: receiver.kind === "socket" ? receiver.appToken : "",
    logger,
    installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
    // What was not acknowledged is sent again.
    processEventErrorHandler: async () => false,
  });
}

/** The receiver with the gate before the app: every event is claimed before it is processed. */
function gated(receiver: Receiver, gate: Gate): Receiver {
  return {
    init: (app) => {
      const processEvent = (event: ReceiverEvent) => gate.admit(event, (held) => app.processEvent(held));
      // Receivers use nothing else of an app.
      receiver.init({ processEvent } as App);
    },
    start: () => receiver.start(),
    stop: () => receiver.stop(),
  };
}

/** Who the app is; null where Slack cannot be reached. Throws `CONFIG_INVALID`. */
async function identify(call: CallSlack): Promise<Identity | null> {
  const reply = await call("auth.test", {});
  if (!reply.ok && refusals.has(reply.error)) {
    throw new AppError("CONFIG_INVALID", {
      detail: `Slack does not take SLACK_BOT_TOKEN (${reply.error}).`,
      hint: "Copy the bot token anew from the app's page, OAuth & Permissions, after installing the app.",
    });
  }
  const told = reply.ok ? identityReply.safeParse(reply.value).data : undefined;
  return told ? { teamId: told.team_id, botUserId: told.user_id, botId: told.bot_id } : null;
}

async function keepTrying(
  connect: () => Promise<boolean>,
  signal: AbortSignal,
  { wait, log }: Pick<SlackDeps, "wait" | "log">,
): Promise<void> {
  while (!signal.aborted) {
    await wait(reconnectMs, signal);
    try {
      if (await connect()) return;
    } catch (thrown) {
      log.error({ event: "slack-refused", code: toAppError(thrown).code });
      return;
    }
  }
}

function notConnected(): never {
  throw new AppError("SIGN_IN_UNAVAILABLE", { detail: "Slack is not connected yet.", hint: "Try again in a minute." });
}
