import { useEffect, useRef } from "preact/hooks";

import { ProblemNote } from "../ui/problem-note.tsx";
import { AnswerText } from "./answer-text.tsx";
import { AnswerView } from "./answer-view.tsx";
import { LiveSteps } from "./steps.tsx";
import type { Turn } from "./turn.ts";
import type { Conversation } from "./use-conversation.ts";

export type ShowEvidence = (answerId: string, evidenceId: string | null) => void;

/** A conversation: questions at the right, answers below them, the newest in view. */
export function ThreadView({
  conversation,
  onShowEvidence,
}: {
  readonly conversation: Conversation;
  readonly onShowEvidence: ShowEvidence;
}) {
  const { state, problem, turns, ask, reload } = conversation;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "start" });
  }, [turns.length]);
  if (state === "failed" && problem)
    return (
      <div class="column">
        <ProblemNote problem={problem.problem} onRetry={reload} />
      </div>
    );
  if (state === "loading")
    return (
      <div class="column">
        <Skeleton />
      </div>
    );
  return (
    <div class="column">
      {turns.map((turn, index) => (
        <article key={index} class="turn" aria-label={turn.question}>
          {index === turns.length - 1 && <div ref={end} class="turn-start" />}
          <Question turn={turn} />
          <TurnBody turn={turn} ask={ask} onShowEvidence={onShowEvidence} />
        </article>
      ))}
      <p class="unseen" role="status">
        {statusOf(turns.at(-1))}
      </p>
    </div>
  );
}

function Question({ turn }: { readonly turn: Turn }) {
  return (
    <div class="question">
      <p>{turn.question}</p>
      <span class="who">You{turn.kind === "finished" && ` · ${timeOf(turn.answer.timing.startedAt)}`}</span>
    </div>
  );
}

function TurnBody({
  turn,
  ask,
  onShowEvidence,
}: {
  readonly turn: Turn;
  readonly ask: Conversation["ask"];
  readonly onShowEvidence: ShowEvidence;
}) {
  switch (turn.kind) {
    case "finished":
      return (
        <AnswerView
          answer={turn.answer}
          onAsk={ask}
          onAskAfresh={(question) => ask(question, { fresh: true })}
          onShowEvidence={(evidence) => onShowEvidence(turn.answer.id, evidence)}
        />
      );
    case "running":
      return (
        <div aria-busy="true">
          <LiveSteps steps={turn.steps} isWriting={turn.text !== ""} />
          <AnswerText text={turn.text} kind="body" onCite={() => undefined} />
        </div>
      );
    case "failed":
      return (
        <>
          {turn.steps.length > 0 && <LiveSteps steps={turn.steps} isWriting />}
          <ProblemNote problem={turn.failure} onRetry={() => ask(turn.question)} />
        </>
      );
  }
}

/** What a screen reader hears: the start and the end of a turn, not each word. */
function statusOf(turn: Turn | undefined): string {
  switch (turn?.kind) {
    case undefined:
      return "";
    case "running":
      return "Working on the answer.";
    case "finished":
      return "The answer is there.";
    case "failed":
      return turn.failure.detail;
  }
}

function timeOf(iso: string): string {
  return new Date(iso).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}

/** Lines where the conversation will stand, so that nothing jumps when it comes. */
function Skeleton() {
  return (
    <div class="skeleton" aria-label="Loading the conversation" role="status">
      <i class="bubble" />
      <i />
      <i />
      <i class="block" />
    </div>
  );
}
