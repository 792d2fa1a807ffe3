import { useCallback, useEffect, useState } from "preact/hooks";

import { isAway, toProblem, type RequestProblem } from "../client/problem.ts";
import { useReturn } from "./use-return.ts";

/** Something that is fetched: still on its way, there, or not to be had. */
export type Loaded<T> =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly problem: RequestProblem };

/**
 * Loads when `keys` change; `reload` loads again and shows the old value meanwhile. What comes too
 * late is dropped; while the server is away it is tried again by itself.
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  keys: readonly unknown[],
): Loaded<T> & { readonly reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: "loading" });
  const [round, setRound] = useState(0);
  useEffect(() => setLoaded({ state: "loading" }), keys);
  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal).then(
      (value) => !stop.signal.aborted && setLoaded({ state: "ready", value }),
      (thrown: unknown) => {
        const problem = toProblem(thrown);
        if (problem && !stop.signal.aborted) setLoaded({ state: "failed", problem });
      },
    );
    return () => stop.abort();
  }, [...keys, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  useReturn(loaded.state === "failed" && isAway(loaded.problem), reload);
  return { ...loaded, reload };
}
