import { squaredDistance } from "./lloyd.ts";

/**
 * Which old cluster each new one continues, so that a segment keeps its name between runs: `result[n]` is the old
 * cluster of new cluster n, −1 where there are more new ones than old. Of all ways to pair them the one with the least
 * sum of squared distances between centroids, by the Hungarian algorithm (Kuhn 1955, in the O(n³) form of shortest
 * augmenting paths: Jonker and Volgenant 1987). Both lists are clusters × `dims`, row-major, on one scale.
 */
export function matchClusters(
  previousCentroids: Float64Array,
  newCentroids: Float64Array,
  dims: number,
): { readonly match: Int32Array; readonly distances: Float64Array } {
  const previous = previousCentroids.length / dims;
  const current = newCentroids.length / dims;
  const size = Math.max(previous, current);
  const cost = Array.from({ length: size }, (_, n) =>
    Float64Array.from({ length: size }, (_, p) =>
      n < current && p < previous ? squaredDistance(newCentroids, n * dims, previousCentroids, p * dims, dims) : 0,
    ),
  );
  const columns = assign(cost).subarray(0, current);
  const match = columns.map((column) => (column < previous ? column : -1));
  const distances = Float64Array.from(match, (column, n) => (column < 0 ? NaN : Math.sqrt(cost[n]![column]!)));
  return { match, distances };
}

/** For each row of a square matrix the column that makes the sum least, all columns different. */
export function assign(cost: readonly Float64Array[]): Int32Array {
  const size = cost.length;
  // Everything is numbered from 1: 0 is the row and the column that stand for "none".
  const rowPrice = new Float64Array(size + 1);
  const columnPrice = new Float64Array(size + 1);
  const rowOfColumn = new Int32Array(size + 1);
  const previousColumn = new Int32Array(size + 1);
  for (let row = 1; row <= size; row++) {
    rowOfColumn[0] = row;
    let column = 0;
    const slack = new Float64Array(size + 1).fill(Infinity);
    const visited = new Uint8Array(size + 1);
    while (rowOfColumn[column] !== 0) {
      visited[column] = 1;
      const from = rowOfColumn[column]!;
      let least = Infinity;
      let next = 0;
      for (let j = 1; j <= size; j++) {
        if (visited[j] === 1) continue;
        const reduced = cost[from - 1]![j - 1]! - rowPrice[from]! - columnPrice[j]!;
        if (reduced < slack[j]!) {
          slack[j] = reduced;
          previousColumn[j] = column;
        }
        if (slack[j]! < least) [least, next] = [slack[j]!, j];
      }
      for (let j = 0; j <= size; j++) {
        if (visited[j] === 1) {
          rowPrice[rowOfColumn[j]!] = rowPrice[rowOfColumn[j]!]! + least;
          columnPrice[j] = columnPrice[j]! - least;
        } else slack[j] = slack[j]! - least;
      }
      column = next;
    }
    for (; column !== 0; column = previousColumn[column]!) rowOfColumn[column] = rowOfColumn[previousColumn[column]!]!;
  }
  const columnOfRow = new Int32Array(size);
  for (let column = 1; column <= size; column++) columnOfRow[rowOfColumn[column]! - 1] = column - 1;
  return columnOfRow;
}
