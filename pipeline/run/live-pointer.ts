import { z } from "zod";

import { readJsonFile, writeFileAtomically } from "./atomic-file.ts";
import type { DataLayout } from "./layout.ts";

const livePointerSchema = z.object({
  formatVersion: z.int(),
  runId: z.string().regex(/^[A-Za-z0-9_-]+$/),
});
export type LivePointer = z.infer<typeof livePointerSchema>;

/** Says which run serves; null when none does. Throws `RESULTS_DAMAGED` when the file cannot be read. */
export function readLivePointer(data: DataLayout, signal?: AbortSignal): Promise<LivePointer | null> {
  return readJsonFile(data.live, livePointerSchema, signal);
}

/** Makes a run the one that serves: one rename, so a reader has the run before or this one. */
export function switchLive(data: DataLayout, pointer: LivePointer): Promise<void> {
  return writeFileAtomically(data.live, `${JSON.stringify(pointer)}\n`);
}
