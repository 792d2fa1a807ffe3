import { z } from "zod";

/** One version of a model as the pipeline tells it beside the model's card, in `history.json`. */
const pastVersionSchema = z.object({
  version: z.string(),
  trainedAt: z.string(),
  /** promoted, refused, or ungated for a model that no gate judges. */
  decision: z.string(),
  /** Why it was refused. */
  reasons: z.array(z.string()),
  comparedWith: z.string().nullable(),
  approvedBy: z.string().nullable(),
});
export type PastVersion = z.infer<typeof pastVersionSchema>;

/** Reads `history.json`, the newest version last; none where the run wrote none, or in another form. */
export function parseHistory(text: string | null): readonly PastVersion[] {
  if (text === null) return [];
  const parsed = z.array(pastVersionSchema).safeParse(parseJson(text));
  return parsed.success ? parsed.data : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
