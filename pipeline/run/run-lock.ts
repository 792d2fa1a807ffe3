import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import { z } from "zod";

import { AppError } from "#core";

import { isMissing } from "./atomic-file.ts";

/** Held while a run is under way; `release` gives it back. */
export type RunLock = { release(): Promise<void> };

const holderSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** Since when the holding process runs; tells it from a later one with the same id. */
  processStartedMs: z.int(),
  /** When the lock was taken, ISO. */
  at: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

/**
 * Takes the lock of a data directory. A lock whose process has ended is taken over. Throws `PIPELINE_LOCKED` when
 * another run holds it; a lock from another machine counts as held.
 */
export async function takeRunLock(file: string, now: Date): Promise<RunLock> {
  const self: Holder = {
    pid: process.pid,
    host: os.hostname(),
    processStartedMs: Math.round(performance.timeOrigin),
    at: now.toISOString(),
  };
  // Written first and linked into place, so that nobody ever sees a lock without its holder.
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, `${JSON.stringify(self)}\n`);
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await tryLink(own, file)) return { release: () => rm(file, { force: true }) };
      const holder = await readHolder(file);
      if (holder !== null && isAlive(holder, self)) throw locked(holder);
      await removeStale(file, self);
    }
    throw locked(await readHolder(file));
  } finally {
    await rm(own, { force: true });
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moves the lock away before it is removed: should another process have renewed it by now, it is put back. */
async function removeStale(file: string, self: Holder): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const holder = await readHolder(aside);
  if (holder !== null && isAlive(holder, self)) await tryLink(aside, file);
  await rm(aside, { force: true });
}

async function readHolder(file: string): Promise<Holder | null> {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    // A lock that was cut off while it was written belongs to nobody.
    if (isMissing(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

function isAlive(holder: Holder, self: Holder): boolean {
  if (holder.host !== self.host) return true;
  if (holder.pid === self.pid) return holder.processStartedMs === self.processStartedMs;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function locked(holder: Holder | null): AppError {
  const who = holder === null ? "another process" : `process ${holder.pid} on ${holder.host} since ${holder.at}`;
  return new AppError("PIPELINE_LOCKED", {
    detail: `A pipeline run is under way: ${who}.`,
    hint: "Wait until it ends. If that process is no pipeline, remove pipeline.lock from the data directory.",
  });
}
