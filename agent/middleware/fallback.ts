import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { createMiddleware as defineMiddleware, type AgentMiddleware } from "langchain";

import type { Logger } from "#core";

import { modelNameOf, nameOfModel } from "../models/model-name.ts";
import { classifyFault, isTransient } from "../models/model-fault.ts";
import type { ModelRestart } from "./model-restart.ts";
import { sinceLastQuestion } from "./since-last-question.ts";

/**
 * Hands a model call to `fallback` when the model stays throttled or out of reach, or may not be used at all. A
 * request that the provider refused is not tried again, nor one that the person stopped. Once it has spoken in a
 * turn, the second model finishes it: the first would only cost its retries again.
 */
export function fallbackTo(fallback: BaseChatModel, log: Logger): AgentMiddleware {
  const fallbackName = nameOfModel(fallback);
  return defineMiddleware({
    name: "fallback",
    wrapModelCall: async (request, handler) => {
      const { signal, writer } = request.runtime;
      const hasTakenOver = sinceLastQuestion(request.messages).some((message) => modelNameOf(message) === fallbackName);
      if (hasTakenOver) return handler({ ...request, model: fallback });
      try {
        return await handler(request);
      } catch (error) {
        const fault = classifyFault(error);
        if (signal?.aborted || !(isTransient(fault) || fault.kind === "unavailable")) throw error;
        log.warn({
          event: "model-fallback",
          from: nameOfModel(request.model),
          to: fallbackName,
          fault: fault.kind,
        });
        writer?.({ type: "model-restart", reason: "fallback", attempt: 1 } satisfies ModelRestart);
        return handler({ ...request, model: fallback });
      }
    },
  });
}
