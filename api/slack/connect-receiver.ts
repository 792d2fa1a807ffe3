import type { Receiver } from "@slack/bolt";

import { AppError, toAppError } from "#core";

import type { createIdentity } from "./identity.ts";
import type { SlackDeps } from "./slack-deps.ts";

const reconnectMs = 5_000;
const lookMs = 15_000;

/**
 * Starts and ends the app. Once it is connected, `look` is called from time to time, for what is due and what was left.
 * `start` throws `CONFIG_INVALID` where Slack does not take a token; where it cannot be reached, it goes on trying.
 */
export function connectReceiver(
  receiver: Receiver,
  look: () => void,
  deps: Pick<SlackDeps, "gate" | "wait" | "log"> & { readonly identity: ReturnType<typeof createIdentity> },
): { readonly start: () => Promise<void>; readonly close: (graceMs: number) => Promise<void> } {
  const { gate, wait, log, identity } = deps;
  const stop = new AbortController();
  let looking: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;
  const connect = async (): Promise<boolean> => {
    if (!(await identity.learn()) || stop.signal.aborted) return false;
    await receiver.start().catch((error: unknown) => {
      throw refusedReceiver(error);
    });
    looking = setInterval(look, lookMs).unref();
    look();
    return true;
  };
  const keepTrying = async () => {
    while (!stop.signal.aborted) {
      await wait(reconnectMs, stop.signal);
      if (await connect()) return;
    }
  };
  const end = async (graceMs: number) => {
    stop.abort();
    clearInterval(looking);
    await gate.close(graceMs);
    await receiver.stop();
  };
  return {
    start: async () => {
      if (await connect()) return;
      log.warn({ event: "slack-unreachable" });
      keepTrying().catch((thrown: unknown) => log.error({ event: "slack-refused", code: toAppError(thrown).code }));
    },
    close: (graceMs) => (closing ??= end(graceMs)),
  };
}

function refusedReceiver(cause: unknown): AppError {
  return new AppError("CONFIG_INVALID", {
    detail: "Slack does not take SLACK_APP_TOKEN for Socket Mode.",
    hint: "Make an app-level token with the scope connections:write, and switch Socket Mode on for the app.",
    cause,
  });
}
