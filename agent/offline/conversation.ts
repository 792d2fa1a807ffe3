import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";

import type { EvidenceDraft } from "#tools";

import { isSummary } from "../thread-summary.ts";
import type { Call, Found } from "./analyses/teller.ts";

/** A conversation as the offline analyst sees it: questions, and what the tools found for the last one. */
export type Conversation = {
  readonly earlier: readonly string[];
  readonly question: string;
  readonly found: readonly Found[];
};

/**
 * Reads the messages of a turn: questions are what people said, which the program's summary of earlier turns is not;
 * findings are the tool messages since the last one.
 */
export function readConversation(messages: readonly BaseMessage[]): Conversation {
  const questions = messages
    .filter((message) => HumanMessage.isInstance(message) && !isSummary(message))
    .map((message) => message.text);
  const lastQuestion = messages.findLastIndex((message) => HumanMessage.isInstance(message));
  const since = messages.slice(lastQuestion + 1);
  const results = new Map(
    since.flatMap((message) => (ToolMessage.isInstance(message) ? [[message.tool_call_id, message]] : [])),
  );
  const calls = since.flatMap((message) => (AIMessage.isInstance(message) ? (message.tool_calls ?? []) : []));
  return {
    earlier: questions.slice(0, -1),
    question: questions.at(-1) ?? "",
    found: calls.flatMap((call) => {
      const result = results.get(call.id ?? "");
      return result ? [foundOf({ name: call.name, args: call.args }, result)] : [];
    }),
  };
}

function foundOf(call: Call, message: ToolMessage): Found {
  if (message.status === "error") return { id: "", call, evidence: null, error: message.text };
  // The tools of this product put their evidence into the artifact; the ledger has added its id.
  const evidence = message.artifact as (EvidenceDraft & { readonly id: string }) | undefined;
  return { id: evidence?.id ?? "", call, evidence: evidence ?? null, error: evidence ? null : message.text };
}
