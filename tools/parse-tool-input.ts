import type { z } from "zod";

import { AppError } from "#core";

/**
 * What a tool is called with, by its schema. Throws `TOOL_INPUT_INVALID` with what does not fit, field by field: what
 * was expected of it, nothing of its value.
 */
export function parseToolInput<Schema extends z.ZodObject>(
  { name, schema }: { readonly name: string; readonly schema: Schema },
  input: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError("TOOL_INPUT_INVALID", {
    detail: parsed.error.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`).join("; "),
    hint: `Call ${name} again with input that fits its schema.`,
  });
}
