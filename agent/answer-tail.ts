import { z } from "zod";

import { caveatSchema, chartSchema, outcomes, type Caveat, type Chart, type Outcome } from "./answer.ts";

/** What belongs beside the text, as the model writes it in a fenced block named `reckoner` at the end. */
export type AnswerTail = {
  readonly outcome: Outcome;
  readonly chart: Chart | null;
  readonly caveats: readonly Caveat[];
  readonly followUps: readonly string[];
};

const tailSchema = z.object({
  outcome: z.enum(outcomes).catch("answered"),
  chart: chartSchema.nullable().catch(null),
  caveats: z.array(caveatSchema).catch([]),
  followUps: z.array(z.string().min(1).max(200)).max(4).catch([]),
});

/** Reads the block's content; what is missing or malformed counts as not said. */
export function parseAnswerTail(content: string | null): AnswerTail {
  let value: unknown = {};
  try {
    value = JSON.parse(content ?? "{}");
  } catch {
    value = {};
  }
  return tailSchema.parse(typeof value === "object" && value !== null ? value : {});
}

/** The block as the offline analyst writes it. */
export function renderAnswerTail(tail: AnswerTail): string {
  return `\n\n\`\`\`reckoner\n${JSON.stringify(tail)}\n\`\`\``;
}
