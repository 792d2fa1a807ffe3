import { AIMessage, HumanMessage, type BaseMessage } from "@langchain/core/messages";

import type { Thread, ThreadTurn } from "../thread.ts";
import { markSummary } from "../thread-summary.ts";
import { runsOf, summariseTurns } from "./summarise-turns.ts";

/** Turns that are replayed whole at least. */
const wholeTurns = 8;
/** Turns move into the summary so many at a time: in between, what a provider keeps of the prompt stays the same. */
const turnsAStep = 6;

/**
 * The conversation so far as messages: the last turns (8 to 13) whole, what was asked and what was answered, without
 * the tools' findings; those before as a summary, which also says which answers are of another run than `runId`.
 */
export function historyMessages(thread: Thread | null, runId: string): BaseMessage[] {
  const turns = thread?.turns ?? [];
  const older = Math.max(0, Math.floor((turns.length - wholeTurns) / turnsAStep) * turnsAStep);
  return [...summaryMessages(turns, older, runId), ...turns.slice(older).flatMap(turnMessages)];
}

function summaryMessages(turns: readonly ThreadTurn[], older: number, runId: string): BaseMessage[] {
  if (older === 0 && runsOf(turns, runId) === "") return [];
  const summary = summariseTurns(turns.slice(0, older), runId, turns);
  return [markSummary(new HumanMessage(summary)), said("I keep it in mind.")];
}

function turnMessages({ question, answer }: ThreadTurn): BaseMessage[] {
  return [new HumanMessage(question), said(answer.text)];
}

function said(text: string): AIMessage {
  return new AIMessage({ content: text, response_metadata: { stopReason: "end_turn" } });
}
