import { z } from "zod";

import { AppError } from "#core";
import { parseStandardisation, type Standardisation } from "#ml";

const traitSchema = z.object({
  column: z.string(),
  /** Over the segment's training rows, and over all of them, in the column's own unit. */
  mean: z.number(),
  overall: z.number(),
  /** Of the centroid from everybody, in standard deviations of the input. */
  difference: z.number(),
});

const segmentSchema = z.object({
  /** 1 and up; the same segment keeps its number from run to run. */
  number: z.int().positive(),
  name: z.string(),
  /** In the space of the inputs, standardised. */
  centroid: z.array(z.number()),
  /** Mean of the primary model's outcome over the training rows. */
  meanOutcome: z.number(),
  /** What sets the segment apart most, the strongest first. */
  traits: z.array(traitSchema),
});

const segmentModelSchema = z.object({
  kind: z.literal("k-means"),
  standardisation: z.unknown(),
  segments: z.array(segmentSchema).min(1),
});

/** Segments as they are kept: how the inputs become coordinates, and where each segment's centre lies. */
export type SegmentModel = {
  readonly kind: "k-means";
  readonly standardisation: Standardisation;
  readonly segments: readonly Segment[];
};
export type Segment = z.infer<typeof segmentSchema>;
export type SegmentTrait = z.infer<typeof traitSchema>;

/** Reads a segment model's file. Throws `MODEL_FILE_INVALID` for anything else. */
export function parseSegmentModel(text: string): SegmentModel {
  try {
    const { kind, standardisation, segments } = segmentModelSchema.parse(JSON.parse(text));
    return { kind, standardisation: parseStandardisation(JSON.stringify(standardisation)), segments };
  } catch (cause) {
    throw new AppError("MODEL_FILE_INVALID", {
      detail: "The file does not hold a sound model of segments.",
      hint: "Train the model again, or restore the file.",
      cause,
    });
  }
}

/** The columns that the segments are told apart by, in the order of the coordinates. */
export function inputsOf({ standardisation }: SegmentModel): string[] {
  return standardisation.features.map((feature) => feature.name);
}

/** The segments' centres, segments × inputs, row-major. */
export function centroidsOf({ segments }: SegmentModel): Float64Array {
  return Float64Array.from(segments.flatMap((segment) => segment.centroid));
}
