import { pruneRuns } from "../../run/run-store.ts";

/**
 * Removes what earlier runs left: unfinished ones but the one that is resumed, and finished ones past the newest
 * `keepRuns`. The live run always stays, and so does the feed. Returns the removed runs' ids.
 */
export async function cleanup(options: {
  readonly dataDirectory: string;
  readonly keepRuns: number;
  readonly resumedRunId: string | null;
}): Promise<{ removedRuns: string[] }> {
  const { dataDirectory, keepRuns, resumedRunId } = options;
  return { removedRuns: await pruneRuns(dataDirectory, { keep: keepRuns, resumedRunId }) };
}
