import { useLayoutEffect, useRef } from "preact/hooks";

import { mayRetry } from "../client/problem.ts";
import { ProblemNote } from "../ui/problem-note.tsx";
import { AnswerView } from "./answer-view.tsx";
import { LiveText } from "./live-text.tsx";
import { Question } from "./question.tsx";
import { stepsInWords } from "./step-title.ts";
import { doneSteps, LiveSteps } from "./steps.tsx";
import { StepList } from "./step-list.tsx";
import type { Turn } from "./turn.ts";
import type { Conversation } from "./use-conversation.ts";

export type ShowEvidence = (answerId: string, evidenceId: string | null) => void;

/** Room above the question that is in view. */
const topGapPx = 20;

/** A conversation: questions at the right, answers below them, the newest in view. */
export function ThreadView({
  conversation,
  onShowEvidence,
}: {
  readonly conversation: Conversation;
  readonly onShowEvidence: ShowEvidence;
}) {
  const { state, problem, turns, isRunning, ask, reload } = conversation;
  const newest = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const scroller = newest.current?.closest(".scroll");
    if (!scroller || !newest.current) return;
    // Only this box is scrolled, and never the document around it.
    const distance = newest.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += distance - topGapPx;
  }, [turns.length]);
  if (state === "failed" && problem)
    return (
      <div class="column">
        <ProblemNote problem={problem.problem} {...(mayRetry(problem) && { onRetry: reload })} />
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
        <article
          key={index}
          class="turn"
          aria-label={turn.question}
          ref={index === turns.length - 1 ? newest : undefined}
        >
          <Question turn={turn} onAsk={isRunning ? null : ask} />
          <TurnBody turn={turn} ask={ask} onShowEvidence={onShowEvidence} />
        </article>
      ))}
      <p class="unseen" role="status">
        {statusOf(turns.at(-1))}
      </p>
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
          readText={turn.readText}
          onAsk={ask}
          onAskAfresh={(question) => ask(question, { fresh: true })}
          onShowEvidence={(evidence) => onShowEvidence(turn.answer.id, evidence)}
        />
      );
    case "running":
      return (
        <div aria-busy="true">
          {turn.text === "" ? (
            <LiveSteps steps={turn.steps} isWriting={false} />
          ) : (
            <StepList
              summary={stepsInWords(turn.steps.map((step) => step.tool))}
              steps={doneSteps(turn.steps)}
              totalMs={null}
              onShow={null}
            />
          )}
          <LiveText text={turn.text} />
        </div>
      );
    case "failed":
      return (
        <>
          {turn.steps.length > 0 && <LiveSteps steps={turn.steps} isWriting />}
          <ProblemNote
            problem={turn.failure}
            tone={turn.failure.code === "TURN_ABORTED" ? "calm" : "warn"}
            onRetry={() => ask(turn.question)}
          />
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
      // The note below the question is an alert and tells itself.
      return "";
  }
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
