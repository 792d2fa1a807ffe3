import { AIMessage, ToolMessage } from "@langchain/core/messages";
import { createMiddleware as defineMiddleware, type AgentMiddleware } from "langchain";

import { sinceLastQuestion } from "./since-last-question.ts";

/**
 * Lets a question have `maxToolCalls` tool calls and refuses the rest in words, so that the model answers with what
 * it has. (LangChain's own limit ends the run, without an answer.) Calls are counted in the order in which the model
 * made them, so of parallel calls the first ones run.
 */
export function toolBudget(maxToolCalls: number): AgentMiddleware {
  return defineMiddleware({
    name: "toolBudget",
    wrapToolCall: (request, handler) => {
      const { id, name } = request.toolCall;
      const calls = sinceLastQuestion(request.state.messages).flatMap((message) =>
        AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [],
      );
      if (calls.findIndex((call) => call.id === id) < maxToolCalls) return handler(request);
      return new ToolMessage({
        tool_call_id: id ?? "",
        name,
        status: "error",
        content:
          `Not run: the ${maxToolCalls} tool calls for this question are used up. ` +
          "Answer now with what you have, and say what is missing.",
      });
    },
  });
}
