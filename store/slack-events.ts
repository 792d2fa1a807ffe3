import type { Clock, IdSource } from "#core";

import type { Database } from "./database/open-database.ts";

/** Where in Slack an event is answered, and to whom: ids of Slack. */
export type SlackPlace = { readonly channel: string; readonly threadTs: string; readonly user: string };

/** A message of ours that is being written. */
export type OpenMessage = { readonly channel: string; readonly ts: string };

/** The right to answer one event. */
export type SlackClaim = {
  readonly key: string;
  /** Where it is answered; null for what has no place. */
  readonly place: SlackPlace | null;
  /** Whether somebody held it before, who died. */
  readonly isTakenOver: boolean;
  /** The message that was begun and not ended; null where none was. */
  readonly openMessage: OpenMessage | null;
  /** Notes the message that is being written now; null when it has ended. */
  readonly noteMessage: (message: OpenMessage | null) => Promise<void>;
  /** Holds it for longer. stop: somebody asked for an end. lost: it ran out and is another's: leave everything as it is. */
  readonly renew: () => Promise<"held" | "stop" | "lost">;
  /** Nothing is left to do, ever. */
  readonly finish: () => Promise<void>;
};

/**
 * Lets each event be answered once, whatever process it came to and however often it was sent. Events are remembered
 * for a day after they came; Slack sends one again for an hour at most.
 */
export type SlackEvents = {
  /** Milliseconds for which a claim holds unless it is renewed. */
  readonly leaseMs: number;
  /** Null where another works on the event, or it was answered. One whose holder died is given to who claims it next. */
  claim(key: string, place: SlackPlace | null, signal?: AbortSignal): Promise<SlackClaim | null>;
  /** An event with a place whose holder died; null where there is none. */
  takeOver(signal?: AbortSignal): Promise<SlackClaim | null>;
  /** Asks whoever answers in the thread to stop, in whatever process. */
  requestStop(place: Pick<SlackPlace, "channel" | "threadTs">, signal?: AbortSignal): Promise<void>;
};

const defaultLeaseMs = 20_000;

/** Keeps events of Slack in the database. Times are the processes' own, as those of turn leases. */
export function createSlackEvents(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly leaseMs?: number;
}): SlackEvents {
  const { database, clock, ids, leaseMs = defaultLeaseMs } = deps;
  const now = () => clock.now().toISOString();
  const inTime = () => new Date(clock.now().getTime() + leaseMs).toISOString();
  const claimOf = (row: ClaimedRow): SlackClaim => holdClaim({ database, now, inTime }, row);
  return {
    leaseMs,
    claim: async (key, place, signal) => {
      const holder = ids("claim");
      const row = await database.write(
        (db) =>
          db
            .insertInto("slack_events")
            .values({
              key,
              at: now(),
              state: "working",
              holder,
              expires_at: inTime(),
              tries: 1,
              stop: 0,
              channel: place?.channel ?? null,
              thread_ts: place?.threadTs ?? null,
              member: place?.user ?? null,
              message_channel: null,
              message_ts: null,
            })
            .onConflict((conflict) =>
              conflict
                .column("key")
                .doUpdateSet((row) => ({ holder, expires_at: inTime(), tries: row("slack_events.tries", "+", 1) }))
                .where("slack_events.state", "=", "working")
                .where("slack_events.expires_at", "<=", now()),
            )
            .returningAll()
            .executeTakeFirst(),
        signal,
      );
      return row ? claimOf(row) : null;
    },
    takeOver: async (signal) => {
      const holder = ids("claim");
      const row = await database.write(async (db) => {
        const left = await db
          .selectFrom("slack_events")
          .select("key")
          .where("state", "=", "working")
          .where("expires_at", "<=", now())
          .where("channel", "is not", null)
          .orderBy("expires_at")
          .executeTakeFirst();
        if (!left) return undefined;
        return db
          .updateTable("slack_events")
          .set((row) => ({ holder, expires_at: inTime(), tries: row("tries", "+", 1) }))
          .where("key", "=", left.key)
          .where("expires_at", "<=", now())
          .returningAll()
          .executeTakeFirst();
      }, signal);
      return row ? claimOf(row) : null;
    },
    requestStop: async ({ channel, threadTs }, signal) => {
      await database.write(
        (db) =>
          db
            .updateTable("slack_events")
            .set({ stop: 1 })
            .where("state", "=", "working")
            .where("channel", "=", channel)
            .where("thread_ts", "=", threadTs)
            .execute(),
        signal,
      );
    },
  };
}

type ClaimedRow = {
  readonly key: string;
  readonly holder: string;
  readonly tries: number;
  readonly channel: string | null;
  readonly thread_ts: string | null;
  readonly member: string | null;
  readonly message_channel: string | null;
  readonly message_ts: string | null;
};

function holdClaim(
  deps: { readonly database: Database; readonly now: () => string; readonly inTime: () => string },
  row: ClaimedRow,
): SlackClaim {
  const { database, now, inTime } = deps;
  const { key, holder, channel, thread_ts: threadTs, member: user, message_channel, message_ts } = row;
  const change = (message: OpenMessage | null, state: "working" | "done") =>
    database.write(async (db) => {
      const values = { state, message_channel: message?.channel ?? null, message_ts: message?.ts ?? null };
      await db.updateTable("slack_events").set(values).where("key", "=", key).where("holder", "=", holder).execute();
    });
  return {
    key,
    place: channel === null || threadTs === null || user === null ? null : { channel, threadTs, user },
    isTakenOver: row.tries > 1,
    openMessage: message_channel === null || message_ts === null ? null : { channel: message_channel, ts: message_ts },
    noteMessage: (message) => change(message, "working"),
    renew: async () => {
      const held = await database.write((db) =>
        db
          .updateTable("slack_events")
          .set({ expires_at: inTime() })
          .where("key", "=", key)
          .where("holder", "=", holder)
          .where("expires_at", ">", now())
          .returning("stop")
          .executeTakeFirst(),
      );
      if (!held) return "lost";
      return held.stop === 0 ? "held" : "stop";
    },
    finish: () => change(null, "done"),
  };
}
