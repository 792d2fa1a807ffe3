import { z } from "zod";

import { AppError, roles } from "#core";

/** Characters of a line that are read; the guard takes shorter queries only. */
export const longestLineChars = 200_000;

const queryId = z.union([z.string(), z.number()]);
const lineSchema = z.object({ id: queryId, sql: z.string(), role: z.enum(roles).nullish() });

/** One line of a file of queries. */
export type QueryLine = Pick<z.infer<typeof lineSchema>, "id" | "sql" | "role">;

/** A line that cannot be read: its id where that much is clear, and why as `BAD_REQUEST`. */
export type BadLine = { readonly id: string | number | null; readonly error: AppError };

/** Reads one line of JSON, the `number`th of its file. */
export function readQueryLine(text: string, number: number): QueryLine | BadLine {
  if (text.length > longestLineChars) {
    return { id: null, error: badLine(number, `longer than ${longestLineChars} characters`) };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { id: null, error: badLine(number, "not JSON") };
  }
  const parsed = lineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the line"}: ${issue.message}`).join(", ");
  return { id: z.object({ id: queryId }).safeParse(value).data?.id ?? null, error: badLine(number, why) };
}

function badLine(number: number, why: string): AppError {
  return new AppError("BAD_REQUEST", {
    detail: `Line ${number} is not a query: ${why}.`,
    hint: 'Each line is an object such as {"id": "q1", "sql": "SELECT …"}, with "role" if need be.',
  });
}
