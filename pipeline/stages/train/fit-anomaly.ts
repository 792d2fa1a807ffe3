import { anomalyScores, fitIsolationForest, parseForest, quantile, serialiseForest, type FeatureMatrix } from "#ml";

import { metricsOf, type Metric } from "./metric.ts";

/** What a forest is grown from and looked at on. */
export type FitAnomalyTask = {
  readonly trees: number;
  readonly sampleSize: number;
  readonly seed: number;
  readonly training: FeatureMatrix;
  readonly test: FeatureMatrix;
};

/** A forest as its file, and how its scores lie: `score_p50`, `…_p99` and `…_maximum` on both splits. */
export type FittedAnomaly = { readonly json: string; readonly metrics: readonly Metric[] };

/** Grows an isolation forest and scores both splits with what its file holds. */
export function fitAnomaly(task: FitAnomalyTask): FittedAnomaly {
  const { training, test, trees, sampleSize, seed } = task;
  const json = serialiseForest(fitIsolationForest({ matrix: training, trees, sampleSize, seed }));
  const forest = parseForest(json);
  const measures = (matrix: FeatureMatrix) => {
    const scores = anomalyScores(forest, matrix);
    return {
      rows: matrix.rows,
      score_p50: quantile(scores, 0.5),
      score_p99: quantile(scores, 0.99),
      score_maximum: quantile(scores, 1),
    };
  };
  const metrics = [
    ...metricsOf("train", measures(training)),
    ...metricsOf("test", measures(test)),
    ...metricsOf("all", { trees, sample_size: forest.sampleSize, features: forest.features.length }),
  ];
  return { json, metrics };
}
