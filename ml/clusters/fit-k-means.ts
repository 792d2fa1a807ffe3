import { AppError, createRandom } from "#core";

import { lloyd, type Clustering } from "./lloyd.ts";
import { seedCentroids } from "./seed-centroids.ts";

/** Rows by dimensions, row-major: dimension d of row r is `points[r * dims + d]`. Every number is finite. */
export type Points = { readonly points: Float64Array; readonly rows: number; readonly dims: number };

/**
 * k-means: centroids that make the sum of the squared distances of all rows to their nearest one (`inertia`) small.
 * Starts from k-means++ (Arthur and Vassilvitskii 2007), `restarts` times, and keeps the best. Of more than 20,000
 * rows, the starts are compared on a sample of that many, and only the best goes on with all rows: on that many rows
 * a start's rank hardly changes, and the time stays near that of one fit.
 *
 * `centroids` is clusters × dims, row-major, in the order of falling cluster size; equal seeds give equal results.
 * Throws `FEED_INVALID` when there are fewer different rows than clusters or a number is not finite.
 */
export function fitKMeans(
  options: Points & { readonly clusters: number; readonly seed: number; readonly restarts: number },
): Clustering {
  const { points, rows, dims, clusters, seed } = options;
  if (points.length < rows * dims || !points.every(Number.isFinite)) {
    throw unusable(`${rows} rows of ${dims} finite numbers are expected`);
  }
  const sample = samplePoints(options, sampleRows, seed);
  let best: Clustering | undefined;
  for (let restart = 0; restart < Math.max(1, options.restarts); restart++) {
    const start = seedCentroids(sample, clusters, createRandom(seed, restart));
    if (start === undefined) throw unusable(`fewer than ${clusters} rows are different from each other`);
    const fit = lloyd(sample, start);
    if (best === undefined || fit.inertia < best.inertia) best = fit;
  }
  // There was a restart.
  const all = sample.rows === rows ? best! : lloyd(options, best!.centroids, relativeTolerance * meanVariance(sample));
  return bySize(all, dims);
}

const sampleRows = 20_000;

/** Share of the features' mean variance that the centroids may still move by; scikit-learn's default. */
const relativeTolerance = 1e-4;

/** Variance of a feature, the mean over all of them. */
function meanVariance({ points, rows, dims }: Points): number {
  let sum = 0;
  for (let d = 0; d < dims; d++) {
    let mean = 0;
    for (let row = 0; row < rows; row++) mean += points[row * dims + d]! / rows;
    for (let row = 0; row < rows; row++) sum += (points[row * dims + d]! - mean) ** 2 / rows;
  }
  return sum / dims;
}

/** `count` different rows at random, or the points themselves when they are no more. */
export function samplePoints(source: Points, count: number, seed: number): Points {
  const { points, rows, dims } = source;
  if (rows <= count) return source;
  const random = createRandom(seed, sampleStream);
  const sampled = new Float64Array(count * dims);
  // Selection sampling (Knuth, volume 2, algorithm S) keeps the rows in their order.
  for (let row = 0, taken = 0; taken < count; row++) {
    if (random.uniform() * (rows - row) >= count - taken) continue;
    sampled.set(points.subarray(row * dims, (row + 1) * dims), taken * dims);
    taken++;
  }
  return { points: sampled, rows: count, dims };
}

/** A stream of random numbers that no restart draws from. */
const sampleStream = 0x5a3b1e;

/** Numbers the clusters anew so that the largest is the first; of equal ones the one whose row comes first. */
function bySize({ centroids, assignments, inertia }: Clustering, dims: number): Clustering {
  const count = centroids.length / dims;
  const sizes = new Float64Array(count);
  for (const cluster of assignments) sizes[cluster] = sizes[cluster]! + 1;
  const order = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  const place = new Int32Array(count);
  const moved = new Float64Array(centroids.length);
  order.forEach((cluster, index) => {
    place[cluster] = index;
    moved.set(centroids.subarray(cluster * dims, (cluster + 1) * dims), index * dims);
  });
  return { centroids: moved, assignments: assignments.map((cluster) => place[cluster]!), inertia };
}

function unusable(detail: string): AppError {
  return new AppError("FEED_INVALID", {
    detail: `The rows cannot be put into clusters: ${detail}.`,
    hint: "Fill missing values, take fewer clusters, or give more rows.",
  });
}
