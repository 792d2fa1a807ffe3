import { useEffect, useRef } from "preact/hooks";

import { isFromPage } from "../app/router.ts";

/**
 * Asks the questions that a link brought along, one after the other. Those of an address from elsewhere are only written
 * into the field, the first of them: what is asked here is the reader's to send.
 */
export function useBroughtQuestions(
  brought: readonly string[],
  isIdle: boolean,
  onAsk: (question: string) => void,
  onDraft: (question: string) => void,
): void {
  const waiting = useRef<readonly string[]>([]);
  const taken = useRef("");
  useEffect(() => {
    const key = brought.join("\n");
    if (brought.length > 0 && key !== taken.current) {
      taken.current = key;
      if (isFromPage()) waiting.current = brought;
      else onDraft(brought[0] ?? "");
    }
    const [next, ...rest] = waiting.current;
    if (!isIdle || next === undefined) return;
    waiting.current = rest;
    onAsk(next);
  }, [brought.join("\n"), isIdle]);
}
