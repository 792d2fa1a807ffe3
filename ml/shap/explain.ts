import type { KernelChoice } from "../kernels/instance.ts";
import { checkMatrix, type FeatureMatrix } from "../trees/feature-matrix.ts";
import { createFeatureCodes, type FeatureCodes } from "../trees/feature-codes.ts";
import type { TreeModel } from "../trees/tree-model.ts";
import { createJavascriptTables } from "./javascript-tables.ts";
import { cutIntoGroups, type PatternGroup } from "./pattern-groups.ts";
import { leafExpectation } from "./pattern-table.ts";
import type { ContributionTables, ExplainedColumns } from "./tables.ts";
import { createWasmTables } from "./wasm-tables.ts";

/**
 * `baseValue` plus a row's contributions is the row's margin. `contributions[f][i]` is what feature f adds to row
 * `from + i`, on the scale of the margin.
 */
export type Explanation = {
  readonly baseValue: number;
  readonly contributions: readonly Float64Array[];
};

/**
 * Exact path-dependent SHAP values of the rows `from` … `to` − 1 (all, unless given): those of TreeSHAP (Lundberg et
 * al. 2020, "From local explanations to global understanding", algorithm 2) and of XGBoost's `pred_contribs`, with
 * cover (sums of hessians) as weights. They are read from tables indexed by the pattern of tests a row satisfies
 * (after Yang 2021, "Fast TreeSHAP", version 2, with the leaves of a subtree summed into one table).
 * They add up to `predictMargins` within rounding (1e-9 for margins of any usual size), and are the same bits with and
 * without WebAssembly, which does the work unless `kernels` says otherwise.
 * Throws `MODEL_FILE_INVALID` when a path of the model tests more than 16 different features.
 */
export function explainContributions(
  model: TreeModel,
  matrix: FeatureMatrix,
  from = 0,
  to = matrix.rows,
  kernels: KernelChoice = "wasm",
): Explanation {
  checkMatrix(matrix, model.features);
  const codes = createFeatureCodes(model);
  const columns: ExplainedColumns = { codes, matrix, from, to };
  const tables = createTables(columns, kernels);
  let baseValue = model.baseMargin;
  for (const group of groupsOf(model, codes, bitLimitFor(to - from))) {
    tables.add(group);
    for (const leaf of group.leaves) baseValue += leafExpectation(leaf);
  }
  for (const tree of model.trees) if (tree.left[0]! < 0) baseValue += tree.value[0]!;
  return { baseValue, contributions: tables.finish() };
}

function createTables(columns: ExplainedColumns, kernels: KernelChoice): ContributionTables {
  return (kernels === "wasm" ? createWasmTables(columns) : undefined) ?? createJavascriptTables(columns);
}

/** Larger tables take fewer lookups a row and longer to build; few rows do not earn that back. */
function bitLimitFor(rowCount: number): number {
  if (rowCount <= 2000) return 7;
  return rowCount <= 20_000 ? 9 : 10;
}

function* groupsOf(
  model: TreeModel,
  codes: readonly (FeatureCodes | undefined)[],
  bitLimit: number,
): Generator<PatternGroup> {
  for (const tree of model.trees) yield* cutIntoGroups(tree, codes, bitLimit);
}
