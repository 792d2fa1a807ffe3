import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { createSystemClock, type StoreLocation } from "#core";

import { lastingPlaces, openTestStore } from "./store-fixture.ts";

const child = fileURLToPath(new URL("./kill-child.ts", import.meta.url));

/** Starts a process that writes as fast as it can and kills it after `lines` acknowledgements; those that it gave. */
async function writeUntilKilled(location: StoreLocation, prefix: string, lines: number): Promise<string[]> {
  const args = ["--import", "tsx", child, JSON.stringify(location), prefix];
  const process = spawn("node", args, { stdio: ["ignore", "pipe", "inherit"] });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: process.stdout })) {
    acknowledged.push(line);
    // The kill comes while the writes go on: lines that were on their way are still read.
    if (acknowledged.length === lines) process.kill("SIGKILL");
  }
  return acknowledged;
}

describe.each(lastingPlaces)("the store on %s", (_name, createPlace) => {
  it("holds all that was acknowledged when two processes that write at once are killed", async () => {
    const { location, remove } = await createPlace();
    const written = await Promise.all(
      ["a", "b"].map((prefix, index) => writeUntilKilled(location, prefix, 25 + 7 * index)),
    );
    const store = await openTestStore(location, createSystemClock());
    const audit = await store.audit.read({ limit: 10_000 });
    for (const [index, prefix] of ["a", "b"].entries()) {
      const acknowledged = (written[index] ?? []).map((line) => line.split(" "));
      const kept = (await store.threads.load("t1", prefix))?.turns.map((turn) => turn.answer.id) ?? [];
      expect(acknowledged.length).toBeGreaterThanOrEqual(25);
      expect(kept.slice(0, acknowledged.length)).toEqual(acknowledged.map(([id]) => id));
      // At most the one that was under way is there besides.
      expect(kept.length - acknowledged.length).toBeLessThanOrEqual(1);
      const audited = acknowledged.map(([, sequence]) => audit[Number(sequence) - 1]?.entry.actor);
      expect(audited).toEqual(acknowledged.map(([id]) => id));
    }
    expect(await store.audit.verify()).toMatchObject({ intact: true });
    await store.close();
    await remove();
  });
});
