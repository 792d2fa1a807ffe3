import type { Clock } from "#core";

import type { Database } from "./database/open-database.ts";

/** A message of ours in Slack, and what it belongs to: no words of it. */
export type SlackMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string;
  /** The person whom it answers. */
  readonly owner: string;
  /** The person's conversation. */
  readonly thread: string;
  /** Null for a message that opens a conversation and answers nothing. */
  readonly answerId: string | null;
};

/** Knows which message belongs to which answer and conversation, for as long as conversations are kept. */
export type SlackMessages = {
  keep(message: SlackMessage, signal?: AbortSignal): Promise<void>;
  find(channel: string, ts: string, signal?: AbortSignal): Promise<SlackMessage | null>;
  /** Messages of ours in a thread of Slack, the latest first. */
  inThread(channel: string, threadTs: string, signal?: AbortSignal): Promise<readonly SlackMessage[]>;
};

/** Messages of one thread that are looked at. */
const mostMessages = 50;

export function createSlackMessages(deps: { readonly database: Database; readonly clock: Clock }): SlackMessages {
  const { database, clock } = deps;
  return {
    keep: async ({ channel, ts, threadTs, owner, thread, answerId }, signal) => {
      const row = {
        channel,
        ts,
        thread_ts: threadTs,
        owner,
        thread,
        answer_id: answerId,
        at: clock.now().toISOString(),
      };
      await database.write(
        (db) =>
          db
            .insertInto("slack_messages")
            .values(row)
            .onConflict((conflict) => conflict.columns(["channel", "ts"]).doUpdateSet(row))
            .execute(),
        signal,
      );
    },
    find: async (channel, ts, signal) => {
      const row = await database.read(
        (db) =>
          db
            .selectFrom("slack_messages")
            .selectAll()
            .where("channel", "=", channel)
            .where("ts", "=", ts)
            .executeTakeFirst(),
        signal,
      );
      return row ? messageOf(row) : null;
    },
    inThread: async (channel, threadTs, signal) => {
      const rows = await database.read(
        (db) =>
          db
            .selectFrom("slack_messages")
            .selectAll()
            .where("channel", "=", channel)
            .where("thread_ts", "=", threadTs)
            .orderBy("at", "desc")
            .orderBy("ts", "desc")
            .limit(mostMessages)
            .execute(),
        signal,
      );
      return rows.map(messageOf);
    },
  };
}

function messageOf(row: {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string;
  readonly owner: string;
  readonly thread: string;
  readonly answer_id: string | null;
}): SlackMessage {
  const { channel, ts, thread_ts: threadTs, owner, thread, answer_id: answerId } = row;
  return { channel, ts, threadTs, owner, thread, answerId };
}
