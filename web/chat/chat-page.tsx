import { useEffect, useRef, useState } from "preact/hooks";

import { go } from "../app/router.ts";
import type { Loaded } from "../app/use-loaded.ts";
import type { Overview } from "../contract/routes.d.ts";
import { EvidencePanel } from "../evidence/evidence-panel.tsx";
import { StartPage } from "../start/start-page.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { Composer } from "./composer.tsx";
import { newThreadId } from "./new-thread-id.ts";
import { ThreadActions } from "./thread-actions.tsx";
import { ThreadView } from "./thread-view.tsx";
import { useConversation } from "./use-conversation.ts";

const mostChars = 4_000;

export type ChatPageProps = {
  /** Null on the start page; the first question begins a conversation. */
  readonly thread: string | null;
  readonly overview: Loaded<Overview>;
  readonly onChange: () => void;
  readonly onMenu: () => void;
};

/** Start page or conversation, with the evidence beside it. A conversation keeps its state when it gets its address. */
export function ChatPage({ thread, overview, onChange, onMenu }: ChatPageProps) {
  const [begun, setBegun] = useState(newThreadId);
  useEffect(() => {
    if (thread === null) setBegun(newThreadId());
  }, [thread]);
  const id = thread ?? begun;
  return <Chat key={id} thread={id} isNew={id === begun} {...{ overview, onChange, onMenu }} />;
}

type ChatProps = Omit<ChatPageProps, "thread"> & { readonly thread: string; readonly isNew: boolean };

function Chat({ thread, isNew, overview, onChange, onMenu }: ChatProps) {
  const conversation = useConversation(thread, isNew, onChange);
  const [draft, setDraft] = useState("");
  const [shown, setShown] = useState<{ readonly answer: string; readonly evidence: string | null } | null>(null);
  const [isEvidenceOpen, setIsEvidenceOpen] = useState(false);
  const { turns, isRunning, ask, stop } = conversation;
  useStopByEscape(isRunning, stop);
  const answers = turns.flatMap((turn) => (turn.kind === "finished" ? [turn.answer] : []));
  const answer = answers.find((one) => one.id === shown?.answer) ?? answers.at(-1) ?? null;
  const isEmpty = turns.length === 0 && conversation.state === "ready";
  const onAsk = (question: string) => {
    if (isEmpty) go({ page: "thread", thread });
    ask(question);
  };
  useEffect(() => {
    // A link may bring a question along.
    const brought = isNew ? new URLSearchParams(location.search).get("ask") : null;
    if (brought) onAsk(brought.slice(0, mostChars));
  }, []);
  return (
    <>
      <main>
        <TopBar title={turns[0]?.question ?? "Reckoner"} onMenu={onMenu}>
          {answer && (
            <ThreadActions
              answer={answer}
              isEvidenceOpen={isEvidenceOpen}
              onEvidence={() => setIsEvidenceOpen(!isEvidenceOpen)}
            />
          )}
        </TopBar>
        <div class="scroll" tabIndex={-1}>
          {isEmpty ? (
            <StartPage overview={overview} onAsk={onAsk} />
          ) : (
            <ThreadView
              conversation={{ ...conversation, ask }}
              onShowEvidence={(answerId, evidence) => {
                setShown({ answer: answerId, evidence });
                setIsEvidenceOpen(true);
              }}
            />
          )}
        </div>
        <Composer
          draft={draft}
          onDraft={setDraft}
          isRunning={isRunning}
          isFollowUp={turns.length > 0}
          scope={overview.state === "ready" ? `${overview.value.title}, read only` : "Read only"}
          mostChars={mostChars}
          onAsk={onAsk}
          onStop={stop}
        />
      </main>
      {!isEmpty && (
        <div class={`evidence-place ${isEvidenceOpen ? "open" : ""}`}>
          <EvidencePanel
            answer={answer}
            shown={shown?.answer === answer?.id ? (shown?.evidence ?? null) : null}
            onClose={() => setIsEvidenceOpen(false)}
          />
        </div>
      )}
    </>
  );
}

function useStopByEscape(isRunning: boolean, stop: () => void): void {
  const latest = useRef(stop);
  latest.current = stop;
  useEffect(() => {
    if (!isRunning) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) latest.current();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [isRunning]);
}
