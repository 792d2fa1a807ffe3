import { HumanMessage, type BaseMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { createAgent, type AgentMiddleware } from "langchain";

import type { Clock, Logger } from "#core";
import type { Domain } from "#knowledge";
import { renderPrompt } from "#prompts";

import type { Answer } from "../answer.ts";
import { checkExplanation, createEvidenceIndex, createSentenceGate, type EvidenceIndex } from "../checks/index.ts";
import type { Principal, TurnEvent, TurnRequest } from "../events.ts";
import type { ChatModel } from "../models/create-chat-model.ts";
import { toTurnError } from "../models/turn-error.ts";
import type { Thread } from "../thread.ts";
import { createPassageEditor, type PassageEditor } from "./edit-passages.ts";
import { createEvidenceLedger, type EvidenceLedger } from "./evidence-ledger.ts";
import { generate, type Generated } from "./generate.ts";
import { historyMessages } from "./history.ts";
import type { LetOthersRun } from "./step-queue.ts";
import { systemPrompt } from "./system-prompt.ts";

/** What a conversation with the model needs. */
export type ConverseDeps = {
  readonly domain: Domain;
  readonly dataset: Answer["dataset"];
  readonly chatModel: ChatModel;
  /** The tools with the rights of a person's role, whose queries are the person's own. */
  readonly toolsFor: (principal: Principal) => readonly StructuredToolInterface[];
  readonly middleware: readonly AgentMiddleware[];
  readonly clock: Clock;
  readonly log: Logger;
};

/** How a turn is stopped, heard and held back. */
export type TurnFlow = {
  /** Aborted where the turn is stopped or its time is over. */
  readonly signal: AbortSignal;
  /** Aborted where the turn is stopped only: what was found by then may still be told when its time is over. */
  readonly stopped: AbortSignal;
  readonly onEvent: (event: TurnEvent) => void;
  readonly letOthersRun: LetOthersRun;
};

/** The reply that is given, and how it came about. */
export type Conversed = Spoken & {
  readonly ledger: EvidenceLedger;
  readonly index: EvidenceIndex;
  /** Everything the model said in this turn, also what was not used. */
  readonly heard: readonly BaseMessage[];
  /** Whether the model was asked to mend its text. */
  readonly repaired: boolean;
  /** What became of that, where the mended text is not the one given. */
  readonly notes: readonly string[];
};

/** One reply of the model and what was changed in it. */
type Spoken = Generated & { readonly edits: PassageEditor };

/**
 * Lets the model work and speak, and speak once more where its text does not hold. That second round can only help:
 * where it fails, is not ready in time, or holds less than the first, the first text is the answer.
 */
export async function converse(
  deps: ConverseDeps,
  request: TurnRequest,
  thread: Thread | null,
  { signal, stopped, onEvent, letOthersRun }: TurnFlow,
): Promise<Conversed> {
  const { domain, dataset, chatModel } = deps;
  const screen = watchScreen(onEvent);
  const earlier = thread?.turns ?? [];
  const index = createEvidenceIndex({
    evidence: [],
    question: request.question,
    earlierQuestions: earlier.map((turn) => turn.question),
    earlierAnswers: earlier.map((turn) => turn.answer),
    domain,
    dataset,
  });
  const ledger = createEvidenceLedger({
    clock: deps.clock,
    onEvent: screen.onEvent,
    onEvidence: (found) => index.add(found),
    letOthersRun,
  });
  const heard: BaseMessage[] = [];
  const speak = createSpeaker(deps, request, { index, ledger, signal, heard, onEvent: screen.onEvent, letOthersRun });
  const asked = [...historyMessages(thread, dataset.runId), new HumanMessage(request.question)];
  const first = await speak(asked);
  const problems = problemsOf(first, ledger);
  const about = { ledger, index, heard };
  // The offline analyst is deterministic: asked again, it would say the same.
  if (problems.length === 0 || chatModel.provider === "offline") {
    return { ...first, ...about, repaired: false, notes: [] };
  }
  screen.clear();
  const repair = new HumanMessage(
    renderPrompt("repair", { problems: problems.map((problem) => `- ${problem}`).join("\n") }),
  );
  const giveFirst = (note: string): Conversed => {
    screen.clear();
    return { ...first, result: { ...first.result, released: "" }, ...about, repaired: true, notes: [note] };
  };
  let second: Spoken;
  try {
    second = await speak([...asked, ...first.messages, repair]);
  } catch (error) {
    if (stopped.aborted) throw error;
    const { code } = toTurnError(error, signal);
    deps.log.warn({ event: "repair-failed", code, thread: request.thread });
    return giveFirst(`the model was asked to mend its text and failed (${code}); the text is its first`);
  }
  if (problemsOf(second, ledger).length > problems.length) {
    return giveFirst("the model was asked to mend its text, and the second held less; the text is its first");
  }
  return { ...second, ...about, repaired: true, notes: [] };
}

type Speaker = (messages: readonly BaseMessage[]) => Promise<Spoken>;

function createSpeaker(
  { domain, dataset, chatModel, toolsFor, middleware }: ConverseDeps,
  { principal }: TurnRequest,
  turn: {
    readonly index: EvidenceIndex;
    readonly ledger: EvidenceLedger;
    readonly signal: AbortSignal;
    /** Takes in all that is said. */
    readonly heard: BaseMessage[];
    readonly onEvent: (event: TurnEvent) => void;
    readonly letOthersRun: LetOthersRun;
  },
): Speaker {
  const { index, ledger, signal, heard, onEvent, letOthersRun } = turn;
  const agent = createAgent({
    model: chatModel.model,
    tools: [...toolsFor(principal)],
    systemPrompt: systemPrompt(domain, dataset.snapshotDate, principal.role),
    middleware: [ledger.middleware, ...middleware],
  });
  const rights = { role: principal.role, idPattern: domain.entity.pattern };
  return async (messages) => {
    let edits = createPassageEditor(rights);
    const generated = await generate({
      // The middleware's types are lists here, which `createAgent` cannot read its state from; none has any.
      agent: agent as Parameters<typeof generate>[0]["agent"],
      messages,
      signal,
      hasEvidence: () => ledger.evidence.length > 0,
      createGate: (onText) => {
        edits = createPassageEditor(rights);
        return createSentenceGate({ index, onText, rewrite: edits.rewrite });
      },
      onMessage: (message) => heard.push(message),
      onEvent,
      letOthersRun,
    });
    return { ...generated, edits };
  };
}

function problemsOf({ result }: Generated, ledger: EvidenceLedger): string[] {
  return [
    ...result.check.untraced.map((claim) => `"${claim.text}" is ${claim.how}`),
    ...checkExplanation(result.text, ledger.evidence).map((problem) => problem.detail),
  ];
}

/** Passes events on and knows whether a reader has text before them, which `clear` takes back. */
function watchScreen(onEvent: (event: TurnEvent) => void) {
  let hasText = false;
  const pass = (event: TurnEvent) => {
    if (event.type === "text-delta") hasText = true;
    if (event.type === "text-restart") hasText = false;
    onEvent(event);
  };
  return {
    onEvent: pass,
    clear: () => {
      if (hasText) pass({ type: "text-restart" });
    },
  };
}
