import { useEffect, useState } from "preact/hooks";

/** Widths at which the page changes its shape; the style sheets name the same. */
export const narrow = { evidence: "(max-width: 1180px)", rail: "(max-width: 900px)" } as const;

/** Whether a media query holds, now and when that changes. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const onChange = () => setHolds(list.matches);
    onChange();
    list.addEventListener("change", onChange);
    return () => list.removeEventListener("change", onChange);
  }, [query]);
  return holds;
}
