import { z } from "zod";

import { AppError } from "#core";

import type { CallSlack } from "./call-slack.ts";

/** Who the app is in its workspace. */
export type Identity = { readonly teamId: string; readonly botUserId: string; readonly botId?: string };

const identityReply = z.object({ team_id: z.string(), user_id: z.string(), bot_id: z.string().optional() });
/** Trying again does not help. */
const refusals = new Set(["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"]);

/** Learns from Slack who the app is, once. */
export function createIdentity(call: CallSlack): {
  readonly isKnown: () => boolean;
  /** Throws `SIGN_IN_UNAVAILABLE` before it is known. */
  readonly known: () => Identity;
  /** Whether it is known now; false where Slack cannot be reached. Throws `CONFIG_INVALID` where the token is not taken. */
  readonly learn: () => Promise<boolean>;
} {
  let identity: Identity | null = null;
  return {
    isKnown: () => identity !== null,
    known: () => identity ?? notConnected(),
    learn: async () => {
      identity ??= await identify(call);
      return identity !== null;
    },
  };
}

async function identify(call: CallSlack): Promise<Identity | null> {
  const reply = await call("auth.test", {});
  if (!reply.ok && refusals.has(reply.error)) {
    throw new AppError("CONFIG_INVALID", {
      detail: `Slack does not take SLACK_BOT_TOKEN (${reply.error}).`,
      hint: "Copy the bot token anew from the app's page, OAuth & Permissions, after installing the app.",
    });
  }
  const told = reply.ok ? identityReply.safeParse(reply.value).data : undefined;
  if (!told) return null;
  const { team_id: teamId, user_id: botUserId, bot_id: botId } = told;
  return { teamId, botUserId, ...(botId !== undefined && { botId }) };
}

function notConnected(): never {
  throw new AppError("SIGN_IN_UNAVAILABLE", { detail: "Slack is not connected yet.", hint: "Try again in a minute." });
}
