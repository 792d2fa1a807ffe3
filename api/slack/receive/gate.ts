import type { ReceiverEvent } from "@slack/bolt";

import { AppError, toAppError, type Logger } from "#core";
import type { SlackClaim, SlackEvents, SlackPlace } from "#store";

import { identifyEvent } from "./read-event.ts";

/** Why work on an event is to end before it is done. lost: another process has taken it over, and has the word. */
export type EndReason = "stopped" | "shutdown" | "lost";

/** What is held while an event is worked on; listeners find it as `context.held`. */
export type HeldEvent = {
  readonly claim: SlackClaim;
  /** Aborted with an `EndReason`. */
  readonly signal: AbortSignal;
};

/** Work under a claim; `unfinished` where the next process is to do it from the beginning. */
export type HeldWork = (held: HeldEvent) => Promise<void | "unfinished">;

/** Lets every event in once. */
export type Gate = {
  /**
   * Claims the event, then has it processed; what was claimed before, and what is none of ours, is acknowledged only.
   * Throws `STORE_UNAVAILABLE` where nothing can be claimed, and `TURN_ABORTED` when closing: Slack sends the event again.
   */
  readonly admit: (event: ReceiverEvent, process: (event: ReceiverEvent) => Promise<void>) => Promise<void>;
  /** Does work that no event of its own began, under a claim; false where that was done before. */
  readonly hold: (key: string, place: SlackPlace | null, work: HeldWork) => Promise<boolean>;
  /** The same for an event that nobody works on any more; false where there is none. */
  readonly takeOver: (work: HeldWork) => Promise<boolean>;
  /** Ends the work in a thread, in this process and every other. */
  readonly stop: (place: Pick<SlackPlace, "channel" | "threadTs">) => Promise<void>;
  /** Lets no more in, waits for what is under way, after `graceMs` ends it, and resolves when it has ended. */
  readonly close: (graceMs: number) => Promise<void>;
};

/** Renewals in the time for which a claim holds: some may fail, and a stop from another process is heard soon. */
const renewalsPerLease = 5;

export function createGate(deps: {
  readonly events: SlackEvents;
  readonly botUserId: () => string;
  readonly log: Logger;
}): Gate {
  const { events, log } = deps;
  const running = new Map<AbortController, SlackPlace | null>();
  /** All that is under way, from before it is claimed. */
  const work = new Set<Promise<unknown>>();
  let isClosing = false;
  let isLate = false;

  const runClaimed = async (claim: SlackClaim, task: HeldWork) => {
    const end = new AbortController();
    running.set(end, claim.place);
    // What an event goes on with when the time to end is over has none left.
    if (isLate) end.abort("shutdown");
    const stopRenewing = keepRenewing(claim, events.leaseMs, log, (reason) => end.abort(reason));
    let outcome: void | "unfinished" = undefined;
    try {
      outcome = await task({ claim, signal: end.signal });
    } finally {
      stopRenewing();
      running.delete(end);
      // One that was lost is another's; what threw would throw again.
      const isOver = end.signal.reason !== "lost" && outcome !== "unfinished";
      if (isOver) await claim.finish().catch((error: unknown) => warn(log, error));
    }
  };
  const tracked = async <Result>(begin: () => Promise<Result>): Promise<Result> => {
    const done = begin();
    work.add(done);
    return done.finally(() => work.delete(done));
  };
  const runIfClaimed = async (claiming: Promise<SlackClaim | null>, task: HeldWork) => {
    const claim = await claiming;
    if (claim !== null) await runClaimed(claim, task);
    return claim !== null;
  };
  const endIn = ({ channel, threadTs }: Pick<SlackPlace, "channel" | "threadTs">) => {
    for (const [end, place] of running) {
      if (place?.channel === channel && place.threadTs === threadTs) end.abort("stopped");
    }
  };

  return {
    admit: (event, process) =>
      tracked(async () => {
        const identity = identifyEvent(event.body, deps.botUserId());
        if (isClosing) throw closing();
        const claiming = identity === null ? Promise.resolve(null) : events.claim(identity.key, identity.place);
        const isNew = await runIfClaimed(claiming, (held) => process({ ...event, customProperties: { held } }));
        if (!isNew) await event.ack();
      }),
    hold: (key, place, task) => tracked(() => runIfClaimed(events.claim(key, place), task)),
    takeOver: (task) => tracked(() => runIfClaimed(isClosing ? Promise.resolve(null) : events.takeOver(), task)),
    stop: async (place) => {
      endIn(place);
      await events.requestStop(place);
    },
    close: async (graceMs) => {
      isClosing = true;
      const late = setTimeout(() => {
        isLate = true;
        for (const end of running.keys()) end.abort("shutdown");
      }, graceMs);
      await Promise.allSettled(work);
      clearTimeout(late);
    },
  };
}

function keepRenewing(claim: SlackClaim, leaseMs: number, log: Logger, end: (reason: EndReason) => void): () => void {
  const timer = setInterval(() => {
    void renew(claim, end).catch((error: unknown) => warn(log, error));
  }, leaseMs / renewalsPerLease);
  return () => clearInterval(timer);
}

async function renew(claim: SlackClaim, end: (reason: EndReason) => void): Promise<void> {
  const state = await claim.renew();
  if (state !== "held") end(state === "stop" ? "stopped" : "lost");
}

function closing(): AppError {
  return new AppError("TURN_ABORTED", { detail: "This process is stopping.", hint: "Send it again to the next one." });
}

function warn(log: Logger, error: unknown): void {
  log.warn({ event: "slack-claim-failed", code: toAppError(error).code });
}
