import { ToolMessage } from "@langchain/core/messages";
import { ToolInputParsingException } from "@langchain/core/tools";
import { isGraphBubbleUp } from "@langchain/langgraph";
import { createMiddleware as defineMiddleware, ToolInvocationError, type AgentMiddleware } from "langchain";

import { errorTable, isAppError, type Logger } from "#core";

import { traceOf } from "../error-trace.ts";

/**
 * Tells the model what went wrong in a tool, in words meant for it: code, detail and hint of an `AppError` for the
 * model or the user, the schema's complaint about its input, and of anything else one sentence without a stack, a
 * path or a value. (LangChain's default passes the exception's text on, input and stack included.) What an aborted
 * turn throws goes on up.
 *
 * LangGraph reports the raw exception on the stream's "tools" channel (`on_tool_error`) before it comes here: what a
 * person is told must be taken from the `ToolMessage`, never from there.
 */
export function toolErrors(log: Logger): AgentMiddleware {
  return defineMiddleware({
    name: "toolErrors",
    wrapToolCall: async (request, handler) => {
      try {
        return await handler(request);
      } catch (error) {
        const isStop =
          isAppError(error, "TURN_ABORTED", "TURN_TIMEOUT") || (error instanceof Error && isGraphBubbleUp(error));
        if (isStop || request.runtime.signal?.aborted) throw error;
        const { id, name } = request.toolCall;
        log.warn({ event: "tool-failed", tool: name, toolCallId: id, ...traceOf(error) });
        return new ToolMessage({
          tool_call_id: id ?? "",
          name,
          status: "error",
          content: wordsFor(error),
        });
      }
    },
  });
}

/** What the model is told of `error`. */
function wordsFor(error: unknown): string {
  if (isAppError(error) && errorTable[error.code].audience !== "operator") {
    return `${error.code}: ${error.detail} ${error.hint}`;
  }
  if (isInputError(error)) return `TOOL_INPUT_INVALID: ${complaintOf(error)} Mend the input and call the tool again.`;
  return "The tool failed for a reason that has nothing to do with its input. Do not call it the same way again; go on without it, and say what is missing.";
}

function isInputError(error: unknown): error is ToolInvocationError | ToolInputParsingException {
  return ToolInvocationError.isInstance(error) || error instanceof ToolInputParsingException;
}

/** The schema's own words: names of fields and what was expected of them, nothing of the values. */
function complaintOf(error: ToolInvocationError | ToolInputParsingException): string {
  const { message } = ToolInvocationError.isInstance(error) ? error.toolError : error;
  return `${message.replaceAll(/\s+/g, " ").trim()}.`;
}
