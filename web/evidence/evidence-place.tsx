import { useRef } from "preact/hooks";

import { useDrawer } from "../app/use-drawer.ts";
import type { Answer } from "../contract/routes.d.ts";
import { Shade } from "../ui/shade.tsx";
import { EvidencePanel } from "./evidence-panel.tsx";
import type { EvidenceView } from "./use-evidence-view.ts";

/** The evidence beside an answer, or over it where the window is narrow. */
export function EvidencePlace({
  view,
  answer,
  found = [],
}: {
  readonly view: EvidenceView;
  readonly answer: Answer | null;
  readonly found?: readonly Answer["evidence"][number][];
}) {
  const place = useRef<HTMLDivElement>(null);
  useDrawer(place, view.isDrawer, view.close);
  return (
    <>
      <Shade isShown={view.isDrawer} onPress={view.close} />
      <div ref={place} class={`evidence-place ${view.isDrawer ? "drawer" : ""}`} hidden={!view.isOpen}>
        {view.isOpen && (
          <EvidencePanel
            answer={answer}
            found={found}
            shown={view.shown?.answer === answer?.id ? (view.shown?.evidence ?? null) : null}
            onClose={view.close}
          />
        )}
      </div>
    </>
  );
}
