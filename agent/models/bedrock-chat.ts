import type { ConverseCommandInput, GuardrailStreamConfiguration } from "@aws-sdk/client-bedrock-runtime";
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { ToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { ChatGenerationChunk } from "@langchain/core/outputs";
import { ChatBedrockConverse } from "@langchain/aws";

import type { ModelCapabilities } from "./catalog.ts";
import { createBedrockClient } from "./bedrock-client.ts";
import { requestSettings, type Effort } from "./request-settings.ts";

/** What a Bedrock model is made of. */
type BedrockChatOptions = {
  /** Inference profile id or ARN. */
  readonly modelId: string;
  readonly region: string;
  readonly effort: Effort | null;
  readonly guardrail: { readonly id: string; readonly version: string } | null;
  readonly capabilities: ModelCapabilities;
  /** Longest silence, before the first event or between two, before the call fails with `MODEL_STREAM_TIMEOUT`. */
  readonly idleTimeoutMs: number;
};

/** A Claude, or any other model that Bedrock's Converse serves, as a LangChain chat model. */
export function createBedrockChat(options: BedrockChatOptions): BedrockChat {
  const { modelId, region } = options;
  return new BedrockChat({
    ...requestSettings(options.capabilities, options.effort),
    model: modelId,
    // `AWS_REGION` alone is not read by ChatBedrockConverse.
    region,
    client: createBedrockClient(region),
    streamIdleTimeout: options.idleTimeoutMs,
    // Also where nobody reads the pieces: only a stream is watched for silence.
    streaming: true,
    supportsToolChoiceValues: options.capabilities.forcedTools ? ["auto", "any", "tool"] : ["auto"],
    ...(options.guardrail && { guardrailConfig: guardrailFields(options.guardrail) }),
  });
}

function guardrailFields(guardrail: { readonly id: string; readonly version: string }): GuardrailStreamConfiguration {
  return {
    guardrailIdentifier: guardrail.id,
    guardrailVersion: guardrail.version,
    // No text leaves before the guardrail has seen it.
    streamProcessingMode: "sync",
  };
}

/**
 * ChatBedrockConverse that also tells the model which of its tool calls failed. A class because LangChain's models
 * are; whether a reply is whole is checked in the `completeReplies` middleware, alike for all providers.
 */
class BedrockChat extends ChatBedrockConverse {
  override invocationParams(options?: this["ParsedCallOptions"]): ReturnType<ChatBedrockConverse["invocationParams"]> {
    const params = super.invocationParams(options);
    return params.toolConfig ? { ...params, toolConfig: withoutDialect(params.toolConfig) } : params;
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    yield* super._streamResponseChunks.call(viewFor(this, messages), messages, options, runManager);
  }
}

type ToolConfig = NonNullable<ConverseCommandInput["toolConfig"]>;

/** The tools without the name of the JSON Schema dialect, which LangChain writes into each: it says nothing to a model. */
function withoutDialect(config: ToolConfig): ToolConfig {
  const tools = config.tools?.map((tool) => {
    const json = tool.toolSpec?.inputSchema?.json;
    if (!tool.toolSpec || typeof json !== "object" || json === null || Array.isArray(json)) return tool;
    const { $schema: _, ...schema } = json;
    return { toolSpec: { ...tool.toolSpec, inputSchema: { json: schema } } };
  });
  return { ...config, tools };
}

type ConverseRequest = { readonly input: Pick<ConverseCommandInput, "messages"> };

/**
 * The model as one call sees it: the same, but its client marks the failed tool results of this call's `messages`.
 * The parent builds the request inside a method that has no hook, and a model serves many calls at once.
 */
function viewFor(model: BedrockChat, messages: readonly BaseMessage[]): BedrockChat {
  const failed = new Set(
    messages.flatMap((message) =>
      ToolMessage.isInstance(message) && message.status === "error" ? [message.tool_call_id] : [],
    ),
  );
  if (failed.size === 0) return model;
  // Of the overloads of `send` the parent calls two, with a command and its options, which are passed on as they are.
  const client = model.client as unknown as {
    send(command: ConverseRequest, ...rest: unknown[]): unknown;
  };
  const send = (command: ConverseRequest, ...rest: unknown[]): unknown => {
    markFailed(command.input, failed);
    return client.send(command, ...rest);
  };
  // A derived object, so that all else, streaming options and metadata included, stays the model's own.
  return Object.create(model, {
    client: { value: Object.create(client, { send: { value: send } }) },
  }) as BedrockChat;
}

function markFailed(input: ConverseRequest["input"], failed: ReadonlySet<string>): void {
  for (const message of input.messages ?? []) {
    for (const block of message.content ?? []) {
      if (block.toolResult?.toolUseId && failed.has(block.toolResult.toolUseId)) block.toolResult.status = "error";
    }
  }
}
