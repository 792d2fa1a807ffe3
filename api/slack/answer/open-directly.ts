import { z } from "zod";

import type { SlackMessage } from "../render/index.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { postMessage } from "./post.ts";
import type { AnswerPlace } from "./rolling-message.ts";

const opened = z.object({ channel: z.object({ id: z.string() }) });

/**
 * Begins a thread in a person's direct messages with the app; what is asked in it goes on with the conversation
 * `thread`, or with one of its own where that is null. Null where Slack does not allow it.
 */
export async function openDirectly(
  { call, service }: Pick<SlackDeps, "call" | "service">,
  to: { readonly user: string; readonly teamId: string; readonly owner: string; readonly thread: string | null },
  heading: SlackMessage,
): Promise<AnswerPlace | null> {
  const reply = await call("conversations.open", { users: to.user });
  const channel = reply.ok ? (opened.safeParse(reply.value).data?.channel.id ?? null) : null;
  const ts = channel === null ? null : await postMessage(call, { channel }, heading);
  if (channel === null || ts === null) return null;
  if (to.thread !== null) {
    const { owner, thread } = to;
    await service.slack.messages.keep({ channel, ts, threadTs: ts, owner, thread, answerId: null });
  }
  return { channel, threadTs: ts, user: to.user, teamId: to.teamId };
}
