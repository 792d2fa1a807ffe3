import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";

import type { EvidenceDraft } from "#tools";

import { isSummary } from "../thread-summary.ts";
import type { Call, Found } from "./analyses/teller.ts";

/** A question that was answered, with the text of its answer: what the tools found for it is not kept. */
export type EarlierTurn = { readonly question: string; readonly answer: string };

/** A conversation as the offline analyst sees it: questions, and what the tools found for the last one. */
export type Conversation = {
  readonly earlier: readonly EarlierTurn[];
  readonly question: string;
  readonly found: readonly Found[];
};

/**
 * Reads the messages of a turn: questions are what people said, which the program's summary of earlier turns is not;
 * findings are the tool messages since the last one.
 */
export function readConversation(messages: readonly BaseMessage[]): Conversation {
  const lastQuestion = messages.findLastIndex((message) => HumanMessage.isInstance(message));
  const since = messages.slice(lastQuestion + 1);
  const results = new Map(
    since.flatMap((message) => (ToolMessage.isInstance(message) ? [[message.tool_call_id, message]] : [])),
  );
  const calls = since.flatMap((message) => (AIMessage.isInstance(message) ? (message.tool_calls ?? []) : []));
  const turns = turnsOf(messages);
  return {
    earlier: turns.slice(0, -1),
    question: turns.at(-1)?.question ?? "",
    found: calls.flatMap((call) => {
      const result = results.get(call.id ?? "");
      return result ? [foundOf({ name: call.name, args: call.args }, result)] : [];
    }),
  };
}

function turnsOf(messages: readonly BaseMessage[]): EarlierTurn[] {
  const turns: EarlierTurn[] = [];
  for (const message of messages) {
    if (HumanMessage.isInstance(message) && !isSummary(message)) turns.push({ question: message.text, answer: "" });
    const last = turns.at(-1);
    if (last && AIMessage.isInstance(message) && message.text !== "")
      turns[turns.length - 1] = { ...last, answer: message.text };
  }
  return turns;
}

function foundOf(call: Call, message: ToolMessage): Found {
  if (message.status === "error") return { id: "", call, evidence: null, error: message.text };
  // The tools of this product put their evidence into the artifact; the ledger has added its id.
  const evidence = message.artifact as (EvidenceDraft & { readonly id: string }) | undefined;
  return { id: evidence?.id ?? "", call, evidence: evidence ?? null, error: evidence ? null : message.text };
}
