import { webApi, type Logger as BoltLogger } from "@slack/bolt";

import type { SlackConfig } from "#core";

/** What a method of Slack's Web API came to. A refusal has Slack's own code, as `channel_not_found`. */
export type SlackReply =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: string };

/** Calls a method of Slack's Web API. Never throws: what goes wrong is a reply. */
export type CallSlack = (
  method: string,
  args: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
) => Promise<SlackReply>;

const callTimeoutMs = 15_000;
/** Calls under way at once; Slack's own limits are by minute. */
const mostCalls = 20;
const mostTries = 5;
/** Who is told to wait for longer is told that it failed. */
const longestWaitMs = 60_000;
const pauseMs = 1_000;
const msPerSecond = 1_000;
/** The call was not done, or it does no harm to do it again. */
const passing = new Set(["internal_error", "fatal_error", "service_unavailable", "team_added_to_org"]);
/** The request never left. */
const notSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/**
 * The Web API with the bot's token. Waits as long as Slack says where there were too many calls (`Retry-After`, up to a
 * minute), and tries again what Slack could not do at the moment. A call whose outcome nobody knows is not repeated: its
 * error is `request_failed`.
 */
export function createCallSlack(
  { botToken, apiUrl }: Pick<SlackConfig, "botToken" | "apiUrl">,
  deps: {
    readonly logger: BoltLogger;
    /** Resolves after so long, or when the signal is aborted. */
    readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  },
): CallSlack {
  const client = new webApi.WebClient(botToken, {
    slackApiUrl: apiUrl,
    logger: deps.logger,
    // Waiting and trying again are done here, where they can be ended.
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    timeout: callTimeoutMs,
    maxRequestConcurrency: mostCalls,
  });
  return async (method, args, signal) => {
    for (let tries = 1; ; tries += 1) {
      if (signal?.aborted) return { ok: false, error: "aborted" };
      const outcome = await tryCall(client, method, args);
      if (outcome.waitMs === null || tries >= mostTries || outcome.waitMs > longestWaitMs) return outcome.reply;
      await deps.wait(outcome.waitMs, signal);
    }
  };
}

type Outcome = {
  readonly reply: SlackReply;
  /** After how long to try again; null where that would change nothing. */
  readonly waitMs: number | null;
};

async function tryCall(
  client: webApi.WebClient,
  method: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  try {
    return { reply: { ok: true, value: { ...(await client.apiCall(method, { ...args })) } }, waitMs: null };
  } catch (thrown) {
    if (thrown instanceof webApi.WebAPIRateLimitedError) {
      return { reply: { ok: false, error: "ratelimited" }, waitMs: thrown.retryAfter * msPerSecond };
    }
    if (thrown instanceof webApi.WebAPIPlatformError) {
      const { error } = thrown.data;
      return { reply: { ok: false, error }, waitMs: passing.has(error) ? pauseMs : null };
    }
    if (thrown instanceof webApi.WebAPIHTTPError && thrown.statusCode >= 500) {
      return { reply: { ok: false, error: "service_unavailable" }, waitMs: pauseMs };
    }
    return { reply: { ok: false, error: "request_failed" }, waitMs: notSent.has(codeOf(thrown)) ? pauseMs : null };
  }
}

/** Node's code of a failed connection, however deep `fetch` wrapped it. */
function codeOf(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = "original" in error ? error.original : error.cause) {
    if ("code" in error && typeof error.code === "string" && notSent.has(error.code)) return error.code;
  }
  return "";
}
