import type { QueryRequest, QueryResult, RunQuery } from "../port.ts";

export type CachedRunQueryOptions = {
  readonly runQuery: RunQuery;
  /** The run that is asked now; a result of another one is never given. */
  readonly runId: () => string;
  /** Results kept at most. */
  readonly maxResults?: number;
  /** Characters of all results kept, as JSON. */
  readonly maxCharacters?: number;
};

export type CachedRunQuery = {
  readonly runQuery: RunQuery;
  /** Forgets everything, as when somebody's data has to be erased. */
  readonly clear: () => void;
};

type Entry = { readonly result: QueryResult; readonly characters: number };

/** What a result from the cache says of itself. */
const notice = "Computed earlier, on the same data.";

/**
 * Answers the same text, asked with the same rights on the same run, from memory. Such a result keeps its query's id,
 * has read no bytes, costs nothing, and says in its notices that it was computed earlier. What was not asked for longest is forgotten
 * first; a new run empties the cache. Failures are not kept.
 */
export function createCachedRunQuery(options: CachedRunQueryOptions): CachedRunQuery {
  const { runQuery, maxResults = 200, maxCharacters = 20_000_000 } = options;
  const entries = new Map<string, Entry>();
  let runId = options.runId();
  let characters = 0;
  const forget = (key: string) => {
    characters -= entries.get(key)?.characters ?? 0;
    entries.delete(key);
  };
  const clear = () => {
    entries.clear();
    characters = 0;
  };
  const keep = (key: string, result: QueryResult) => {
    const entry = { result, characters: JSON.stringify(result).length };
    forget(key);
    if (entry.characters > maxCharacters) return;
    entries.set(key, entry);
    characters += entry.characters;
    for (const oldest of entries.keys()) {
      if (entries.size <= maxResults && characters <= maxCharacters) break;
      forget(oldest);
    }
  };
  const followRun = () => {
    const current = options.runId();
    if (current !== runId) clear();
    runId = current;
    return current;
  };
  const run = async (request: QueryRequest): Promise<QueryResult> => {
    const askedOn = followRun();
    const key = JSON.stringify([
      request.role,
      request.smallestGroup ?? null,
      request.maxRows ?? null,
      request.sql.trim(),
    ]);
    const known = entries.get(key);
    if (known && !request.signal?.aborted) {
      // The one asked for last stands last.
      entries.delete(key);
      entries.set(key, known);
      const notices = [...known.result.notices, notice];
      return { ...known.result, scannedBytes: 0, costUsd: 0, elapsedMs: 0, notices };
    }
    const result = await runQuery(request);
    if (followRun() === askedOn) keep(key, result);
    return result;
  };
  return { runQuery: run, clear };
}
