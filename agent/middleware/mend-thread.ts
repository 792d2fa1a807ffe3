import { createMiddleware as defineMiddleware, type AgentMiddleware } from "langchain";

import { nameOfModel } from "../models/model-name.ts";
import { dropOldThinking } from "./drop-old-thinking.ts";
import { repairThread } from "./repair-thread.ts";

/** Sends the thread mended (`dropOldThinking`, then `repairThread`); what is kept of it stays as it is. */
export function mendThread(): AgentMiddleware {
  return defineMiddleware({
    name: "mendThread",
    wrapModelCall: (request, handler) =>
      handler({
        ...request,
        messages: [...repairThread(dropOldThinking(request.messages, nameOfModel(request.model)))],
      }),
  });
}
