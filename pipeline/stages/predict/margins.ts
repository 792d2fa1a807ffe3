import { predictMargins, type FeatureMatrix, type TreeModel } from "#ml";

import { selectFeatures } from "../../features/select-features.ts";

/** Rows `from` … `to` − 1 of a matrix to be scored by an ensemble that is not explained. */
export type MarginsTask = {
  readonly model: TreeModel;
  readonly matrix: FeatureMatrix;
  readonly from: number;
  readonly to: number;
};

/** The rows' margins. */
export function marginsOf({ model, matrix, from, to }: MarginsTask): Float64Array {
  const names = model.features.map((feature) => feature.name);
  return predictMargins(model, selectFeatures(matrix, names), from, to);
}
