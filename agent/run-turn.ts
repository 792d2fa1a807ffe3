import { AppError, seesAllOf, type IdSource, type Logger, type Role } from "#core";

import type { AnswerMemory } from "./answer-memory.ts";
import type { Answer } from "./answer.ts";
import { untracedMark } from "./checks/index.ts";
import { traceOf } from "./error-trace.ts";
import type { RunTurn, TurnEvent, TurnRequest } from "./events.ts";
import { modelNameOf, nameOfModel } from "./models/model-name.ts";
import { toTurnError } from "./models/turn-error.ts";
import type { Thread, ThreadStore } from "./thread.ts";
import { converse, type ConverseDeps, type TurnFlow } from "./turn/converse.ts";
import { createEventQueue } from "./turn/event-queue.ts";
import { finishAnswer } from "./turn/finish-answer.ts";
import { repeatAnswer } from "./turn/repeat-answer.ts";
import { createStepQueue } from "./turn/step-queue.ts";

export type RunTurnDeps = ConverseDeps & {
  readonly threads: ThreadStore;
  /** Answers of before; left out where every question is answered afresh. */
  readonly answerMemory?: AnswerMemory;
  readonly limits: { readonly questionChars: number; readonly turnTimeoutMs: number };
  readonly ids: IdSource;
};

/**
 * The turn: question → model ⇄ tools → checks → answer. Whatever the channel and the model, this is the one way an
 * answer is made: tools run with the asker's rights, every sentence is checked before it is sent, and the model is
 * asked once to mend what the evidence does not hold. A question that begins a conversation may be answered as it
 * was before.
 */
export function createRunTurn(deps: RunTurnDeps): RunTurn {
  const steps = createStepQueue(deps.clock);
  return async function* (request) {
    const queue = createEventQueue<TurnEvent>();
    const stop = new AbortController();
    const stopped = request.signal ? AbortSignal.any([stop.signal, request.signal]) : stop.signal;
    const late = new AbortController();
    const signal = AbortSignal.any([stopped, late.signal]);
    // A timer of its own: the one of AbortSignal.timeout does not keep a process alive that waits for nothing else.
    const deadline = setTimeout(() => late.abort(timeoutError()), deps.limits.turnTimeoutMs);
    const work = answerQuestion(deps, request, { signal, stopped, onEvent: queue.push, letOthersRun: steps.join() })
      .catch((error: unknown) => {
        const { code, detail, hint, cause } = toTurnError(error, signal);
        deps.log.warn({ event: "turn-failed", code, thread: request.thread, ...(cause ? traceOf(cause) : {}) });
        queue.push({ type: "turn-error", code, detail, hint });
      })
      .finally(queue.end);
    try {
      yield* queue.events;
    } finally {
      clearTimeout(deadline);
      // The reader may leave before the end: what still works for it is stopped.
      stop.abort();
      await work;
    }
  };
}

function timeoutError(): AppError {
  return new AppError("TURN_TIMEOUT", {
    detail: "The answer was not ready in time.",
    hint: "Ask again, or ask for less at once.",
  });
}

async function answerQuestion(deps: RunTurnDeps, request: TurnRequest, flow: TurnFlow): Promise<void> {
  const { clock } = deps;
  const { signal, stopped, onEvent } = flow;
  const started = { startedMs: clock.monotonicMs(), startedAt: clock.now() };
  checkQuestion(request.question, deps.limits.questionChars);
  const id = deps.ids("answer");
  onEvent({ type: "turn-start", answerId: id, thread: request.thread });
  await flow.letOthersRun();
  const { id: owner, role } = request.principal;
  const thread = withinRights(await deps.threads.load(request.thread, owner, signal), role);
  // What was said before may change what a question means: only the first may be answered from memory.
  const memory = thread === null ? (deps.answerMemory ?? null) : null;
  const given = request.fresh ? null : ((await memory?.find(request, signal)) ?? null);
  const turn = { id, request, ...started, clock };
  if (given) onEvent({ type: "text-delta", text: given.text });
  const { answer, isSound } = given
    ? { answer: repeatAnswer(given, turn), isSound: false }
    : await answerAfresh(deps, turn, thread, flow);
  await deps.threads.append(request.thread, owner, { question: request.question, answer, role }, stopped);
  if (isSound) await memory?.keep(request, answer, stopped);
  logTurn(deps.log, answer);
  onEvent({ type: "answer-end", answer });
}

/** The conversation without what was answered with rights that the person has no more. */
function withinRights(thread: Thread | null, present: Role): Thread | null {
  if (thread === null) return null;
  return { ...thread, turns: thread.turns.filter(({ role }) => role === undefined || seesAllOf(present, role)) };
}

type StartedTurn = Parameters<typeof repeatAnswer>[1];

/**
 * An answer made now. Sound is one that would be given again: answered, by the model that was asked and not by its
 * fallback, every call succeeded and everything holds.
 */
async function answerAfresh(
  deps: RunTurnDeps,
  turn: StartedTurn,
  thread: Thread | null,
  flow: TurnFlow,
): Promise<{ readonly answer: Answer; readonly isSound: boolean }> {
  const spoken = await converse(deps, turn.request, thread, flow);
  const { result, ledger, index, heard, repaired, edits, notes } = spoken;
  const answer = finishAnswer({
    ...turn,
    dataset: deps.dataset,
    model: { provider: deps.chatModel.provider, name: deps.chatModel.name },
    text: result.text,
    tail: result.tail,
    evidence: ledger.evidence,
    index,
    spoken: heard,
    repaired,
    edits,
    notes,
    toolMs: ledger.toolMs,
  });
  sendRest(answer.text, result.released, flow.onEvent);
  const { fallback } = deps.chatModel;
  const isOwn = fallback === null || !heard.some((message) => modelNameOf(message) === nameOfModel(fallback));
  const holds = ledger.failedCalls === 0 && !answer.text.includes(untracedMark);
  const isSound = answer.outcome === "answered" && isOwn && holds;
  return { answer, isSound };
}

/** Sends what the gate held back; the whole text once more where what was sent is not its beginning. */
function sendRest(text: string, released: string, onEvent: (event: TurnEvent) => void): void {
  const isBeginning = text.startsWith(released);
  if (!isBeginning) onEvent({ type: "text-restart" });
  const rest = isBeginning ? text.slice(released.length) : text;
  if (rest !== "") onEvent({ type: "text-delta", text: rest });
}

/** Throws `QUESTION_EMPTY` or `QUESTION_TOO_LONG`. */
function checkQuestion(question: string, limit: number): void {
  if (question.trim() === "") {
    throw new AppError("QUESTION_EMPTY", {
      detail: "There is no question in the request.",
      hint: "Ask something, in plain words.",
    });
  }
  if (question.length > limit) {
    throw new AppError("QUESTION_TOO_LONG", {
      detail: `The question has ${question.length} characters; ${limit} are allowed.`,
      hint: "Ask it in fewer words, or in several questions.",
    });
  }
}

/** One line a turn: ids, counts and times, never what was asked or answered. */
function logTurn(log: Logger, answer: Answer): void {
  log.info({
    event: "turn-answered",
    answerId: answer.id,
    thread: answer.thread,
    outcome: answer.outcome,
    model: answer.model,
    tools: answer.evidence.length,
    untraced: answer.verification.untraced,
    repaired: answer.verification.repaired,
    cached: answer.cached !== null,
    usage: answer.usage,
    totalMs: answer.timing.totalMs,
  });
}
