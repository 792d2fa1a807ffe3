import { z } from "zod";

import { answerSchema, claimSchema } from "../answer.ts";

/** What became of something told before: it comes out as it was, otherwise, or cannot be looked up any more. */
export const replayStatuses = ["same", "changed", "gone"] as const;
const status = z.enum(replayStatuses);

/** How one tool call of the answer came out when it ran again. */
export const replayedEvidenceSchema = z.object({
  id: z.string(),
  tool: z.string(),
  title: z.string(),
  status,
  /** Rows of its main table then, and now; null where it cannot be looked up any more. */
  rowsThen: z.int(),
  rowsNow: z.int().nullable(),
  /** In plain words: what differs, or why it is gone. */
  detail: z.string(),
});

/** How one number or name of the text holds against what the calls found now. */
export const replayedClaimSchema = z.object({
  ...claimSchema.pick({ text: true, kind: true, start: true, evidence: true }).shape,
  status,
  /** What stands in its place now, written as it was; null where that cannot be told or nothing changed. */
  now: z.string().nullable(),
  detail: z.string(),
});

export const replaySchema = z.object({
  answerId: z.string(),
  question: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  totalMs: z.number(),
  /** What the answer rested on, and what it was run against now. */
  answeredOn: answerSchema.shape.dataset,
  replayedOn: answerSchema.shape.dataset,
  /** The worst of the claims; of the evidence where the text claims nothing. */
  verdict: status,
  evidence: z.array(replayedEvidenceSchema),
  /** The numbers and names that rest on evidence, in the text's order. */
  claims: z.array(replayedClaimSchema),
  counts: z.object({ same: z.int(), changed: z.int(), gone: z.int() }),
});

export type ReplayStatus = (typeof replayStatuses)[number];
export type ReplayedEvidence = z.infer<typeof replayedEvidenceSchema>;
export type ReplayedClaim = z.infer<typeof replayedClaimSchema>;
/** A kept answer whose tool calls ran again: which of its numbers still hold. */
export type Replay = z.infer<typeof replaySchema>;
