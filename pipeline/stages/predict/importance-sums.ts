import type { FeatureMatrix } from "#ml";

/** For each feature the sums over rows from which importance and direction follow; sums of parts can be added. */
export type ImportanceSums = {
  /** Rows, missing values included, and the sum of absolute contributions over them. */
  readonly rows: number;
  readonly absolute: Float64Array;
  /** Over the rows with a value x, c the contribution: count, Σx, Σx², Σc, Σc², Σxc. */
  readonly moments: readonly Float64Array[];
};

/** Place of each moment in `ImportanceSums.moments[feature]`. */
export const moment = { count: 0, x: 1, xx: 2, c: 3, cc: 4, xc: 5 } as const;

/** Sums over the rows `from` … of the matrix, as many as there are contributions. */
export function sumImportance(
  matrix: FeatureMatrix,
  contributions: readonly Float64Array[],
  from: number,
): ImportanceSums {
  const absolute = new Float64Array(contributions.length);
  const moments = contributions.map((contribution, feature) => {
    const sums = new Float64Array(6);
    const column = matrix.columns[feature]!;
    let total = 0;
    for (let row = 0; row < contribution.length; row++) {
      const c = contribution[row]!;
      const x = column[from + row]!;
      total += Math.abs(c);
      if (x !== x) continue;
      sums[moment.count]! += 1;
      sums[moment.x]! += x;
      sums[moment.xx]! += x * x;
      sums[moment.c]! += c;
      sums[moment.cc]! += c * c;
      sums[moment.xc]! += x * c;
    }
    absolute[feature] = total;
    return sums;
  });
  return { rows: contributions[0]?.length ?? 0, absolute, moments };
}

/** The sums over two sets of rows together. */
export function addImportance(a: ImportanceSums, b: ImportanceSums): ImportanceSums {
  const add = (left: Float64Array, right: Float64Array) => left.map((value, index) => value + right[index]!);
  return {
    rows: a.rows + b.rows,
    absolute: add(a.absolute, b.absolute),
    moments: a.moments.map((sums, feature) => add(sums, b.moments[feature]!)),
  };
}
