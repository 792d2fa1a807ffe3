import type { KernelChoice } from "../kernels/instance.ts";
import { checkMatrix, type FeatureMatrix } from "./feature-matrix.ts";
import { applyLink } from "./objective.ts";
import { addMarginsInJavascript } from "./predict-javascript.ts";
import { addMarginsInWasm } from "./predict-wasm.ts";
import type { TreeModel } from "./tree-model.ts";

/** Fewer rows are not worth laying the trees out for the kernels. */
const fewRows = 2000;

/**
 * Margins of the rows `from` … `to` − 1 (all, unless given): `baseMargin` and the leaves' values, summed in double
 * precision in the order of the trees. They are the same bits with and without WebAssembly, which does the work of
 * many rows unless `kernels` says otherwise.
 */
export function predictMargins(
  model: TreeModel,
  matrix: FeatureMatrix,
  from = 0,
  to = matrix.rows,
  kernels?: KernelChoice,
): Float64Array {
  checkMatrix(matrix, model.features);
  const margins = new Float64Array(to - from).fill(model.baseMargin);
  const useWasm = kernels === undefined ? to - from >= fewRows : kernels === "wasm";
  if (!useWasm || !addMarginsInWasm(model, matrix, from, margins)) {
    addMarginsInJavascript(model, matrix, from, margins);
  }
  return margins;
}

/** As `predictMargins`, on the scale of the target: a probability for the logistic objective. */
export function predict(
  model: TreeModel,
  matrix: FeatureMatrix,
  from = 0,
  to = matrix.rows,
  kernels?: KernelChoice,
): Float64Array {
  return predictMargins(model, matrix, from, to, kernels).map((margin) => applyLink(model.objective, margin));
}
