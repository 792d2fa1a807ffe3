import type { Principal } from "#agent";
import { hashText } from "#core";
import type { SlackMessages } from "#store";

import { audienceOf } from "../render/index.ts";
import type { SlackDeps } from "../slack-deps.ts";

const idChars = 32;
/** Answers of a conversation that a further one may go back to. */
const remembered = 20;

type SlackThread = { readonly channel: string; readonly threadTs: string };

/**
 * A person's own conversation in a thread of Slack: each who asks there has one, since what one was told follows from
 * their rights (docs/decisions/0019). A thread that was opened to go on with a conversation has that one.
 */
export async function conversationIn(
  messages: Pick<SlackMessages, "inThread">,
  { channel, threadTs }: SlackThread,
  owner: string,
): Promise<string> {
  const known = (await messages.inThread(channel, threadTs)).find((message) => message.owner === owner);
  return known?.thread ?? `slack_${hashText(JSON.stringify([channel, threadTs]), idChars)}`;
}

/** Whether an answer of the conversation showed single customers: what comes next may speak of them without looking. */
export async function wasAboutCustomers(
  { service }: Pick<SlackDeps, "service">,
  thread: string,
  principal: Principal,
  signal: AbortSignal,
): Promise<boolean> {
  const { threads } = service.operations;
  const shown = await threads.show(principal, thread, { limit: remembered }, signal).catch(() => null);
  const { signs } = service.slack;
  return shown?.turns.items.some(({ answer }) => audienceOf(answer, signs) === "asker") ?? false;
}
