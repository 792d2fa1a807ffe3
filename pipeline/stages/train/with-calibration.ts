import type { TreeModel } from "#ml";

/**
 * The model whose margin is `slope` · margin + `intercept`. Platt's scaling is a straight line on the log-odds, so it
 * goes into the leaves and the start: the file is an ordinary model, its probabilities are calibrated, and its
 * contributions add up to the calibrated log-odds with nothing left to apply. Measured beside isotonic regression in
 * docs/pipeline.md.
 */
export function withCalibration(
  model: TreeModel,
  { slope, intercept }: { readonly slope: number; readonly intercept: number },
): TreeModel {
  return {
    ...model,
    baseMargin: slope * model.baseMargin + intercept,
    trees: model.trees.map((tree) => ({ ...tree, value: tree.value.map((value) => slope * value) })),
  };
}
