import type { Random } from "#core";

import type { Points } from "./fit-k-means.ts";

/**
 * k-means++ (Arthur and Vassilvitskii 2007): the first centroid a row drawn evenly, each further one a row drawn with
 * a chance in proportion to its squared distance to the nearest so far; of several drawn, the one that lowers the sum
 * of these most (their section 5). Clusters × dims, row-major; undefined when there are not so many different rows.
 */
export function seedCentroids(source: Points, clusters: number, random: Random): Float64Array | undefined {
  const { points, rows, dims } = source;
  const centroids = new Float64Array(clusters * dims);
  if (rows === 0) return undefined;
  const first = random.integer(rows);
  centroids.set(points.subarray(first * dims, (first + 1) * dims));
  let distances = nearer(source, new Float64Array(rows).fill(Infinity), first);
  const tries = 2 + Math.floor(Math.log(clusters));
  for (let cluster = 1; cluster < clusters; cluster++) {
    const total = sum(distances);
    if (total === 0) return undefined;
    let best: { row: number; distances: Float64Array; total: number } | undefined;
    for (let attempt = 0; attempt < tries; attempt++) {
      const row = rowAt(distances, random.uniform() * total);
      const candidate = nearer(source, distances, row);
      const candidateTotal = sum(candidate);
      if (best === undefined || candidateTotal < best.total) {
        best = { row, distances: candidate, total: candidateTotal };
      }
    }
    // There was an attempt.
    const { row, distances: chosen } = best!;
    centroids.set(points.subarray(row * dims, (row + 1) * dims), cluster * dims);
    distances = chosen;
  }
  return centroids;
}

/** Squared distances to the nearest centroid when `row` becomes one too. */
function nearer({ points, rows, dims }: Points, distances: Float64Array, row: number): Float64Array {
  const result = new Float64Array(rows);
  const center = row * dims;
  for (let other = 0; other < rows; other++) {
    let distance = 0;
    for (let d = 0, at = other * dims; d < dims; d++, at++) distance += (points[at]! - points[center + d]!) ** 2;
    result[other] = Math.min(distance, distances[other]!);
  }
  return result;
}

/** The row in which the running sum of the distances passes `target`; never one at a distance of 0. */
function rowAt(distances: Float64Array, target: number): number {
  let running = 0;
  let last = 0;
  for (let row = 0; row < distances.length; row++) {
    if (distances[row] === 0) continue;
    running += distances[row]!;
    last = row;
    if (running > target) break;
  }
  return last;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
