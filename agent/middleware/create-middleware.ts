import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { AgentMiddleware } from "langchain";

import type { Logger, Random } from "#core";

import { callLimit } from "./call-limit.ts";
import { completeReplies } from "./complete-replies.ts";
import { fallbackTo } from "./fallback.ts";
import { mendThread } from "./mend-thread.ts";
import { promptCaching } from "./prompt-caching.ts";
import { retry, type Sleep } from "./retry.ts";
import { toolBudget } from "./tool-budget.ts";
import { toolErrors } from "./tool-errors.ts";

export type MiddlewareDeps = {
  /** Takes over where the model fails; null for none. */
  readonly fallback: BaseChatModel | null;
  /** Replies that one question may take before the turn fails; above `maxToolCalls`, or the budget is no use. */
  readonly maxModelCalls: number;
  /** Tool calls that one question may take before the model is told to answer. */
  readonly maxToolCalls: number;
  readonly sleep: Sleep;
  readonly random: Random;
  readonly log: Logger;
};

/**
 * What stands between the agent's loop and the model and its tools, the same for every provider. The first is the
 * outermost, and the order matters: a fallback comes after the retries of the first model; the thread is mended for
 * the model that gets it; a reply is judged complete where a retry can still mend it. It keeps no state, so one set
 * may serve many turns at once. All hooks wrap a call, none is a node of its own: a step of the loop is two nodes.
 */
export function createMiddleware(deps: MiddlewareDeps): AgentMiddleware[] {
  return [
    callLimit(deps.maxModelCalls),
    ...(deps.fallback ? [fallbackTo(deps.fallback, deps.log)] : []),
    retry(deps),
    mendThread(),
    promptCaching(),
    toolBudget(deps.maxToolCalls),
    completeReplies(),
    toolErrors(deps.log),
  ];
}
