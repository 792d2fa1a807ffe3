import { App, SocketModeReceiver, type Receiver, type ReceiverEvent } from "@slack/bolt";

import { toAppError, type Clock, type Config, type Logger, type SlackConfig } from "#core";

import type { Service } from "../service.ts";
import { createAnswerQuestion } from "./answer/answer-question.ts";
import { createCallSlack } from "./call-slack.ts";
import { connectReceiver } from "./connect-receiver.ts";
import { createSendDigest } from "./digest/send-digest.ts";
import { endLeftWork } from "./end-left-work.ts";
import { createIdentity } from "./identity.ts";
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
  /** Lets nothing more in, lets answers end for `graceMs`, then ends them with a sentence. Repeatable. */
  readonly close: (graceMs: number) => Promise<void>;
};

type SlackAppDeps = {
  readonly service: Pick<Service, "runTurn" | "operations" | "slack">;
  readonly drawPicture: DrawPicture;
  readonly wait: SlackDeps["wait"];
  readonly clock: Clock;
  readonly log: Logger;
};

/** Puts the app together; nothing is sent anywhere before `start`. */
export function createSlackApp(
  config: Pick<Config, "limits" | "server"> & { readonly slack: SlackConfig },
  given: SlackAppDeps,
): SlackApp {
  const { slack } = config;
  const { clock, log, service, wait } = given;
  const logger = createQuietLogger(log);
  const call = createCallSlack(slack, { logger, wait });
  const identity = createIdentity(call);
  const botUserId = () => identity.known().botUserId;
  const teamId = () => identity.known().teamId;
  const gate = createGate({ events: service.slack.events, botUserId, log });
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
    authorize: async () => ({ ...identity.known(), botToken: slack.botToken }),
    clientOptions: { slackApiUrl: slack.apiUrl },
    convoStore: false,
    logger,
  });
  app.error(async (error) => {
    log.error({ event: "slack-listener-failed", code: toAppError(error).code });
  });
  listen(app, deps);
  const sendDigest = slack.digest === null ? null : createSendDigest(slack.digest, deps);
  const look = () => {
    void endLeftWork(deps);
    void sendDigest?.();
  };
  return {
    handle: http && (async (request) => (identity.isKnown() ? http.handle(request) : unknownYet())),
    ...connectReceiver(receiver, look, { ...deps, identity }),
  };
}

function listen(app: App<HeldContext>, deps: SlackDeps): void {
  const ask = createAsk(deps, createAnswerQuestion(deps));
  listenToMessages(app, deps, ask);
  listenToHome(app, deps);
  listenToQuestions(app, deps, ask);
  listenToFeedback(app, deps);
}

/** Slack sends it again. */
function unknownYet(): Response {
  return new Response(null, { status: 503 });
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
