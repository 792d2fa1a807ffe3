import { z } from "zod";

import { sqlName } from "./sql-name.ts";

/** A part of a verified query that may differ from use to use; written {{name}} in its SQL and its wordings. */
const parameterSchema = z.discriminatedUnion("kind", [
  /** A named group of the domain; stands for its condition, in brackets. */
  z.strictObject({ name: sqlName, kind: z.literal("group"), default: sqlName }),
  /** A column of the results table that is open to everybody: one of numbers, or one of named values. */
  z.strictObject({ name: sqlName, kind: z.literal("column"), of: z.enum(["numbers", "values"]), default: sqlName }),
  /** One of the values that the dictionary lists for a column; stands for it as a string. */
  z.strictObject({ name: sqlName, kind: z.literal("value"), column: sqlName, default: z.string() }),
  /** A number within a range, ends included. */
  z.strictObject({
    name: sqlName,
    kind: z.literal("number"),
    range: z.tuple([z.number(), z.number()]),
    isWhole: z.boolean().default(false),
    default: z.number(),
  }),
]);

/** An entry of verified-queries.yaml: a question, the SQL that answers it, and who stands for it. */
export const verifiedQuerySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "small letters, digits and hyphens"),
  title: z.string().min(3).max(120),
  question: z.string().min(8).max(300),
  /** The same question in other words. */
  wordings: z.array(z.string().min(8).max(300)).default([]),
  /** One query in Athena's dialect. */
  sql: z.string().min(8).max(8_000),
  parameters: z.array(parameterSchema).default([]),
  /** What the rows tell, in a sentence. */
  answers: z.string().min(8).max(400),
  /** What must be kept in mind with the rows. */
  caveats: z.array(z.string().min(8).max(400)).default([]),
  /** The least role that may run it. */
  role: z.enum(["analyst", "steward"]).default("analyst"),
  reviewedBy: z.string().min(2).max(120),
  reviewedOn: z.iso.date(),
});

export type VerifiedQuery = z.infer<typeof verifiedQuerySchema>;
export type QueryParameter = VerifiedQuery["parameters"][number];
