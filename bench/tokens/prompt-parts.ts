import { createHash } from "node:crypto";

import type { WireRequest } from "../../test/support/bedrock-wire.ts";

/** A piece of a prompt in the order in which Bedrock reads it: tools, system, messages. */
export type PromptPart = {
  readonly kind: "tools" | "system" | "messages" | "toolUse" | "toolResult";
  /** What the model reads of it. */
  readonly text: string;
  /** Whether a cache point stands behind it. */
  readonly cached: boolean;
};

/** The prompt of a request, piece by piece. */
export function promptParts(body: WireRequest["body"]): PromptPart[] {
  const tools = partsOf(body.toolConfig?.tools ?? [], () => "tools");
  const system = partsOf(body.system ?? [], () => "system");
  const messages = body.messages.flatMap(({ content }) => partsOf(content, kindOfBlock));
  return [...tools, ...system, ...messages];
}

function kindOfBlock(block: unknown): PromptPart["kind"] {
  if (!isRecord(block)) return "messages";
  if ("toolUse" in block) return "toolUse";
  return "toolResult" in block ? "toolResult" : "messages";
}

function partsOf(blocks: readonly unknown[], kindOf: (block: unknown) => PromptPart["kind"]): PromptPart[] {
  return blocks.flatMap((block, i) =>
    isCachePoint(block) ? [] : [{ kind: kindOf(block), text: textOf(block), cached: isCachePoint(blocks[i + 1]) }],
  );
}

/** The words of a block; of tools and their inputs the JSON, of a result its text. */
function textOf(block: unknown): string {
  if (!isRecord(block)) return "";
  if (typeof block["text"] === "string") return block["text"];
  const result = block["toolResult"];
  if (isRecord(result) && Array.isArray(result["content"])) return result["content"].map(textOf).join("\n");
  return JSON.stringify(block);
}

function isCachePoint(block: unknown): boolean {
  return isRecord(block) && "cachePoint" in block;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/**
 * Bedrock's prompt cache: what stood before a cache point is kept, and a later prompt reads the longest kept prefix
 * that it begins with.
 */
export type PromptCache = {
  /** How many of the first `parts` are read from the cache; keeps this prompt for the next one. */
  read(parts: readonly PromptPart[]): number;
};

/** An empty cache that keeps prefixes of `minimumTokens` or more. */
export function createPromptCache(minimumTokens: number, countTokens: (text: string) => number): PromptCache {
  const kept = new Set<string>();
  return {
    read(parts) {
      const hash = createHash("sha256");
      let [read, tokens] = [0, 0];
      const found: string[] = [];
      for (const [i, part] of parts.entries()) {
        hash.update(`${part.kind}\0${part.text}\0`);
        const key = hash.copy().digest("hex");
        tokens += countTokens(part.text);
        if (kept.has(key)) read = i + 1;
        if (part.cached && tokens >= minimumTokens) found.push(key);
      }
      for (const key of found) kept.add(key);
      return read;
    },
  };
}
