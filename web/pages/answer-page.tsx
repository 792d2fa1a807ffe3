import { useState } from "preact/hooks";

import { go } from "../app/router.ts";
import { useLoaded } from "../app/use-loaded.ts";
import { AnswerView } from "../chat/answer-view.tsx";
import { call } from "../client/call.ts";
import { EvidencePanel } from "../evidence/evidence-panel.tsx";
import { Page } from "./page.tsx";
import type { PageProps } from "./index.tsx";

/** One answer by its link, with the rights of whoever opened it. */
export function AnswerPage({ id, onMenu }: PageProps & { readonly id: string }) {
  const loaded = useLoaded((signal) => call("GET /v1/answers/{id}", { path: { id } }, signal), [id]);
  const [shown, setShown] = useState<string | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const answer = loaded.state === "ready" ? loaded.value : null;
  const toChat = (question: string) => {
    history.pushState(null, "", `/?ask=${encodeURIComponent(question)}`);
    dispatchEvent(new PopStateEvent("popstate"));
  };
  return (
    <>
      <Page
        title={answer?.question ?? "Shared answer"}
        loaded={loaded}
        onMenu={onMenu}
        actions={
          answer && (
            <button type="button" class="ghost" onClick={() => go({ page: "thread", thread: answer.thread })}>
              <span>Conversation</span>
            </button>
          )
        }
      >
        {(value) => (
          <AnswerView
            answer={value}
            onAsk={toChat}
            onAskAfresh={toChat}
            onShowEvidence={(evidence) => {
              setShown(evidence);
              setIsOpen(true);
            }}
          />
        )}
      </Page>
      <div class={`evidence-place ${isOpen ? "open" : ""}`}>
        <EvidencePanel answer={answer} shown={shown} onClose={() => setIsOpen(false)} />
      </div>
    </>
  );
}
