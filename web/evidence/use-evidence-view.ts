import { useState } from "preact/hooks";

import { narrow, useMedia } from "../app/use-media.ts";

/** What the evidence's place shows, and whether it is there: beside the answer where there is room, else a drawer. */
export type EvidenceView = {
  readonly shown: { readonly answer: string; readonly evidence: string | null } | null;
  readonly isOpen: boolean;
  readonly isDrawer: boolean;
  readonly show: (answer: string, evidence: string | null) => void;
  /** Shows the newest answer's again. */
  readonly forget: () => void;
  readonly close: () => void;
  readonly toggle: () => void;
};

export function useEvidenceView(): EvidenceView {
  const isNarrow = useMedia(narrow.evidence);
  const [shown, setShown] = useState<EvidenceView["shown"]>(null);
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const [isPutAway, setIsPutAway] = useState(false);
  const isOpen = isNarrow ? isDrawerOpen : !isPutAway;
  const set = (open: boolean) => {
    if (isNarrow) setIsDrawerOpen(open);
    else setIsPutAway(!open);
  };
  return {
    shown,
    isOpen,
    isDrawer: isNarrow && isDrawerOpen,
    show: (answer, evidence) => {
      setShown({ answer, evidence });
      set(true);
    },
    forget: () => setShown(null),
    close: () => set(false),
    toggle: () => set(!isOpen),
  };
}
