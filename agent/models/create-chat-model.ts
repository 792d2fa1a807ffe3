import type { BaseChatModel } from "@langchain/core/language_models/chat_models";

import type { ChatModelConfig, Logger } from "#core";

import { capabilitiesOf, catalogDate, type ModelCapabilities } from "./catalog.ts";

/** A model that is ready to talk, what it is called and what it can do. */
export type ChatModel = {
  readonly model: BaseChatModel;
  /** Takes over where `model` fails; null where none is configured. */
  readonly fallback: BaseChatModel | null;
  readonly provider: ChatModelConfig["provider"];
  readonly name: string;
  readonly capabilities: ModelCapabilities;
};

export type ChatModelDeps = {
  /** Longest silence of a Bedrock model before its call fails. */
  readonly idleTimeoutMs: number;
  readonly createOffline: () => BaseChatModel;
  readonly log: Logger;
};

/**
 * The chat model that the settings name. A provider's package is loaded here and only when it is used: the AWS one
 * alone takes a third of a second. Nothing is sent to the provider yet.
 */
export async function createChatModel(config: ChatModelConfig, deps: ChatModelDeps): Promise<ChatModel> {
  const { provider } = config;
  const name = provider === "offline" ? "analyst" : config.modelId;
  const capabilities = capabilitiesOf({ provider, name });
  if (provider !== "offline" && capabilities.price === null) {
    deps.log.warn({ event: "model-price-unknown", provider, model: name, catalogDate });
  }
  const common = { provider, name, capabilities, fallback: null };
  switch (config.provider) {
    case "offline":
      return { ...common, model: deps.createOffline() };
    case "bedrock":
      return { ...common, ...(await createBedrock(config, deps)) };
    case "ollama": {
      const { ChatOllama } = await import("@langchain/ollama");
      return {
        ...common,
        model: new ChatOllama({ model: name, baseUrl: config.baseUrl, maxRetries: 0 }),
      };
    }
    case "openai-compatible": {
      const { createOpenAiCompatibleChat } = await import("./openai-compatible-chat.ts");
      return { ...common, model: createOpenAiCompatibleChat(config) };
    }
  }
}

async function createBedrock(
  config: Extract<ChatModelConfig, { provider: "bedrock" }>,
  deps: ChatModelDeps,
): Promise<Pick<ChatModel, "model" | "fallback">> {
  const { createBedrockChat } = await import("./bedrock-chat.ts");
  const create = (modelId: string) =>
    createBedrockChat({
      modelId,
      region: config.region,
      effort: config.effort,
      guardrail: config.guardrail,
      capabilities: capabilitiesOf({ provider: config.provider, name: modelId }),
      idleTimeoutMs: deps.idleTimeoutMs,
    });
  return {
    model: create(config.modelId),
    fallback: config.fallbackModelId === null ? null : create(config.fallbackModelId),
  };
}
