import type { Clock } from "#core";

/** Lets each key have so much a minute. */
export type TokenBuckets = {
  /** Takes one for the key: 0 where there was one, else the seconds until there is, rounded up. */
  readonly take: (key: string) => number;
};

const msPerMinute = 60_000;
const msPerSecond = 1_000;
/** Keys that are remembered; past it the one that came longest ago begins anew. */
const mostKeys = 50_000;

/**
 * A bucket for each key that holds `perMinute` at most and fills evenly: after a pause all of it may be taken at once,
 * then one every 60/`perMinute` seconds.
 */
export function createTokenBuckets(perMinute: number, clock: Clock): TokenBuckets {
  const buckets = new Map<string, { left: number; atMs: number }>();
  const perMs = perMinute / msPerMinute;
  return {
    take: (key) => {
      const nowMs = clock.monotonicMs();
      const before = buckets.get(key) ?? { left: perMinute, atMs: nowMs };
      const left = Math.min(perMinute, before.left + (nowMs - before.atMs) * perMs);
      const isEnough = left >= 1;
      // The key that came last stands last.
      buckets.delete(key);
      buckets.set(key, { left: isEnough ? left - 1 : left, atMs: nowMs });
      const [oldest] = buckets.keys();
      if (buckets.size > mostKeys && oldest !== undefined) buckets.delete(oldest);
      return isEnough ? 0 : Math.max(1, Math.ceil((1 - left) / perMs / msPerSecond));
    },
  };
}
