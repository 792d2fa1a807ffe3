import { z } from "zod";

/** Who is to be looked at as unusual, the most unusual first: the rows of the domain's table of anomalies. */
export const listedAnomalySchema = z.object({
  id: z.string(),
  score: z.number(),
  /** Whether the score alone put the row on the list, or its place among the highest. */
  reason: z.enum(["above", "top"]),
  /** What makes it unusual, the strongest first. */
  traits: z.array(z.object({ feature: z.string(), value: z.string().nullable(), cuts: z.number() })),
});
export type ListedAnomaly = z.infer<typeof listedAnomalySchema>;
