import { z } from "zod";

/** How far a review has come, or what came of it. */
export const reviewStatuses = ["noted", "confirmed", "overridden"] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

/** A person's word on one prediction, as it is kept. Never changed once written: a later one stands in for it. */
export const reviewSchema = z.object({
  reviewId: z.string(),
  recordedAt: z.iso.datetime(),
  customerId: z.string(),
  model: z.string(),
  modelVersion: z.string(),
  /** The run whose prediction was looked at, and the day of its data. */
  runId: z.string(),
  snapshotDate: z.iso.date(),
  reviewer: z.string(),
  notes: z.string(),
  status: z.enum(reviewStatuses),
  prediction: z.number(),
  /** The outcome that should have been there, in the target's unit; null unless overridden. */
  value: z.number().nullable(),
  /** The feed's columns of the row as it was scored, as text; null unless overridden: what training needs of it. */
  row: z.record(z.string(), z.string().nullable()).nullable(),
});
export type Review = z.infer<typeof reviewSchema>;

/** What a reviewer gives. */
export type ReviewInput = {
  readonly customerId: string;
  readonly model: string;
  readonly runId: string;
  readonly reviewer: string;
  readonly notes: string;
  readonly status: ReviewStatus;
  /** The corrected outcome; of a classification 0 or 1. Only, and always, of an override. */
  readonly value?: number;
};
