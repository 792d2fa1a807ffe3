import { z } from "zod";

import { sqlName } from "./sql-name.ts";

/** What the domain asks of its models' fairness; groups are those of its confidential columns. */
export const fairnessPolicySchema = z.strictObject({
  /** Groups of fewer rows are not judged. */
  minimumRows: z.int().positive(),
  /** How far a group may lie behind the one that is best off before somebody is told; 0.2 is the four-fifths rule. */
  alertDisparity: z.number().gt(0).lt(1),
  /** Association with a protected attribute, 0 to 1, above which a feature stands in for it. */
  proxyAssociation: z.number().gt(0).lt(1),
  /** Features that stay although they stand in for an attribute, and why. */
  waivers: z.array(z.strictObject({ feature: sqlName, attribute: sqlName, reason: z.string().min(20) })).default([]),
  /** What a new version must hold to go live, of what is left of a disparity when chance is taken off. */
  gate: z.strictObject({
    /** Least selection rate of a group over the greatest. */
    selectionRatio: z.number().gt(0).lte(1),
    /** Greatest difference of the true or the false positive rate between two groups. */
    oddsDifference: z.number().gt(0).lt(1),
    /** By how much either may be worse than of the version that serves. */
    worsening: z.number().min(0).lt(1),
  }),
});
export type FairnessPolicy = z.infer<typeof fairnessPolicySchema>;

/** What can be done about an unfair model. Nothing is, unless it is switched on. */
export const mitigationSchema = z.strictObject({
  /** Protected attribute that the growing rows are resampled by, so that group and outcome are independent in them. */
  reweigh: sqlName.nullable().default(null),
  /** Decisions within this distance of the threshold are left to a person: they go to the review queue. */
  rejectBand: z.number().gt(0).nullable().default(null),
});
export type Mitigation = z.infer<typeof mitigationSchema>;

/** Which predictions go to people to be looked at. */
export const reviewPolicySchema = z.strictObject({
  /** So many of the highest, and of the lowest predictions of the primary model. */
  highest: z.int().min(0),
  lowest: z.int().min(0),
  /** Of those off by more than `above`, the `top` that are off most. */
  largeError: z.strictObject({ above: z.number().positive(), top: z.int().min(0) }),
  /** Of each model with a reject option, so many of its decisions, those nearest the threshold first. */
  uncertain: z.int().min(0).default(0),
  /** Rows in all; the rest is drawn at random from the middle quartiles. */
  total: z.int().positive(),
});
export type ReviewPolicy = z.infer<typeof reviewPolicySchema>;
