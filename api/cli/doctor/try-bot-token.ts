import { z } from "zod";

import { AppError, type Config } from "#core";

const verdict = z.object({ ok: z.boolean(), error: z.string().default("") });

/** Asks Slack whose token it is. Throws `CONFIG_INVALID` where it takes it for nobody's, `INTERNAL` without an answer. */
export async function tryBotToken(
  { apiUrl, botToken }: NonNullable<Config["slack"]>,
  signal: AbortSignal,
): Promise<void> {
  const answer = await fetch(new URL("auth.test", apiUrl), {
    method: "POST",
    headers: { authorization: `Bearer ${botToken}` },
    signal,
  }).catch((cause: unknown) => {
    throw new AppError("INTERNAL", {
      detail: "Slack cannot be reached.",
      hint: "Look at the network, and at SLACK_API_URL if you set it.",
      cause,
    });
  });
  const { ok, error } = verdict.parse(await answer.json());
  if (ok) return;
  throw new AppError("CONFIG_INVALID", {
    detail: `Slack does not take the bot's token (${error.replaceAll(/\W+/g, " ").slice(0, 40)}).`,
    hint: "Install the app in the workspace again and set SLACK_BOT_TOKEN to its token (docs/slack.md).",
  });
}
