import type { StructuredToolInterface } from "@langchain/core/tools";

import { toAppError } from "#core";

import { genAi } from "./gen-ai.ts";
import type { Tracing } from "./tracing.ts";

/** The same tools, each call of which is a span `execute_tool <name>`, with the queries that it runs below it. */
export function traceTools(
  tools: readonly StructuredToolInterface[],
  tracing: Tracing,
): readonly StructuredToolInterface[] {
  return tools.map((tool) => {
    const invoke: StructuredToolInterface["invoke"] = async (input, config) => {
      const span = tracing.start(`execute_tool ${tool.name}`, {
        attributes: {
          [genAi.operation]: "execute_tool",
          [genAi.tool]: tool.name,
          [genAi.toolType]: "function",
          [genAi.toolCall]: callIdOf(input),
        },
      });
      let failure: string | null = null;
      try {
        // What LangChain's generic method gives for this input is what this one gives.
        return (await span.within(() => tool.invoke(input, config))) as never;
      } catch (error) {
        failure = toAppError(error).code;
        throw error;
      } finally {
        span.end(failure);
      }
    };
    // All but this one method is the tool's own.
    return Object.create(tool, { invoke: { value: invoke } }) as StructuredToolInterface;
  });
}

/** The id that the model gave its call; none where a tool is called without a model. */
function callIdOf(input: unknown): string | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const { id } = input as { readonly id?: unknown };
  return typeof id === "string" ? id : undefined;
}
