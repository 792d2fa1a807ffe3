import { createSystemClock, type StoreLocation } from "#core";

import { buildTurn, openTestStore } from "./store-fixture.ts";

/**
 * Appends turns and audit records to the store in argv[2] (JSON of its location) until it is killed; prints `answer
 * sequence` of each pair once both are acknowledged.
 */
const [, , locationText = "", prefix = ""] = process.argv;
// The test wrote it.
const location = JSON.parse(locationText) as StoreLocation;
const store = await openTestStore(location, createSystemClock());
for (let count = 0; ; count++) {
  const id = `${prefix}${count}`;
  await store.threads.append("t1", prefix, buildTurn(id));
  const { sequence } = await store.audit.append({
    kind: "erasure",
    actor: id,
    customer: "none",
    removed: { threads: 0, turns: 0, answers: 0, feedback: 0, cachedAnswers: 0 },
    reviews: 0,
  });
  process.stdout.write(`${id} ${sequence}\n`);
}
