import { z } from "zod";

const longestWords = 4_000;

// PostgreSQL's text holds no NUL.
const words = z
  .string()
  .max(longestWords)
  .refine((text) => !text.includes("\u0000"), "must not hold NUL characters")
  .transform((text) => (text.trim() === "" ? null : text))
  .nullable();

/** What a person says of an answer, however it comes in. */
export const feedbackSchema = z.strictObject({
  verdict: z.enum(["up", "down"]),
  /** Why, in their words. */
  reason: z.string().nullable().default(null).pipe(words),
  /** What the answer should have been: words or SQL. */
  correction: z.string().nullable().default(null).pipe(words),
});
