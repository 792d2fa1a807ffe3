import type { StructuredToolInterface } from "@langchain/core/tools";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";

import { hashText, type Role } from "#core";
import type { Domain } from "#knowledge";

import { systemPrompt } from "./system-prompt.ts";

const wholeSha256 = 64;

/**
 * What stands for everything a model is told before the question: system prompt, tools with their schemas, and the
 * dictionary that the offline analyst and the checks read. `code` stands for the program itself, whose answers
 * change with it where no language model speaks. SHA-256.
 */
export function promptHash(told: {
  readonly domain: Domain;
  readonly snapshotDate: string;
  readonly role: Role;
  readonly tools: readonly StructuredToolInterface[];
  readonly code: string;
}): string {
  const { domain, snapshotDate, role, tools, code } = told;
  const parts = [
    systemPrompt(domain, snapshotDate, role),
    tools.map((tool) => convertToOpenAITool(tool)),
    domain,
    code,
  ];
  return hashText(JSON.stringify(parts), wholeSha256);
}
