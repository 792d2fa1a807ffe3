import path from "node:path";

import type { DataLayout } from "../../run/layout.ts";
import { namesIn, pruneRuns, removeFolder, type Retention } from "../../run/retention.ts";

/** What a cleanup removed, by name. */
type CleanupOutput = {
  readonly removedRuns: string[];
  /** Folders of feeds that no kept run was made from. */
  readonly removedFeeds: string[];
};

/**
 * Removes what earlier runs left: unfinished ones but the one that is resumed, finished ones past their retention,
 * their feeds, and samples that were never completed. The live run always stays, with the one before it, and so does
 * the feed in the raw folder. Only for who holds the lock.
 */
export async function cleanup(options: {
  readonly data: DataLayout;
  readonly retention: Retention;
  readonly now: Date;
  readonly resumedRunId: string | null;
  /** The feed of the run that begins. */
  readonly feedDirectory: string;
}): Promise<CleanupOutput> {
  const { data } = options;
  const unfinishedSample = `.${path.basename(data.raw)}-`;
  for (const name of await namesIn(data.root)) {
    if (name.startsWith(unfinishedSample)) await removeFolder(path.join(data.root, name));
  }
  return pruneRuns(data, options);
}
