import { readdir, rm } from "node:fs/promises";
import path from "node:path";

import type { DataLayout } from "../../run/layout.ts";
import { pruneRuns } from "../../run/run-store.ts";

/**
 * Removes what earlier runs left: unfinished ones but the one that is resumed, finished ones past the newest
 * `keepRuns`, and samples that were never completed. The live run always stays, and so does the feed. Only for who
 * holds the lock. Returns the removed runs' ids.
 */
export async function cleanup(options: {
  readonly data: DataLayout;
  readonly keepRuns: number;
  readonly resumedRunId: string | null;
}): Promise<{ removedRuns: string[] }> {
  const { data, keepRuns, resumedRunId } = options;
  const unfinishedSample = `.${path.basename(data.raw)}-`;
  for (const name of await readdir(data.root)) {
    if (name.startsWith(unfinishedSample)) await rm(path.join(data.root, name), { recursive: true, force: true });
  }
  return { removedRuns: await pruneRuns(data.root, { keep: keepRuns, resumedRunId }) };
}
