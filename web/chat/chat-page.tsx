import { useEffect, useRef, useState } from "preact/hooks";

import { go } from "../app/router.ts";
import type { Loaded } from "../app/use-loaded.ts";
import type { Overview } from "../contract/routes.d.ts";
import { EvidencePlace } from "../evidence/evidence-place.tsx";
import { foundSoFar } from "../evidence/found-so-far.ts";
import { useEvidenceView } from "../evidence/use-evidence-view.ts";
import { StartPage } from "../start/start-page.tsx";
import { ScrollArea } from "../ui/scroll-area.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { Composer } from "./composer.tsx";
import { newThreadId } from "./new-thread-id.ts";
import { ThreadActions } from "./thread-actions.tsx";
import { ThreadView } from "./thread-view.tsx";
import { useBroughtQuestions } from "./use-brought-questions.ts";
import { useConversation } from "./use-conversation.ts";
import { useStopByEscape } from "./use-stop-by-escape.ts";

export type ChatPageProps = {
  /** Null on the start page; the first question begins a conversation. */
  readonly thread: string | null;
  /** Questions that a link brought along. */
  readonly brought: readonly string[];
  readonly overview: Loaded<Overview> & { readonly reload: () => void };
  readonly onMenu: () => void;
};

/** Start page or conversation, with the evidence beside it. A conversation keeps its state when it gets its address. */
export function ChatPage({ thread, ...props }: ChatPageProps) {
  const [begun, setBegun] = useState(newThreadId);
  const before = useRef(thread);
  useEffect(() => {
    if (thread === null && before.current !== null) setBegun(newThreadId());
    before.current = thread;
  }, [thread]);
  const id = thread ?? begun;
  return <Chat key={id} thread={id} isNew={id === begun} {...props} />;
}

type ChatProps = Omit<ChatPageProps, "thread"> & { readonly thread: string; readonly isNew: boolean };

function Chat({ thread, isNew, brought, overview, onMenu }: ChatProps) {
  const conversation = useConversation(thread, isNew);
  const [draft, setDraft] = useState("");
  const view = useEvidenceView();
  const { turns, isRunning, ask, stop } = conversation;
  useStopByEscape(isRunning, stop);
  const answers = turns.flatMap((turn) => (turn.kind === "finished" ? [turn.answer] : []));
  const asked = answers.find((one) => one.id === view.shown?.answer) ?? null;
  const found = foundSoFar(turns.at(-1));
  const answer = asked ?? answers.at(-1) ?? null;
  const isEmpty = turns.length === 0 && conversation.state === "ready";
  const mayAsk = overview.state !== "ready" || overview.value.principal.rights.includes("ask");
  const onAsk = (question: string, { replace = false } = {}) => {
    if (isEmpty) go({ page: "thread", thread }, { replace });
    ask(question);
  };
  useEffect(view.forget, [turns.length]);
  const isIdle = !isRunning && conversation.state === "ready";
  useBroughtQuestions(brought, isIdle, (question) => onAsk(question, { replace: true }), setDraft);
  return (
    <>
      <main id="content">
        <TopBar title={turns[0]?.question ?? "Reckoner"} onMenu={onMenu}>
          {answer && <ThreadActions answer={answer} view={view} />}
        </TopBar>
        <ScrollArea label={isEmpty ? "What can be asked" : "Conversation"}>
          {isEmpty ? (
            <StartPage overview={overview} mayAsk={mayAsk} onAsk={onAsk} />
          ) : (
            <ThreadView conversation={conversation} onShowEvidence={view.show} />
          )}
        </ScrollArea>
        <Composer
          draft={draft}
          onDraft={setDraft}
          isRunning={isRunning}
          mayAsk={mayAsk}
          lastQuestion={turns.at(-1)?.question ?? null}
          scope={overview.state === "ready" ? `${overview.value.title}, read only` : "Read only"}
          onAsk={onAsk}
          onStop={stop}
        />
      </main>
      {/* There before the first answer is, so that nothing moves aside for it. */}
      {!isEmpty && conversation.state !== "failed" && (
        <EvidencePlace view={view} answer={found.length > 0 ? asked : answer} found={found} />
      )}
    </>
  );
}
