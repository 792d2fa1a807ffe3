import { z } from "zod";

import { caveatSchema, chartSchema, outcomes, type Caveat, type Chart, type Outcome } from "./answer.ts";

/** What belongs beside the text, as the model writes it in a fenced block named `reckoner` at the end. */
export type AnswerTail = {
  readonly outcome: Outcome;
  readonly chart: Chart | null;
  readonly caveats: readonly Caveat[];
  readonly followUps: readonly string[];
};

const followUpsShown = 4;
const unsaid: AnswerTail = { outcome: "answered", chart: null, caveats: [], followUps: [] };
const tailSchema = z.object({
  outcome: z.enum(outcomes).catch("answered"),
  chart: chartSchema.nullable().catch(null),
  caveats: z.array(caveatSchema).catch([]),
  followUps: z
    .array(z.string().min(1).max(200))
    .catch([])
    .transform((questions) => questions.slice(0, followUpsShown)),
});

/** Reads the block's content; what is missing or malformed counts as not said. */
export function parseAnswerTail(content: string | null): AnswerTail {
  if (content === null) return unsaid;
  try {
    return tailSchema.parse(JSON.parse(content));
  } catch {
    return unsaid;
  }
}

/** The block as the offline analyst writes it. */
export function renderAnswerTail(tail: AnswerTail): string {
  return `\n\n\`\`\`reckoner\n${JSON.stringify(tail)}\n\`\`\``;
}
