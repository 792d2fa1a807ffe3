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
      void copyText(text).then(
        () => setCopied(true),
        () => undefined,
      ),
  };
}

/** Browsers keep the clipboard's own interface from pages that came over plain HTTP; the older way is left for those. */
async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
