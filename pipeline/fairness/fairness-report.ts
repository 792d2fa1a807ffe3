import { z } from "zod";

/** One row of the table `fairness`: what a model does to one group of a protected attribute, on the test split. */
export const fairnessRowSchema = z.object({
  attribute: z.string(),
  group: z.string(),
  rows: z.int(),
  /** Share of the group that the model selects. */
  selectionRate: z.number(),
  /** That over the rate of the group selected most; 1 where nobody is selected. */
  parityRatio: z.number(),
  /** True and false positive rate; null where nobody of the group counts into it. */
  truePositiveRate: z.number().nullable(),
  falsePositiveRate: z.number().nullable(),
  /** Mean prediction less mean outcome, in the target's unit: above 0 the model says too much of the group. */
  calibrationGap: z.number(),
});
export type FairnessRow = z.infer<typeof fairnessRowSchema>;

/** A protected attribute as a whole. Measures are null where fewer than two groups can be compared. */
export const attributeFairnessSchema = z.object({
  attribute: z.string(),
  groups: z.int(),
  /** Groups too small to be judged. */
  smallGroups: z.int(),
  /** Least selection rate over the greatest: the four-fifths rule asks for 0.8. */
  fourFifthsRatio: z.number().nullable(),
  /** Greatest less least selection rate (demographic parity). */
  parityDifference: z.number().nullable(),
  /** The greater of the differences in true and in false positive rate (equalised odds). */
  oddsDifference: z.number().nullable(),
  /** Greatest calibration gap without its sign. */
  calibrationGap: z.number().nullable(),
  /** The groups selected least and most. */
  leastSelected: z.string().nullable(),
  mostSelected: z.string().nullable(),
  /** The ratio and the difference that are certain: what is left of them when chance is taken off. */
  certainRatio: z.number(),
  certainOddsDifference: z.number(),
});
export type AttributeFairness = z.infer<typeof attributeFairnessSchema>;

/** How a model treats the groups of every protected attribute. */
export const fairnessReportSchema = z.object({
  /** Predictions from here on select. */
  selectedFrom: z.number(),
  attributes: z.array(attributeFairnessSchema),
  rows: z.array(fairnessRowSchema),
});
export type FairnessReport = z.infer<typeof fairnessReportSchema>;
