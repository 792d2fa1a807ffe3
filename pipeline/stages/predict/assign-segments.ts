import { assignToCentroids, standardise, type FeatureMatrix } from "#ml";

import { selectFeatures } from "../../features/select-features.ts";
import { centroidsOf, inputsOf, type SegmentModel } from "../train/segment-model.ts";

/** Rows `from` … `to` − 1 of the models' matrix to be told their segment. */
export type SegmentTask = {
  readonly model: SegmentModel;
  readonly matrix: FeatureMatrix;
  readonly from: number;
  readonly to: number;
};

/** The place in `model.segments` of the segment whose centre is nearest, by row. */
export function assignSegments({ model, matrix, from, to }: SegmentTask): Uint8Array {
  const { features, columns } = selectFeatures(matrix, inputsOf(model));
  const rows = { features, columns: columns.map((column) => column.subarray(from, to)), rows: to - from };
  return assignToCentroids(standardise(model.standardisation, rows), centroidsOf(model));
}
