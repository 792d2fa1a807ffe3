import { createMiddleware as defineMiddleware, type AgentMiddleware } from "langchain";

import { capabilitiesOf } from "../models/catalog.ts";
import { nameOfModel } from "../models/model-name.ts";

/**
 * Asks Bedrock to keep the prompt: cache points behind the tools, the system prompt and the last message, three of
 * the four that are allowed. A model that takes none, or is not known, is sent none.
 */
export function promptCaching(): AgentMiddleware {
  return defineMiddleware({
    name: "promptCaching",
    wrapModelCall: (request, handler) => {
      const { cacheMinimumTokens } = capabilitiesOf({
        provider: "bedrock",
        name: nameOfModel(request.model),
      });
      if (cacheMinimumTokens === null) return handler(request);
      return handler({
        ...request,
        modelSettings: { ...request.modelSettings, cache_control: { type: "ephemeral" } },
      });
    },
  });
}
