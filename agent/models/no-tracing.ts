import { AppError } from "#core";

const tracingVariables = [
  "LANGSMITH_TRACING",
  "LANGSMITH_TRACING_V2",
  "LANGCHAIN_TRACING",
  "LANGCHAIN_TRACING_V2",
] as const;

/**
 * Refuses to start while LangSmith tracing is switched on. LangChain looks at these variables by itself and then
 * sends every prompt, tool result and answer, rows of customers among them, to a third party.
 * Throws `CONFIG_INVALID`.
 */
export function assertNoTracing(env: Readonly<Record<string, string | undefined>>): void {
  const on = tracingVariables.filter((name) => env[name]?.toLowerCase() === "true");
  if (on.length === 0) return;
  throw new AppError("CONFIG_INVALID", {
    detail: `${on.join(", ")} would send prompts and answers to LangSmith`,
    hint: `Unset ${on.join(", ")}.`,
  });
}
