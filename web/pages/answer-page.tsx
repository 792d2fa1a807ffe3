import { go } from "../app/router.ts";
import { useLoaded } from "../app/use-loaded.ts";
import { AnswerView } from "../chat/answer-view.tsx";
import { EvidenceButton } from "../chat/thread-actions.tsx";
import { call } from "../client/call.ts";
import { EvidencePlace } from "../evidence/evidence-place.tsx";
import { useEvidenceView } from "../evidence/use-evidence-view.ts";
import { Page } from "./page.tsx";
import type { PageProps } from "./index.tsx";

/** One answer of the reader's own, by its link. */
export function AnswerPage({ id, onMenu }: PageProps & { readonly id: string }) {
  const loaded = useLoaded((signal) => call("GET /v1/answers/{id}", { path: { id } }, signal), [id]);
  const view = useEvidenceView();
  const answer = loaded.state === "ready" ? loaded.value : null;
  const toChat = (question: string) => go({ page: "start", asks: [question] });
  return (
    <>
      <Page
        title={answer?.question ?? "Answer"}
        loaded={loaded}
        onMenu={onMenu}
        actions={
          answer && (
            <>
              <button type="button" class="ghost" onClick={() => go({ page: "thread", thread: answer.thread })}>
                Conversation
              </button>
              <EvidenceButton view={view} />
            </>
          )
        }
      >
        {(value) => (
          <AnswerView
            answer={value}
            onAsk={toChat}
            onAskAfresh={toChat}
            onShowEvidence={(evidence) => view.show(value.id, evidence)}
          />
        )}
      </Page>
      {answer && <EvidencePlace view={view} answer={answer} />}
    </>
  );
}
