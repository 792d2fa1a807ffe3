import { useEffect, useRef, useState } from "preact/hooks";

import { useChanges } from "../app/changes.ts";
import { useReturn } from "../app/use-return.ts";
import { call } from "../client/call.ts";
import { isAway, toProblem, type RequestProblem } from "../client/problem.ts";
import type { Thread } from "../contract/routes.d.ts";

const threadsAPage = 60;
/** A search waits until nothing has been typed for so long. */
const searchPauseMs = 150;

export type Threads = {
  readonly state: "loading" | "ready" | "failed";
  /** Why they could not be loaded; null unless the state is failed. */
  readonly problem: RequestProblem | null;
  readonly items: readonly Thread[];
  readonly hasMore: boolean;
  readonly loadMore: () => void;
};

/** The person's conversations, newest first, as many pages as were asked for; `query` keeps those with its words. */
export function useThreads(query: string): Threads {
  const [state, setState] = useState<Threads["state"]>("loading");
  const [items, setItems] = useState<readonly Thread[]>([]);
  const [hasMore, setHasMore] = useState(false);
  const [pages, setPages] = useState(1);
  const [round, setRound] = useState(0);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const lastQuery = useRef(query);
  const reload = () => setRound((before) => before + 1);
  useChanges(reload);
  useReturn(isAway(problem), reload);
  useEffect(() => setPages(1), [query]);
  useEffect(() => {
    const stop = new AbortController();
    const load = async () => {
      try {
        const loaded = await loadPages(query, pages, stop.signal);
        if (stop.signal.aborted) return;
        setItems(loaded.items);
        setHasMore(loaded.hasMore);
        setState("ready");
        setProblem(null);
      } catch (thrown) {
        const told = toProblem(thrown);
        if (told === null || stop.signal.aborted) return;
        setState("failed");
        setProblem(told);
      }
    };
    const pauseMs = lastQuery.current === query ? 0 : searchPauseMs;
    lastQuery.current = query;
    const timer = setTimeout(() => void load(), pauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query, pages, round]);
  return { state, problem, items, hasMore, loadMore: () => setPages(pages + 1) };
}

async function loadPages(query: string, pages: number, signal: AbortSignal) {
  const items: Thread[] = [];
  let after: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const asked = { limit: threadsAPage, ...(query ? { q: query } : {}), ...(after ? { after } : {}) };
    const loaded: { items: Thread[]; next: string | null } = await call("GET /v1/threads", { query: asked }, signal);
    items.push(...loaded.items);
    after = loaded.next;
    if (after === null) break;
  }
  return { items, hasMore: after !== null };
}
