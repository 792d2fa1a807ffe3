import type { z } from "zod";

import { AppError } from "#core";

/** What was kept as JSON. Throws `INTERNAL` where it does not fit `schema` any more. */
export function parseKept<Kept>(text: string, schema: z.ZodType<Kept>, what: string): Kept {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError("INTERNAL", {
      detail: `The kept ${what} cannot be read; another version may have written it.`,
      hint: "Ask the question again.",
      cause,
    });
  }
}
