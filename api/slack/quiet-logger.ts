import { LogLevel, type Logger as BoltLogger } from "@slack/bolt";

import type { Logger } from "#core";

/**
 * Slack's libraries log messages, payloads and addresses with tickets in them. Of what they say only that there was a
 * warning or an error goes into our log, with the name and code of an error that came with it.
 */
export function createQuietLogger(log: Logger): BoltLogger {
  const nothing = () => {};
  return {
    debug: nothing,
    info: nothing,
    warn: (...said) => log.warn({ event: "slack-library", ...namesOf(said) }),
    error: (...said) => log.error({ event: "slack-library", ...namesOf(said) }),
    setLevel: nothing,
    getLevel: () => LogLevel.WARN,
    setName: nothing,
  };
}

function namesOf(said: readonly unknown[]): { readonly error?: string; readonly code?: string } {
  const error = said.find((one) => one instanceof Error);
  if (error === undefined) return {};
  return "code" in error && typeof error.code === "string"
    ? { error: error.name, code: error.code }
    : { error: error.name };
}
