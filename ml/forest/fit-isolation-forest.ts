import { AppError, createRandom, type Random } from "#core";

import { checkMatrix, type FeatureMatrix } from "../trees/feature-matrix.ts";
import { createIsolationTree } from "./isolation-tree.ts";
import type { IsolationForest } from "./isolation-forest.ts";

/**
 * Grows an isolation forest: each tree from `sampleSize` different rows drawn at random (256 and 100 trees are the
 * paper's choice; more trees make the scores steadier), to the depth ⌈log₂ sampleSize⌉. The same seed gives the same
 * forest, and tree i does not depend on how many trees there are.
 * Throws `FEED_INVALID` when the matrix has fewer than two rows or holds an infinite value in a row that was drawn.
 */
export function fitIsolationForest(options: {
  readonly matrix: FeatureMatrix;
  readonly trees: number;
  readonly sampleSize: number;
  readonly seed: number;
}): IsolationForest {
  const { matrix, seed } = options;
  checkMatrix(matrix);
  const sampleSize = Math.min(options.sampleSize, matrix.rows);
  if (sampleSize < 2) {
    throw new AppError("FEED_INVALID", {
      detail: `An isolation forest cannot be grown from ${sampleSize} rows.`,
      hint: "Give it two rows or more.",
    });
  }
  const trees = Array.from({ length: options.trees }, (_, index) => {
    const random = createRandom(seed, index);
    return createIsolationTree(matrix, sampleRows(random, matrix.rows, sampleSize), random);
  });
  return { features: matrix.features, sampleSize, trees };
}

/** `count` different rows of 0 … `rows` − 1, every set of them as likely (Floyd's algorithm, Bentley and Floyd 1987). */
function sampleRows(random: Random, rows: number, count: number): Uint32Array {
  const chosen = new Set<number>();
  for (let limit = rows - count; limit < rows; limit++) {
    const row = random.integer(limit + 1);
    chosen.add(chosen.has(row) ? limit : row);
  }
  return Uint32Array.from(chosen);
}
