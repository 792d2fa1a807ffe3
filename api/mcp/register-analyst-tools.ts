import type { McpServer } from "@modelcontextprotocol/server";

import type { Principal } from "#agent";

import { describedInput } from "./described-input.ts";
import { toErrorResult } from "./error-words.ts";
import type { McpDeps } from "./mcp-deps.ts";
import { structuredEvidence, structuredEvidenceSchema } from "./structured-evidence.ts";

/** They read the tables of one run, and nothing outside. */
export const readOnly = { readOnlyHint: true, destructiveHint: false, openWorldHint: false } as const;

/**
 * The tools that the analyst itself has, under the same names, descriptions and schemas. The text of a result is what
 * the analyst's model would read; its structured content is the evidence, capped.
 */
export function registerAnalystTools(server: McpServer, deps: McpDeps, principal: Principal): void {
  const { tools } = deps.operations;
  for (const { name, description, schema } of tools.list(principal)) {
    server.registerTool(
      name,
      {
        title: titleOf(name),
        description,
        inputSchema: describedInput(schema),
        outputSchema: structuredEvidenceSchema,
        annotations: { ...readOnly, idempotentHint: true },
      },
      async (input, { mcpReq }) => {
        try {
          const signal = AbortSignal.any([mcpReq.signal, deps.signal]);
          const { text, evidence } = await tools.call(principal, { name, input, channel: "mcp" }, signal);
          return { content: [{ type: "text", text }], structuredContent: structuredEvidence(evidence) };
        } catch (thrown) {
          return toErrorResult(thrown);
        }
      },
    );
  }
}

/** `query_athena` is "Query athena". */
function titleOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
