import { predictMargins, type FeatureMatrix, type TreeModel } from "#ml";

/** Rows `from` … `to` − 1 of a matrix to be scored by an ensemble that is not explained. */
export type MarginsTask = {
  readonly model: TreeModel;
  readonly matrix: FeatureMatrix;
  readonly from: number;
  readonly to: number;
};

/** The rows' margins. */
export function marginsOf({ model, matrix, from, to }: MarginsTask): Float64Array {
  return predictMargins(model, matrix, from, to);
}
