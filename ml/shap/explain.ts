import { checkMatrix, type FeatureMatrix } from "../trees/feature-matrix.ts";
import type { TreeModel } from "../trees/tree-model.ts";
import { createFeatureCodes, type FeatureCodes } from "./feature-codes.ts";
import { gaussLegendre } from "./gauss-legendre.ts";
import { cutIntoGroups, maximalBits, type PatternGroup } from "./pattern-groups.ts";
import { addContributions, writePatterns } from "./pattern-kernels.ts";
import { fillPatternTable, leafExpectation, tableLength } from "./pattern-table.ts";

/**
 * `baseValue` plus a row's contributions is the row's margin. `contributions[f][i]` is what feature f adds to row
 * `from + i`, on the scale of the margin.
 */
export type Explanation = {
  readonly baseValue: number;
  readonly contributions: readonly Float64Array[];
};

/** Doubles of tables kept at a time, 4 MiB: they are used for all rows before the next ones are built. */
const arenaLength = 1 << 19;

/** Rows explained at a time: their patterns and one feature's contributions stay in the first-level cache. */
const blockRows = 2048;

/**
 * Exact path-dependent SHAP values of the rows `from` … `to` − 1 (all, unless given): those of TreeSHAP (Lundberg et
 * al. 2020, "From local explanations to global understanding", algorithm 2) and of XGBoost's `pred_contribs`, with
 * cover (sums of hessians) as weights. They are read from tables indexed by the pattern of tests a row satisfies
 * (after Yang 2021, "Fast TreeSHAP", version 2, with the leaves of a subtree summed into one table).
 * They add up to `predictMargins` within rounding (1e-9 for margins of any usual size).
 * Throws `MODEL_FILE_INVALID` when a path of the model tests more than 16 different features.
 */
export function explainContributions(model: TreeModel, matrix: FeatureMatrix, from = 0, to = matrix.rows): Explanation {
  checkMatrix(matrix, model.features);
  const rowCount = to - from;
  const featureCodes = createFeatureCodes(model);
  const codes = featureCodes.map((feature, index) => feature?.encode(matrix.columns[index]!, from, to));
  const contributions = model.features.map(() => new Float64Array(rowCount));
  const rules = Array.from({ length: maximalBits / 2 + 1 }, (_, count) => gaussLegendre(count));
  const arena = new Float64Array(arenaLength);
  let baseValue = model.baseMargin;
  let filled = 0;
  let batch: GroupTable[] = [];
  const flush = () => {
    applyTables(batch, codes, contributions, rowCount);
    arena.fill(0, 0, filled);
    filled = 0;
    batch = [];
  };
  for (const group of groupsOf(model, featureCodes, bitLimitFor(rowCount))) {
    const length = tableLength(group);
    if (filled + length > arenaLength) flush();
    const table = length > arenaLength ? new Float64Array(length) : arena.subarray(filled, filled + length);
    filled = Math.min(arenaLength, filled + length);
    fillPatternTable(group, table, rules);
    batch.push({ group, table });
    for (const leaf of group.leaves) baseValue += leafExpectation(leaf);
  }
  flush();
  for (const tree of model.trees) if (tree.left[0]! < 0) baseValue += tree.value[0]!;
  return { baseValue, contributions };
}

type GroupTable = { readonly group: PatternGroup; readonly table: Float64Array };

/** Larger tables take fewer lookups a row and longer to build; few rows do not earn that back. */
function bitLimitFor(rowCount: number): number {
  return rowCount <= 10_000 ? 9 : 10;
}

function* groupsOf(
  model: TreeModel,
  codes: readonly (FeatureCodes | undefined)[],
  bitLimit: number,
): Generator<PatternGroup> {
  for (const tree of model.trees) yield* cutIntoGroups(tree, codes, bitLimit);
}

function applyTables(
  batch: readonly GroupTable[],
  codes: readonly (Uint16Array | undefined)[],
  contributions: readonly Float64Array[],
  rowCount: number,
): void {
  const patterns = new Uint16Array(blockRows);
  // A group tests only features that have codes.
  const groupCodes = batch.map(({ group }) => group.features.map((feature) => codes[feature]!));
  const groupColumns = batch.map(({ group }) => group.features.map((feature) => contributions[feature]!));
  for (let start = 0; start < rowCount; start += blockRows) {
    const count = Math.min(blockRows, rowCount - start);
    batch.forEach(({ group, table }, index) => {
      writePatterns(patterns, groupCodes[index]!, group.bitsByCode, start, count);
      addContributions(groupColumns[index]!, start, table, group.bitCount, patterns, count);
    });
  }
}
