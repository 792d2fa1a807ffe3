import type { Points } from "./fit-k-means.ts";

/** Where k-means has come to rest. */
export type Clustering = {
  /** Clusters × dims, row-major. */
  readonly centroids: Float64Array;
  /** Cluster of each row. */
  readonly assignments: Uint8Array;
  /** Sum of the squared distances of the rows to their centroids. */
  readonly inertia: number;
};

const maximalRounds = 300;

/**
 * Lloyd's iteration until no row changes its cluster, or, with a `tolerance`, until the squared moves of all centroids
 * add up to no more than that in one round: on a million rows the last hundred rounds move a boundary by a hair. Every
 * row is in the cluster of its nearest centroid in the end. Bounds spare most distances (Hamerly 2010, "Making k-means
 * even faster"): a row whose centroid is surely nearer than any other needs none, and the result is the same as
 * without. A cluster that loses all its rows takes over the row farthest from its centroid. At most 256 clusters.
 */
export function lloyd(source: Points, start: Float64Array, tolerance = 0): Clustering {
  const state = createState(source, start);
  let moved = Infinity;
  for (let round = 0; ; round++) {
    const hasChanged = assignRows(state);
    if ((!hasChanged && round > 0) || moved <= tolerance || round === maximalRounds) break;
    moved = moveCentroids(state);
  }
  const { points, dims } = source;
  let inertia = 0;
  for (let row = 0; row < source.rows; row++) {
    inertia += squaredDistance(points, row * dims, state.centroids, state.assignments[row]! * dims, dims);
  }
  return { centroids: state.centroids, assignments: state.assignments, inertia };
}

type State = Points & {
  readonly centroids: Float64Array;
  readonly assignments: Uint8Array;
  /** At least the distance of each row to its own centroid. */
  readonly upper: Float64Array;
  /** At most the distance of each row to any other centroid. */
  readonly lower: Float64Array;
};

function createState(source: Points, start: Float64Array): State {
  return {
    points: source.points,
    rows: source.rows,
    dims: source.dims,
    centroids: Float64Array.from(start),
    assignments: new Uint8Array(source.rows),
    upper: new Float64Array(source.rows).fill(Infinity),
    lower: new Float64Array(source.rows).fill(-Infinity),
  };
}

/** Hot loop: gives each row its nearest centroid, and says whether one has changed. */
function assignRows(state: State): boolean {
  const { points, rows, dims, centroids, assignments, upper, lower } = state;
  const clusters = centroids.length / dims;
  const halfGaps = halfDistancesToNearest(centroids, dims);
  let hasChanged = false;
  for (let row = 0; row < rows; row++) {
    const own = assignments[row]!;
    const safe = Math.max(lower[row]!, halfGaps[own]!);
    if (upper[row]! <= safe) continue;
    const at = row * dims;
    upper[row] = Math.sqrt(squaredDistance(points, at, centroids, own * dims, dims));
    if (upper[row]! <= safe) continue;
    let nearest = 0;
    let least = Infinity;
    let second = Infinity;
    for (let cluster = 0; cluster < clusters; cluster++) {
      const distance = squaredDistance(points, at, centroids, cluster * dims, dims);
      if (distance < least) {
        second = least;
        least = distance;
        nearest = cluster;
      } else if (distance < second) second = distance;
    }
    upper[row] = Math.sqrt(least);
    lower[row] = Math.sqrt(second);
    if (nearest === own) continue;
    assignments[row] = nearest;
    hasChanged = true;
  }
  return hasChanged;
}

/**
 * Puts each centroid at the mean of its rows, and the bounds as far out as the centroids have moved. Returns the sum of
 * the squared moves.
 */
function moveCentroids(state: State): number {
  const { points, rows, dims, centroids, assignments, upper, lower } = state;
  const clusters = centroids.length / dims;
  const sums = new Float64Array(clusters * dims);
  const sizes = new Float64Array(clusters);
  for (let row = 0; row < rows; row++) {
    const cluster = assignments[row]!;
    sizes[cluster] = sizes[cluster]! + 1;
    for (let d = 0; d < dims; d++) sums[cluster * dims + d] = sums[cluster * dims + d]! + points[row * dims + d]!;
  }
  if (sizes.includes(0)) fillEmptyClusters(state, sums, sizes);
  const moved = new Float64Array(clusters);
  for (let cluster = 0; cluster < clusters; cluster++) {
    for (let d = 0; d < dims; d++) sums[cluster * dims + d] = sums[cluster * dims + d]! / sizes[cluster]!;
    moved[cluster] = Math.sqrt(squaredDistance(sums, cluster * dims, centroids, cluster * dims, dims));
  }
  centroids.set(sums);
  const farthest = Math.max(...moved);
  for (let row = 0; row < rows; row++) {
    upper[row] = upper[row]! + moved[assignments[row]!]!;
    lower[row] = lower[row]! - farthest;
  }
  return moved.reduce((sum, distance) => sum + distance * distance, 0);
}

/** Gives each empty cluster the row farthest from its centroid, out of a cluster that keeps another. */
function fillEmptyClusters(state: State, sums: Float64Array, sizes: Float64Array): void {
  const { points, rows, dims, centroids, assignments, upper, lower } = state;
  for (let empty = sizes.indexOf(0); empty >= 0; empty = sizes.indexOf(0)) {
    let farthest = -1;
    let greatest = -1;
    for (let row = 0; row < rows; row++) {
      const cluster = assignments[row]!;
      if (sizes[cluster]! < 2) continue;
      const distance = squaredDistance(points, row * dims, centroids, cluster * dims, dims);
      if (distance > greatest) [greatest, farthest] = [distance, row];
    }
    const from = assignments[farthest]!;
    for (let d = 0; d < dims; d++) {
      const value = points[farthest * dims + d]!;
      sums[from * dims + d] = sums[from * dims + d]! - value;
      sums[empty * dims + d] = value;
      centroids[empty * dims + d] = value;
    }
    sizes[from] = sizes[from]! - 1;
    sizes[empty] = 1;
    assignments[farthest] = empty;
    // A centroid has jumped: no bound holds any longer.
    upper.fill(Infinity);
    lower.fill(-Infinity);
  }
}

/** For each centroid half the distance to the nearest other: a row within that has no nearer one. */
function halfDistancesToNearest(centroids: Float64Array, dims: number): Float64Array {
  const clusters = centroids.length / dims;
  const half = new Float64Array(clusters).fill(Infinity);
  for (let a = 0; a < clusters; a++) {
    for (let b = 0; b < clusters; b++) {
      if (a === b) continue;
      const distance = Math.sqrt(squaredDistance(centroids, a * dims, centroids, b * dims, dims)) / 2;
      half[a] = Math.min(half[a]!, distance);
    }
  }
  return half;
}

/** Squared distance of the vectors that start at `atA` in `a` and at `atB` in `b`. */
export function squaredDistance(a: Float64Array, atA: number, b: Float64Array, atB: number, dims: number): number {
  let sum = 0;
  for (let d = 0; d < dims; d++) {
    const difference = a[atA + d]! - b[atB + d]!;
    sum += difference * difference;
  }
  return sum;
}
