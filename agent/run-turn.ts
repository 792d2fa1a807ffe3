import { HumanMessage, type BaseMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { createAgent, type AgentMiddleware } from "langchain";

import { AppError, type Clock, type IdSource, type Logger } from "#core";
import type { Domain } from "#knowledge";
import { renderPrompt } from "#prompts";

import type { Answer } from "./answer.ts";
import { checkExplanation, createEvidenceIndex, createSentenceGate } from "./checks/index.ts";
import { traceOf } from "./error-trace.ts";
import type { Principal, RunTurn, TurnEvent, TurnRequest } from "./events.ts";
import type { ChatModel } from "./models/create-chat-model.ts";
import { toTurnError } from "./models/turn-error.ts";
import type { Thread, ThreadStore } from "./thread.ts";
import { createPassageEditor, type PassageEditor } from "./turn/edit-passages.ts";
import { createEventQueue } from "./turn/event-queue.ts";
import { createEvidenceLedger, type EvidenceLedger } from "./turn/evidence-ledger.ts";
import { finishAnswer } from "./turn/finish-answer.ts";
import { generate, type Generated } from "./turn/generate.ts";
import { historyMessages } from "./turn/history.ts";
import { systemPrompt } from "./turn/system-prompt.ts";

export type RunTurnDeps = {
  readonly domain: Domain;
  readonly dataset: Answer["dataset"];
  readonly chatModel: ChatModel;
  /** The tools with the rights of a person's role, whose queries are the person's own. */
  readonly toolsFor: (principal: Principal) => readonly StructuredToolInterface[];
  readonly middleware: readonly AgentMiddleware[];
  readonly threads: ThreadStore;
  readonly limits: { readonly questionChars: number; readonly turnTimeoutMs: number };
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
};

/**
 * The turn: question → model ⇄ tools → checks → answer. Whatever the channel and the model, this is the one way an
 * answer is made: tools run with the asker's rights, every sentence is checked before it is sent, and the model is
 * asked once to mend what the evidence does not hold.
 */
export function createRunTurn(deps: RunTurnDeps): RunTurn {
  return async function* (request) {
    const queue = createEventQueue<TurnEvent>();
    const stop = new AbortController();
    const signal = request.signal ? AbortSignal.any([stop.signal, request.signal]) : stop.signal;
    // A timer of its own: the one of AbortSignal.timeout does not keep a process alive that waits for nothing else.
    const deadline = setTimeout(() => stop.abort(timeoutError()), deps.limits.turnTimeoutMs);
    const work = answerQuestion(deps, request, signal, queue.push)
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

async function answerQuestion(
  deps: RunTurnDeps,
  request: TurnRequest,
  signal: AbortSignal,
  onEvent: (event: TurnEvent) => void,
): Promise<void> {
  const { clock } = deps;
  const startedMs = clock.monotonicMs();
  const startedAt = clock.now();
  checkQuestion(request.question, deps.limits.questionChars);
  const id = deps.ids("answer");
  onEvent({ type: "turn-start", answerId: id, thread: request.thread });
  const thread = await deps.threads.load(request.thread, request.principal.id, signal);
  const spoken = await converse(deps, request, thread, signal, onEvent);
  const answer = finishAnswer({
    id,
    request,
    dataset: deps.dataset,
    model: { provider: deps.chatModel.provider, name: deps.chatModel.name },
    text: spoken.result.text,
    tail: spoken.result.tail,
    evidence: spoken.ledger.evidence,
    index: spoken.index,
    spoken: spoken.messages,
    repaired: spoken.repaired,
    edits: spoken.edits,
    startedAt,
    startedMs,
    toolMs: spoken.ledger.toolMs,
    clock,
  });
  const unsent = answer.text.startsWith(spoken.result.released)
    ? answer.text.slice(spoken.result.released.length)
    : null;
  if (unsent === null) onEvent({ type: "text-restart" });
  if (unsent !== "") onEvent({ type: "text-delta", text: unsent ?? answer.text });
  await deps.threads.append(request.thread, request.principal.id, { question: request.question, answer }, signal);
  logTurn(deps.log, answer);
  onEvent({ type: "answer-end", answer });
}

type Conversed = Spoken & {
  readonly ledger: EvidenceLedger;
  readonly index: ReturnType<typeof createEvidenceIndex>;
  readonly repaired: boolean;
};

/** One reply of the model and what was changed in it. */
type Spoken = Generated & { readonly edits: PassageEditor };

/** Lets the model work and speak, and speak once more where its text does not hold. */
async function converse(
  deps: RunTurnDeps,
  request: TurnRequest,
  thread: Thread | null,
  signal: AbortSignal,
  onEvent: (event: TurnEvent) => void,
): Promise<Conversed> {
  const { domain, dataset, chatModel } = deps;
  const earlierQuestions = (thread?.turns ?? []).map((turn) => turn.question);
  const index = createEvidenceIndex({ evidence: [], question: request.question, earlierQuestions, domain, dataset });
  const ledger = createEvidenceLedger({ clock: deps.clock, onEvent, onEvidence: (found) => index.add(found) });
  const agent = createAgent({
    model: chatModel.model,
    tools: [...deps.toolsFor(request.principal)],
    systemPrompt: systemPrompt(domain, dataset.snapshotDate, request.principal.role),
    middleware: [ledger.middleware, ...deps.middleware],
  });
  const rights = { role: request.principal.role, idPattern: domain.entity.pattern };
  const speak = async (messages: readonly BaseMessage[]): Promise<Spoken> => {
    let edits = createPassageEditor(rights);
    const generated = await generate({
      agent: agent as Parameters<typeof generate>[0]["agent"],
      messages,
      signal,
      hasEvidence: () => ledger.evidence.length > 0,
      createGate: (onText) => {
        edits = createPassageEditor(rights);
        return createSentenceGate({ index, onText, rewrite: edits.rewrite });
      },
      onEvent,
    });
    return { ...generated, edits };
  };
  const asked = [...historyMessages(thread), new HumanMessage(request.question)];
  const first = await speak(asked);
  const problems = problemsOf(first, ledger);
  // The offline analyst is deterministic: asked again, it would say the same.
  if (problems.length === 0 || chatModel.provider === "offline") return { ...first, ledger, index, repaired: false };
  if (first.result.released !== "") onEvent({ type: "text-restart" });
  const repair = new HumanMessage(
    renderPrompt("repair", { problems: problems.map((problem) => `- ${problem}`).join("\n") }),
  );
  const second = await speak([...asked, ...first.messages, repair]);
  return { ...second, messages: [...first.messages, ...second.messages], ledger, index, repaired: true };
}

function problemsOf({ result }: Generated, ledger: EvidenceLedger): string[] {
  return [
    ...result.check.untraced.map((claim) => `"${claim.text}" is ${claim.how}`),
    ...checkExplanation(result.text, ledger.evidence).map((problem) => problem.detail),
  ];
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
    usage: answer.usage,
    totalMs: answer.timing.totalMs,
  });
}
