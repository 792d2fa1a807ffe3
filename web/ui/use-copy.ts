import { useEffect, useState } from "preact/hooks";

/** Copies a text and says for a moment that it was done. */
export function useCopy(): { readonly copied: boolean; readonly copy: (text: string) => void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_600);
    return () => clearTimeout(timer);
  }, [copied]);
  return {
    copied,
    copy: (text) =>
      void navigator.clipboard.writeText(text).then(
        () => setCopied(true),
        () => undefined,
      ),
  };
}
