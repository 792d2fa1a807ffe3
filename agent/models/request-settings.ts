import type { ModelCapabilities } from "./catalog.ts";

/** How hard a model should think. */
export type Effort = "low" | "medium" | "high";

/** Claude's own fields for thinking, sent beside Converse's. */
type ThinkingFields =
  | { thinking: { type: "enabled"; budget_tokens: number } }
  | { thinking: { type: "adaptive" }; output_config: { effort: Effort } };

/** The part of a Bedrock request that depends on the model and the effort, in ChatBedrockConverse's own names. */
export type RequestSettings = {
  readonly maxTokens: number;
  readonly temperature?: number;
  readonly additionalModelRequestFields?: ThinkingFields;
};

/**
 * Longest reply asked for. Bedrock takes it off the tokens-per-minute quota when a call begins, so the model's own
 * maximum would throttle a service that needs a tenth of it.
 */
const replyTokens = 16_384;

/** Tokens to think in for models that take a budget; all are below `replyTokens`, as they must be. */
const budgetTokens = { low: 2_048, medium: 4_096, high: 10_240 } as const satisfies Record<Effort, number>;

/** What to send to a model with these capabilities. Never anything that it answers with 400. */
export function requestSettings(capabilities: ModelCapabilities, effort: Effort | null): RequestSettings {
  const maxTokens = Math.min(replyTokens, capabilities.maxOutputTokens);
  const thinking = effort === null ? null : thinkingFields(capabilities, effort);
  if (thinking) return { maxTokens, additionalModelRequestFields: thinking };
  // Thinking excludes a temperature; without it the steadiest answer is wanted.
  return capabilities.sampling ? { maxTokens, temperature: 0 } : { maxTokens };
}

function thinkingFields(capabilities: ModelCapabilities, effort: Effort): ThinkingFields | null {
  switch (capabilities.thinking) {
    case "none":
      return null;
    case "budget":
      return { thinking: { type: "enabled", budget_tokens: budgetTokens[effort] } };
    case "adaptive":
    case "always":
      return { thinking: { type: "adaptive" }, output_config: { effort } };
  }
}
