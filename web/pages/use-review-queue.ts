import { useEffect, useState } from "preact/hooks";

import { useReturn } from "../app/use-return.ts";
import { call } from "../client/call.ts";
import { isAway, toProblem, type RequestProblem } from "../client/problem.ts";
import type { ReviewPage } from "../contract/routes.d.ts";
import type { ReviewItem } from "./review-filter.ts";

const itemsAPage = 100;

export type ReviewQueue = {
  readonly state: "loading" | "ready" | "failed";
  readonly problem: RequestProblem | null;
  readonly items: readonly ReviewItem[];
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly reload: () => void;
  /** Shows what was said of an item, at its place; when the queue is loaded anew it stands at the end. */
  readonly keep: (item: ReviewItem, review: Review) => void;
};

/** What a person said of an item. */
export type Review = NonNullable<ReviewItem["review"]>;

/** The queue, as many pages as were asked for, or all of it; what is shown stays while it is loaded again. */
export function useReviewQueue(isWhole: boolean): ReviewQueue {
  const [state, setState] = useState<ReviewQueue["state"]>("loading");
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [items, setItems] = useState<readonly ReviewItem[]>([]);
  const [hasMore, setHasMore] = useState(false);
  const [pages, setPages] = useState(1);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    const load = async () => {
      try {
        const loaded = await loadPages(isWhole ? Number.POSITIVE_INFINITY : pages, stop.signal);
        if (stop.signal.aborted) return;
        setItems(loaded.items);
        setHasMore(loaded.hasMore);
        setProblem(null);
        setState("ready");
      } catch (thrown) {
        if (stop.signal.aborted) return;
        setProblem(toProblem(thrown));
        setState("failed");
      }
    };
    void load();
    return () => stop.abort();
  }, [pages, round, isWhole]);
  const reload = () => setRound((before) => before + 1);
  useReturn(isAway(problem), reload);
  return {
    state,
    problem,
    items,
    hasMore,
    loadMore: () => setPages(pages + 1),
    reload,
    keep: (kept, review) => setItems((before) => before.map((item) => (item === kept ? { ...item, review } : item))),
  };
}

async function loadPages(pages: number, signal: AbortSignal) {
  const items: ReviewItem[] = [];
  let after: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const query = { limit: itemsAPage, ...(after ? { after } : {}) };
    const loaded: ReviewPage = await call("GET /v1/reviews", { query }, signal);
    items.push(...loaded.items);
    after = loaded.next;
    if (after === null) break;
  }
  return { items, hasMore: after !== null };
}
