import {
  explainContributions,
  logistic,
  parseXgboostJson,
  predict,
  toXgboostJson,
  trainTrees,
  type BinnedMatrix,
  type FeatureMatrix,
} from "#ml";
import type { ModelSpec } from "#knowledge";

import { classificationMetrics } from "./classification-metrics.ts";
import { metricsOf, type Metric } from "./metric.ts";
import { regressionMetrics, type Scored } from "./regression-metrics.ts";
import { clipToRange } from "./score-range.ts";

/** Rows with their features and outcomes. */
export type LabelledRows = { readonly matrix: FeatureMatrix; readonly target: Float64Array };

/** Everything one model is trained and measured from. */
export type TrainTask = {
  readonly spec: ModelSpec;
  readonly training: LabelledRows;
  /** The training rows, binned. */
  readonly binned: BinnedMatrix;
  /** Training rows that grow trees, and those that end the training and set thresholds. */
  readonly growingRows: Uint32Array;
  readonly validationRows: Uint32Array;
  /** Only measured on. */
  readonly test: LabelledRows;
  readonly seed: number;
};

export type TrainedModel = {
  /** The model in XGBoost's JSON format. */
  readonly json: string;
  readonly metrics: readonly Metric[];
};

/**
 * Trains one model and measures what its file holds: the trees are written, read back, and scored from there, so
 * the figures belong to the bytes that serve. Metrics of all: `base_value` (on the margin), `base_probability`,
 * `trees`, `rounds_run`, `best_validation_loss`, `early_stopping_rounds`, `features`, `growing_rows`,
 * `validation_rows`; the rest as `regressionMetrics` or `classificationMetrics` says.
 */
export function trainModel(task: TrainTask, onProgress: (done: number, total: number) => void): TrainedModel {
  const { spec, training, test, validationRows } = task;
  const { trees } = spec;
  const objective = spec.kind === "classification" ? ({ name: "logistic" } as const) : ({ name: "squared" } as const);
  const trained = trainTrees({
    binned: task.binned,
    target: training.target,
    trainRows: task.growingRows,
    validationRows,
    options: { objective, seed: task.seed, ...trees },
    onRound: ({ round }) => {
      if (round % 10 === 0) onProgress(round, trees.rounds);
    },
  });
  const json = toXgboostJson(trained.model);
  const model = parseXgboostJson(json);
  const score = ({ matrix, target }: LabelledRows): Scored => ({
    actual: target,
    predicted: clipToRange(predict(model, matrix), spec.range),
  });
  const train = score(training);
  const pick = (values: Float64Array) => Float64Array.from(validationRows, (row) => values[row]!);
  const splits = {
    train,
    test: score(test),
    validation: { actual: pick(train.actual), predicted: pick(train.predicted) },
  };
  const baseValue = explainContributions(model, training.matrix, 0, 1).baseValue;
  const metrics = [
    ...(spec.kind === "classification" ? classificationMetrics(spec, splits) : regressionMetrics(spec, splits)),
    ...metricsOf("all", {
      base_value: baseValue,
      ...(spec.kind === "classification" ? { base_probability: logistic(baseValue) } : {}),
      trees: model.trees.length,
      rounds_run: trained.history.length,
      best_validation_loss: trained.history[trained.bestRound - 1]?.validationLoss ?? NaN,
      early_stopping_rounds: trees.earlyStoppingRounds,
      features: model.features.length,
      growing_rows: task.growingRows.length,
      validation_rows: validationRows.length,
    }),
  ];
  return { json, metrics };
}
