import { z } from "zod";

import type { SlackPlace } from "#store";

/** What tells an event from every other, and where in Slack it is answered. */
export type EventIdentity = {
  readonly key: string;
  /** Null for what is not answered where it happened. */
  readonly place: SlackPlace | null;
};

const messageEvent = z.object({
  type: z.enum(["app_mention", "message"]),
  channel: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  user: z.string(),
  /** Joins, edits, deletions and the like have one. */
  subtype: z.string().optional(),
  /** Written by an app. */
  bot_id: z.string().optional(),
});
const eventBody = z.object({ event_id: z.string(), event: z.looseObject({ type: z.string() }) });
const triggered = z.object({ trigger_id: z.string() });

/** Messages of people come without a subtype, or with a file, or shown in the channel too. */
const subtypesOfPeople: readonly (string | undefined)[] = [undefined, "file_share", "thread_broadcast"];

/**
 * Identity of what Slack sent; null where nobody is to do anything about it: messages of apps and of ourselves, edits,
 * deletions, and what has no form that we know. A message is known by its place and time, since Slack may tell of one
 * message in two events; an interaction by its trigger.
 */
export function identifyEvent(body: unknown, botUserId: string): EventIdentity | null {
  const event = eventBody.safeParse(body);
  if (!event.success) {
    const interaction = triggered.safeParse(body);
    return interaction.success ? { key: `trigger:${interaction.data.trigger_id}`, place: null } : null;
  }
  const { event_id: id, event: told } = event.data;
  if (told.type !== "message" && told.type !== "app_mention") return { key: `event:${id}`, place: null };
  const message = messageEvent.safeParse(told);
  if (!message.success) return null;
  const { channel, ts, thread_ts: threadTs = ts, user, subtype, bot_id: botId } = message.data;
  if (botId !== undefined || user === botUserId || !subtypesOfPeople.includes(subtype)) return null;
  return { key: `message:${channel}:${ts}`, place: { channel, threadTs, user } };
}
