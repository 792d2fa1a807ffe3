import { CountTokensCommand, type ConverseTokensRequest } from "@aws-sdk/client-bedrock-runtime";

import { createBedrockClient } from "../../agent/models/bedrock-client.ts";
import type { WireRequest } from "../../test/support/bedrock-wire.ts";

/**
 * How many tokens Bedrock itself counts in a request, by its CountTokens. Needs credentials and the right
 * `bedrock:CountTokens`; it takes a model's base id, without a geography, and no cache points.
 */
export function createExactCount(region: string, modelId: string): (body: WireRequest["body"]) => Promise<number> {
  const client = createBedrockClient(region);
  const baseId = modelId.replace(/^[a-z-]+\.(?=anthropic\.)/, "");
  return async (body) => {
    const { messages, system, toolConfig } = withoutCachePoints(body);
    // The body went over the wire as the SDK wrote it, so it has the form that the SDK takes.
    const converse = { messages, system, toolConfig } as unknown as ConverseTokensRequest;
    const { inputTokens } = await client.send(new CountTokensCommand({ modelId: baseId, input: { converse } }));
    if (inputTokens === undefined) throw new TypeError("CountTokens gave no count");
    return inputTokens;
  };
}

function withoutCachePoints(body: WireRequest["body"]): WireRequest["body"] {
  return JSON.parse(JSON.stringify(body), (_, value: unknown) =>
    Array.isArray(value) ? value.filter((one) => !(one && typeof one === "object" && "cachePoint" in one)) : value,
  ) as WireRequest["body"];
}
