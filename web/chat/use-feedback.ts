import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { call } from "../client/call.ts";
import type { Feedback } from "../contract/routes.d.ts";

export type Verdict = NonNullable<Feedback>["verdict"];

/** What the reader thinks of an answer: read when `element` comes into view, so that a long conversation asks for little. */
export function useFeedback(
  answerId: string,
  element: RefObject<HTMLElement | null>,
): {
  readonly verdict: Verdict | null;
  /** Whether the last opinion could not be kept. */
  readonly hasFailed: boolean;
  readonly give: (verdict: Verdict, reason: string | null, correction: string | null) => void;
} {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const isGiven = useRef(false);
  const path = { id: answerId };
  useEffect(() => {
    const stop = new AbortController();
    const load = async () => {
      const { feedback } = await call("GET /v1/answers/{id}/feedback", { path }, stop.signal);
      // What was given in the meantime is the newer opinion.
      if (feedback && !isGiven.current) setVerdict(feedback.verdict);
    };
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      // Without it no thumb is pressed, as before any was.
      load().catch(() => undefined);
    });
    if (element.current) watcher.observe(element.current);
    return () => {
      watcher.disconnect();
      stop.abort();
    };
  }, [answerId]);
  return {
    verdict,
    hasFailed,
    give: (next, reason, correction) => {
      isGiven.current = true;
      setVerdict(next);
      const body = { verdict: next, reason, correction };
      call("PUT /v1/answers/{id}/feedback", { path, body }).then(
        () => setHasFailed(false),
        () => setHasFailed(true),
      );
    },
  };
}
