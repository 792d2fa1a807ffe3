import { z } from "zod";

import { attributeFairnessSchema } from "../fairness/fairness-report.ts";

/** One measure of the two versions on this run's test split. */
export const comparedFigureSchema = z.object({
  metric: z.string(),
  challenger: z.number(),
  champion: z.number().nullable(),
});
export type ComparedFigure = z.infer<typeof comparedFigureSchema>;

/** Whether a version that was trained serves. */
export const gateDecisionSchema = z.object({
  model: z.string(),
  /** The version that this run trained. */
  challenger: z.string(),
  /** The version it was compared with, and that serves where it was refused; null where none could be compared. */
  champion: z.string().nullable(),
  isPromoted: z.boolean(),
  /** Why it was refused, each a sentence with its figures; empty for a version that was promoted. */
  reasons: z.array(z.string()),
  /** Why there was no comparison, where a version serves that could not be compared; null otherwise. */
  notCompared: z.string().nullable(),
  figures: z.array(comparedFigureSchema),
  /** Of the challenger. */
  fairness: z.array(attributeFairnessSchema),
});
export type GateDecision = z.infer<typeof gateDecisionSchema>;
