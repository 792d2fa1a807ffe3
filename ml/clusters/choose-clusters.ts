import { fitKMeans, samplePoints, type Points } from "./fit-k-means.ts";
import { squaredDistance } from "./lloyd.ts";

/** One candidate: how many clusters, and how well apart they are. */
export type ClusterChoice = { readonly clusters: number; readonly silhouette: number };

/** Rows that each candidate is clustered on, and rows whose silhouettes are taken, each needing all its distances. */
const fittedRows = 20_000;
const comparedRows = 3000;

/**
 * The number of clusters among `candidates` with the greatest mean silhouette, the fewer where two are equal, judged on
 * samples of 20,000 and 3,000 rows. `choices` has every candidate's. Throws `FEED_INVALID` as `fitKMeans`.
 */
export function chooseClusterCount(
  options: Points & { readonly candidates: readonly number[]; readonly seed: number; readonly restarts: number },
): { readonly clusters: number; readonly choices: readonly ClusterChoice[] } {
  const { seed, restarts } = options;
  const source = samplePoints(options, fittedRows, seed);
  const sample = samplePoints(source, comparedRows, seed + 1);
  const choices = options.candidates.map((clusters): ClusterChoice => {
    const { centroids } = fitKMeans({ ...source, clusters, seed, restarts });
    return { clusters, silhouette: silhouette(sample, assignToCentroids(sample, centroids)) };
  });
  const best = choices.reduce((a, b) =>
    b.silhouette > a.silhouette || (b.silhouette === a.silhouette && b.clusters < a.clusters) ? b : a,
  );
  return { clusters: best.clusters, choices };
}

/** The nearest centroid of each row; `centroids` is clusters × dims, row-major. */
export function assignToCentroids({ points, rows, dims }: Points, centroids: Float64Array): Uint8Array {
  const assignments = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    let least = Infinity;
    for (let cluster = 0; cluster < centroids.length / dims; cluster++) {
      const distance = squaredDistance(points, row * dims, centroids, cluster * dims, dims);
      if (distance < least) [least, assignments[row]] = [distance, cluster];
    }
  }
  return assignments;
}

/**
 * Mean silhouette of all rows, −1 … 1 (Rousseeuw 1987): (b − a) / max(a, b) with a the mean distance to the other rows
 * of the own cluster and b the least mean distance to those of another; 0 for a row alone in its cluster. Time grows
 * with the square of the rows. NaN of a single cluster.
 */
export function silhouette({ points, rows, dims }: Points, assignments: Uint8Array): number {
  const clusters = assignments.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
  const sizes = new Float64Array(clusters);
  for (const cluster of assignments) sizes[cluster] = sizes[cluster]! + 1;
  if (sizes.filter((size) => size > 0).length < 2) return NaN;
  const sums = new Float64Array(clusters);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let other = 0; other < rows; other++) {
      const cluster = assignments[other]!;
      sums[cluster] = sums[cluster]! + Math.sqrt(squaredDistance(points, row * dims, points, other * dims, dims));
    }
    const own = assignments[row]!;
    if (sizes[own] === 1) continue;
    const within = sums[own]! / (sizes[own]! - 1);
    const others = sums.map((sum, cluster) =>
      cluster === own || sizes[cluster] === 0 ? Infinity : sum / sizes[cluster]!,
    );
    const between = Math.min(...others);
    if (within !== between) total += (between - within) / Math.max(within, between);
  }
  return total / rows;
}
