/** How a model is told to think. */
type ThinkingMode =
  /** Takes no thinking setting, or is better left without one. */
  | "none"
  /** `thinking: enabled` with a budget of tokens. */
  | "budget"
  /** `thinking: adaptive`, steered by effort; thinks only when asked to. */
  | "adaptive"
  /** Adaptive, and cannot be switched off. */
  | "always";

/** Prices in US dollars for a million tokens through the global endpoint. */
type ModelPrice = {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
  /** Price of a token read from the prompt cache, as a share of the input price. */
  readonly cacheReadFactor: number;
  /** Price of a token written to the prompt cache for five minutes, as a multiple of the input price. */
  readonly cacheWriteFactor: number;
  /** Prompts above `aboveTokens` cost `factor` times as much, input and output. */
  readonly longPrompt: { readonly aboveTokens: number; readonly factor: number } | null;
};

/** What a model accepts and what it costs. Nothing that it refuses is ever sent. */
export type ModelCapabilities = {
  /** Whether `temperature` may be sent. */
  readonly sampling: boolean;
  /** Whether a tool choice other than "auto" may be sent. */
  readonly forcedTools: boolean;
  readonly thinking: ThinkingMode;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Shortest prefix the prompt cache keeps, in tokens; null where cache points may not be sent. */
  readonly cacheMinimumTokens: number | null;
  /** Null where the price is not known. */
  readonly price: ModelPrice | null;
};

/**
 * The day the table was last compared with the providers' published limits and prices. Prices change: an answer's
 * cost is an estimate from this table, the bill is the provider's.
 */
export const catalogDate = "2026-11-20";

/** A call through a region or a geography costs this much more than through the global endpoint. */
const regionalFactor = 1.1;

/** What the models of one generation take alike. */
const generations = {
  /** Claude 4 to 4.5. */
  budget: { sampling: true, forcedTools: true, thinking: "budget", contextTokens: 200_000, maxOutputTokens: 64_000 },
  /** Claude 4.6. */
  adaptive: {
    sampling: true,
    forcedTools: true,
    thinking: "adaptive",
    contextTokens: 1_000_000,
    maxOutputTokens: 64_000,
  },
  /** Claude 5 and Haiku 5.5. Forced tools are not confirmed for all of them; the agent never needs them. */
  plain: {
    sampling: false,
    forcedTools: false,
    thinking: "adaptive",
    contextTokens: 1_000_000,
    maxOutputTokens: 128_000,
  },
  /** Claude 5.5. */
  thinking: {
    sampling: false,
    forcedTools: false,
    thinking: "always",
    contextTokens: 1_000_000,
    maxOutputTokens: 128_000,
  },
} as const satisfies Record<string, Omit<ModelCapabilities, "cacheMinimumTokens" | "price">>;

/** By base id, without the date and version that some ids end in. */
const catalog = new Map<string, ModelCapabilities>(
  Object.entries({
    "anthropic.claude-sonnet-5-5": { ...generations.thinking, cacheMinimumTokens: 512, price: price(2, 10) },
    "anthropic.claude-opus-5-5": {
      ...generations.thinking,
      cacheMinimumTokens: 512,
      price: { ...price(4, 20), cacheReadFactor: 0.05 },
    },
    "anthropic.claude-haiku-5-5": {
      ...generations.plain,
      cacheMinimumTokens: 512,
      price: { ...price(0.1, 0.5), longPrompt: { aboveTokens: 100_000, factor: 5 } },
    },
    "anthropic.claude-opus-5": { ...generations.plain, cacheMinimumTokens: 512, price: price(5, 25) },
    "anthropic.claude-sonnet-5": { ...generations.plain, cacheMinimumTokens: 1_024, price: price(3, 15) },
    "anthropic.claude-opus-4-6": {
      ...generations.adaptive,
      maxOutputTokens: 128_000,
      cacheMinimumTokens: 4_096,
      price: price(5, 25),
    },
    "anthropic.claude-sonnet-4-6": { ...generations.adaptive, cacheMinimumTokens: 1_024, price: price(3, 15) },
    "anthropic.claude-opus-4-5": { ...generations.budget, cacheMinimumTokens: 4_096, price: price(5, 25) },
    "anthropic.claude-sonnet-4-5": { ...generations.budget, cacheMinimumTokens: 1_024, price: price(3, 15) },
    "anthropic.claude-haiku-4-5": { ...generations.budget, cacheMinimumTokens: 4_096, price: price(1, 5) },
  }),
);

/** What is assumed of a model that the table does not hold: it takes messages and tools, and nothing else. */
const unknownModel: ModelCapabilities = {
  sampling: false,
  forcedTools: false,
  thinking: "none",
  contextTokens: 128_000,
  maxOutputTokens: 8_192,
  cacheMinimumTokens: null,
  price: null,
};

/** A model that runs on one's own machine: its tokens cost nothing. */
const localModel: ModelCapabilities = {
  ...unknownModel,
  price: {
    inputUsdPerMillion: 0,
    outputUsdPerMillion: 0,
    cacheReadFactor: 0,
    cacheWriteFactor: 0,
    longPrompt: null,
  },
};

/** Which model, as an answer names it. */
export type ModelName = { readonly provider: string; readonly name: string };

/**
 * What the named model accepts. On Bedrock the name is an inference profile: a geography (`us.`, `eu.`, `global.` …)
 * before the base id, or an ARN that ends in one; the price depends on the geography.
 */
export function capabilitiesOf(model: ModelName): ModelCapabilities {
  if (model.provider === "offline" || model.provider === "ollama") return localModel;
  if (model.provider !== "bedrock") return unknownModel;
  const profileId = model.name.slice(model.name.lastIndexOf("/") + 1);
  const match = /^(?:(us|us-gov|eu|jp|apac|au|ca|sa|global)\.)?(.+?)(?:-\d{8})?(?:-v\d+(?::\d+)?)?$/.exec(profileId);
  const known = catalog.get(match?.[2] ?? "");
  if (!known) return unknownModel;
  return match?.[1] === "global" ? known : { ...known, price: regional(known.price) };
}

/** Claude's usual ratio of cache prices: a tenth to read, a quarter on top to write for five minutes. */
function price(inputUsdPerMillion: number, outputUsdPerMillion: number): ModelPrice {
  return {
    inputUsdPerMillion,
    outputUsdPerMillion,
    cacheReadFactor: 0.1,
    cacheWriteFactor: 1.25,
    longPrompt: null,
  };
}

function regional(known: ModelPrice | null): ModelPrice | null {
  return (
    known && {
      ...known,
      inputUsdPerMillion: known.inputUsdPerMillion * regionalFactor,
      outputUsdPerMillion: known.outputUsdPerMillion * regionalFactor,
    }
  );
}
