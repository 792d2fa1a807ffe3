import {
  chooseClusterCount,
  fitKMeans,
  fitStandardisation,
  mean,
  standardise,
  variance,
  type ClusterChoice,
  type FeatureMatrix,
  type Points,
} from "#ml";
import { traitCount, type SegmentsSpec } from "#knowledge";

import { metricsOf, type Metric } from "./metric.ts";
import { nameSegments } from "./name-segments.ts";
import { recogniseSegments } from "./recognise-segments.ts";
import type { SegmentModel, SegmentTrait } from "./segment-model.ts";

/** What segments are found in. */
export type FitSegmentsTask = {
  readonly spec: SegmentsSpec;
  /** What the inputs are called, by column. */
  readonly labels: Readonly<Record<string, string>>;
  /** The inputs of the training rows, and the primary model's outcome of each. */
  readonly matrix: FeatureMatrix;
  readonly outcome: Float64Array;
  /** The live run's segments; null where there are none over the same inputs. */
  readonly before: SegmentModel | null;
  readonly seed: number;
};

/** Segments as their file; in all `segments`, `silhouette` of the number that was taken, and `silhouette_6` …. */
export type FittedSegments = { readonly json: string; readonly metrics: readonly Metric[] };

/** A number of segments this little better than the live one's does not make everybody learn new segments. */
const notableGain = 0.01;

/** Finds, numbers, names and describes the segments of the rows. */
export function fitSegments(task: FitSegmentsTask): FittedSegments {
  const { spec, matrix, outcome, before, seed } = task;
  const { restarts } = spec;
  const standardisation = fitStandardisation(matrix, spec.inputs);
  const points = standardise(standardisation, matrix);
  const { clusters: best, choices } = chooseClusterCount({ ...points, candidates: spec.counts, seed, restarts });
  const clusters = steadyCount(choices, best, before?.segments.length);
  const { centroids, assignments } = fitKMeans({ ...points, clusters, seed, restarts });
  const members = membersOf(assignments, clusters);
  const centreAt = (cluster: number) => centroids.subarray(cluster * points.dims, (cluster + 1) * points.dims);
  const spread = spreadOf(points);
  const differences = members.map((_, cluster) => differencesFrom(spread, centreAt(cluster)));
  const known = recogniseSegments(matrix, members, before);
  const outcomes = members.map((rows) => mean(Float64Array.from(rows, (row) => outcome[row]!)));
  const profiles = members.map((_, cluster) => ({
    differences: differences[cluster]!,
    meanOutcome: outcomes[cluster]!,
    nameBefore: known[cluster]!.nameBefore,
  }));
  const names = nameSegments(spec, profiles, (column) => task.labels[column] ?? column);
  const model: SegmentModel = {
    kind: "k-means",
    standardisation,
    segments: members.map((rows, cluster) => ({
      number: known[cluster]!.number,
      name: names[cluster]!,
      centroid: [...centreAt(cluster)],
      meanOutcome: outcomes[cluster]!,
      traits: traitsOf(matrix, rows, differences[cluster]!),
    })),
  };
  const silhouettes = choices.map((choice) => [`silhouette_${choice.clusters}`, choice.silhouette]);
  const metrics = metricsOf("all", {
    segments: clusters,
    silhouette: choices.find((choice) => choice.clusters === clusters)?.silhouette ?? NaN,
    ...Object.fromEntries(silhouettes),
    growing_rows: matrix.rows,
  });
  return { json: JSON.stringify(model), metrics };
}

/** The live run's number of segments, unless another is clearly better. */
function steadyCount(choices: readonly ClusterChoice[], best: number, before: number | undefined): number {
  const silhouette = (clusters: number) => choices.find((choice) => choice.clusters === clusters)?.silhouette;
  const kept = before === undefined ? undefined : silhouette(before);
  return before !== undefined && kept !== undefined && kept >= (silhouette(best) ?? NaN) - notableGain ? before : best;
}

function membersOf(assignments: Uint8Array, clusters: number): Uint32Array[] {
  return Array.from({ length: clusters }, (_, cluster) =>
    Uint32Array.from(assignments.keys()).filter((row) => assignments[row] === cluster),
  );
}

type Spread = readonly { readonly mean: number; readonly deviation: number }[];

/** Mean and standard deviation of all rows by input. */
function spreadOf({ points, rows, dims }: Points): Spread {
  return Array.from({ length: dims }, (_, dimension) => {
    const values = Float64Array.from({ length: rows }, (_, row) => points[row * dims + dimension]!);
    return { mean: mean(values), deviation: Math.sqrt(variance(values)) };
  });
}

/** How far a centre lies from the mean of all rows, in their standard deviations, by input; 0 for a constant input. */
function differencesFrom(spread: Spread, centre: Float64Array): number[] {
  return spread.map((one, dimension) => (one.deviation > 0 ? (centre[dimension]! - one.mean) / one.deviation : 0));
}

/** The inputs that set a segment apart most, with their means over the rows that have a value. */
function traitsOf(matrix: FeatureMatrix, rows: Uint32Array, differences: readonly number[]): SegmentTrait[] {
  return matrix.features
    .map(({ name }, input) => {
      const column = matrix.columns[input]!;
      return {
        column: name,
        mean: meanOfPresent(Float64Array.from(rows, (row) => column[row]!)),
        overall: meanOfPresent(Float64Array.from(column)),
        difference: differences[input]!,
      };
    })
    .toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
    .slice(0, traitCount);
}

function meanOfPresent(values: Float64Array): number {
  const present = values.filter((value) => !Number.isNaN(value));
  return present.length === 0 ? 0 : mean(present);
}
