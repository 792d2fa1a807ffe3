import { CholeskyDecomposition, Matrix } from "ml-matrix";

import { AppError } from "#core";

/**
 * The inverse of a symmetric positive definite matrix (rows of the same length), symmetrised first: ml-matrix refuses
 * what is asymmetric by a rounding. Throws `INTERNAL` when the matrix is singular.
 */
export function invertSymmetric(matrix: readonly Float64Array[]): Matrix {
  const size = matrix.length;
  const symmetric = new Matrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) symmetric.set(i, j, (matrix[i]![j]! + matrix[j]![i]!) / 2);
  }
  const cholesky = new CholeskyDecomposition(symmetric);
  if (size > 0 && !cholesky.isPositiveDefinite()) {
    throw new AppError("INTERNAL", {
      detail: `A local explanation of ${size} unknowns has too few different samples to be determined.`,
      hint: "Ask for more samples.",
    });
  }
  return cholesky.solve(Matrix.eye(size));
}

/** Weighted normal equations, gathered row by row: Σ w z zᵀ and Σ w z y. */
export type NormalEquations = {
  readonly moments: readonly Float64Array[];
  readonly right: Float64Array;
  add(inputs: Float64Array, target: number, weight: number): void;
};

/** Empty normal equations of `size` unknowns. */
export function createNormalEquations(size: number): NormalEquations {
  const moments = Array.from({ length: size }, () => new Float64Array(size));
  const right = new Float64Array(size);
  return {
    moments,
    right,
    add(inputs, target, weight) {
      for (let i = 0; i < size; i++) {
        const weighted = weight * inputs[i]!;
        if (weighted === 0) continue;
        const row = moments[i]!;
        for (let j = 0; j < size; j++) row[j] = row[j]! + weighted * inputs[j]!;
        right[i] = right[i]! + weighted * target;
      }
    },
  };
}
