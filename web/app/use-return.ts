import { useEffect, useRef } from "preact/hooks";

const retryEveryMs = 4_000;

/** While the server cannot be reached, tries again every few seconds, and at once when the network is back. */
export function useReturn(isAway: boolean, retry: () => void): void {
  const latest = useRef(retry);
  latest.current = retry;
  useEffect(() => {
    if (!isAway) return;
    const onTry = () => latest.current();
    const timer = setInterval(onTry, retryEveryMs);
    addEventListener("online", onTry);
    return () => {
      clearInterval(timer);
      removeEventListener("online", onTry);
    };
  }, [isAway]);
}
