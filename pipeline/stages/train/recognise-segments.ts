import { matchClusters, standardise, type FeatureMatrix, type Points } from "#ml";

import { centroidsOf, type SegmentModel } from "./segment-model.ts";

/** Which segment of the live run a new one is: its number, and its name where it has hardly moved. */
export type RecognisedSegment = { readonly number: number; readonly nameBefore: string | null };

/**
 * Finds the live run's segments among the new ones (`members[s]` are the rows of new segment s). They are paired by
 * where today's rows lie on the live run's own scale. A pair is the same segment when its centre has moved by less
 * than half the way to the next; every other new segment gets the lowest number that is free.
 */
export function recogniseSegments(
  matrix: FeatureMatrix,
  members: readonly Uint32Array[],
  before: SegmentModel | null,
): RecognisedSegment[] {
  if (before === null) return members.map((_, segment) => ({ number: segment + 1, nameBefore: null }));
  const points = standardise(before.standardisation, matrix);
  const { dims } = points;
  const old = centroidsOf(before);
  const { match, distances } = matchClusters(
    old,
    Float64Array.from(members.flatMap((rows) => centreOf(points, rows))),
    dims,
  );
  const same = members.map((_, segment) => {
    const place = match[segment]!;
    const known = before.segments[place];
    return known && distances[segment]! < gapToNext(old, dims, place) / 2 ? known : null;
  });
  const taken = new Set(same.map((segment) => segment?.number));
  return same.map((segment) => {
    if (segment !== null) return { number: segment.number, nameBefore: segment.name };
    let number = 1;
    while (taken.has(number)) number++;
    taken.add(number);
    return { number, nameBefore: null };
  });
}

function centreOf({ points, dims }: Points, rows: Uint32Array): number[] {
  const sums = Array.from({ length: dims }, () => 0);
  for (const row of rows) for (let d = 0; d < dims; d++) sums[d]! += points[row * dims + d]!;
  return sums.map((sum) => sum / rows.length);
}

/** Distance of a centre to the nearest other one; Infinity where it is the only one. */
function gapToNext(centroids: Float64Array, dims: number, place: number): number {
  const coordinate = (segment: number, d: number) => centroids[segment * dims + d]!;
  const others = Array.from({ length: centroids.length / dims }, (_, segment) => segment).filter(
    (segment) => segment !== place,
  );
  const distances = others.map((segment) =>
    Math.hypot(...Array.from({ length: dims }, (_, d) => coordinate(segment, d) - coordinate(place, d))),
  );
  return Math.min(...distances);
}
