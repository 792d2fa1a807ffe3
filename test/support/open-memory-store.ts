import { createFixedClock, createSequentialIdSource } from "#core";
import { openStore } from "#store";

import { answerSchema } from "../../agent/answer.ts";
import { threadTurnSchema } from "../../agent/thread.ts";

/** The store of the service, kept in memory; its clock stands still. */
export function openMemoryStore() {
  return openStore({
    location: { kind: "memory" },
    retentionDays: 90,
    turnSchema: threadTurnSchema,
    answerSchema,
    clock: createFixedClock(new Date("2026-11-20T12:00:00Z")),
    ids: createSequentialIdSource(),
  });
}
