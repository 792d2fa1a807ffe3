import { AppError } from "#core";
import { explainContributions, predictMargins, type FeatureMatrix, type TreeModel } from "#ml";

import { selectFeatures } from "../../features/select-features.ts";
import { rankContributions, type RankedContributions } from "./rank-contributions.ts";
import { sumImportance, type ImportanceSums } from "./importance-sums.ts";

/**
 * Rows `from` … `to` − 1 of a matrix to be scored and explained by one model. A feature of the matrix that the model does
 * not have contributes nothing to it.
 */
export type ExplainTask = {
  readonly model: TreeModel;
  readonly matrix: FeatureMatrix;
  readonly from: number;
  readonly to: number;
  /** By feature: whether its contribution may only be told together with those of the other protected ones. */
  readonly isProtected: readonly boolean[];
};

export type ExplainedRows = {
  readonly margins: Float64Array;
  readonly baseValue: number;
  readonly ranked: RankedContributions;
  readonly importance: ImportanceSums;
  /** Largest difference, over the rows, between the margin and the base value plus the contributions. */
  readonly maximalDeviation: number;
  /** What can be handed over to another thread without a copy. */
  readonly buffers: ArrayBuffer[];
};

/** Contributions that add up to the margin only worse than this are wrong, not rounded. */
export const additivityTolerance = 1e-6;

/** Scores and explains rows, and checks for each that the contributions add up. Throws `PIPELINE_FAILED` when not. */
export function explainRows(task: ExplainTask): ExplainedRows {
  const { model, matrix, from, to } = task;
  const own = selectFeatures(
    matrix,
    model.features.map((feature) => feature.name),
  );
  const margins = predictMargins(model, own, from, to);
  const { baseValue, contributions: ownContributions } = explainContributions(model, own, from, to);
  const contributions = spread(ownContributions, own, matrix);
  const maximalDeviation = deviationOf(margins, baseValue, contributions);
  // Written so that NaN fails as well.
  if (!(maximalDeviation <= additivityTolerance)) {
    throw new AppError("PIPELINE_FAILED", {
      detail: `Contributions miss a prediction's margin by ${maximalDeviation}; at most ${additivityTolerance} is rounding.`,
      hint: "This is a fault in the explanations, not in the data; report it with the run's log.",
    });
  }
  const ranked = rankContributions(contributions, task.isProtected);
  const importance = sumImportance(matrix, contributions, from);
  const buffers = [margins.buffer, ranked.codes.buffer, ranked.values.buffer];
  // None of the three lies in shared memory: each was made above.
  return {
    margins,
    baseValue,
    ranked,
    importance,
    maximalDeviation,
    buffers: buffers as ArrayBuffer[],
  };
}

/** Contributions by feature of `matrix` from those by feature of `own`. */
function spread(contributions: readonly Float64Array[], own: FeatureMatrix, matrix: FeatureMatrix): Float64Array[] {
  const byName = new Map(own.features.map(({ name }, place) => [name, contributions[place]!]));
  const none = new Float64Array(contributions[0]?.length ?? 0);
  return matrix.features.map(({ name }) => byName.get(name) ?? none);
}

function deviationOf(margins: Float64Array, baseValue: number, contributions: readonly Float64Array[]): number {
  let largest = 0;
  for (let row = 0; row < margins.length; row++) {
    let sum = baseValue;
    for (const contribution of contributions) sum += contribution[row]!;
    const deviation = Math.abs(sum - margins[row]!);
    if (!(deviation <= largest)) largest = deviation;
  }
  return largest;
}
