import { AIMessage, ToolMessage } from "@langchain/core/messages";
import { createMiddleware as defineMiddleware, type AgentMiddleware } from "langchain";

import { completeReply, cutToolCallsOf } from "../models/complete-reply.ts";
import { nameOfModel } from "../models/model-name.ts";

/**
 * Lets only whole replies through (`completeReply`), and refuses the tool calls that were cut in words, so that the
 * model can make them again, shorter. Must be the innermost: what it throws is for the retry around it.
 */
export function completeReplies(): AgentMiddleware {
  return defineMiddleware({
    name: "completeReplies",
    wrapModelCall: async (request, handler) => {
      const reply = completeReply(await handler(request), nameOfModel(request.model));
      // A thread's message that bears the same id would be replaced by this one, and some servers have one id for all.
      if (request.messages.some(({ id }) => id === reply.id)) reply.id = undefined;
      return reply;
    },
    wrapToolCall: (request, handler) => {
      const { id, name } = request.toolCall;
      const isCut = request.state.messages.some(
        (message) => AIMessage.isInstance(message) && id !== undefined && cutToolCallsOf(message).includes(id),
      );
      if (!isCut) return handler(request);
      return new ToolMessage({
        tool_call_id: id ?? "",
        name,
        status: "error",
        content: "This call was cut off before its input was complete, and was not run. Make it again, shorter.",
      });
    },
  });
}
