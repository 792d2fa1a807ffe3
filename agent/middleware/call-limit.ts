import { AIMessage } from "@langchain/core/messages";
import { createMiddleware as defineMiddleware, type AgentMiddleware } from "langchain";

import { AppError } from "#core";

import { sinceLastQuestion } from "./since-last-question.ts";

/**
 * Ends a turn whose model goes on and on: after `maxModelCalls` replies to one question it throws `LLM_INCOMPLETE`.
 * The tool budget stops a model politely; this is the wall behind it. Failed attempts do not count.
 */
export function callLimit(maxModelCalls: number): AgentMiddleware {
  return defineMiddleware({
    name: "callLimit",
    wrapModelCall: (request, handler) => {
      const replies = sinceLastQuestion(request.messages).filter((message) => AIMessage.isInstance(message));
      if (replies.length < maxModelCalls) return handler(request);
      throw new AppError("LLM_INCOMPLETE", {
        detail: `The model came to no answer in ${maxModelCalls} steps.`,
        hint: "Ask for less at once.",
      });
    },
  });
}
