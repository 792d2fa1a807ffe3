import { explainContributions, logistic, parseXgboostJson, predict, type TreeModel } from "#ml";
import type { ModelSpec } from "#knowledge";

import { classificationMetrics } from "./classification-metrics.ts";
import type { LabelledRows } from "./grow-trees.ts";
import { metricsOf, type Metric } from "./metric.ts";
import { quantileMetrics, type ScoredQuantiles } from "./quantile-metrics.ts";
import { regressionMetrics } from "./regression-metrics.ts";
import { clipToRange } from "./score-range.ts";
import type { Scored, ScoredSplits } from "./scored.ts";

/** A grown model and the rows it is judged on. */
export type MeasureTask = {
  readonly spec: ModelSpec;
  /** The model's ensembles in XGBoost's format, in the order of `ensemblesOf`. */
  readonly json: readonly string[];
  readonly training: LabelledRows;
  readonly calibration: LabelledRows;
  readonly test: LabelledRows;
};

/**
 * Measures what a model's files hold: they are read back and scored, so the figures belong to the bytes that serve.
 * Metrics of all: `base_value` (on the margin), `base_probability` of a classification, `features`; the rest as
 * `regressionMetrics`, `classificationMetrics` or `quantileMetrics` says.
 */
export function measureModel(task: MeasureTask): Metric[] {
  const { spec, training, calibration, test } = task;
  const models = task.json.map((json) => parseXgboostJson(json));
  const score = <Rows>(of: (rows: LabelledRows) => Rows): ScoredSplits<Rows> => ({
    train: of(training),
    calibration: of(calibration),
    test: of(test),
  });
  const main = models[0]!;
  const { baseValue } = explainContributions(main, test.matrix, 0, 1);
  return [
    ...kindMetrics(spec, score, models),
    ...metricsOf("all", {
      base_value: baseValue,
      ...(spec.kind === "classification" ? { base_probability: logistic(baseValue) } : {}),
      features: main.features.length,
    }),
  ];
}

function kindMetrics(
  spec: ModelSpec,
  score: <Rows>(of: (rows: LabelledRows) => Rows) => ScoredSplits<Rows>,
  models: readonly TreeModel[],
): Metric[] {
  const scored = ({ matrix, target }: LabelledRows): Scored => ({
    actual: target,
    predicted: clipToRange(predict(models[0]!, matrix), spec.range),
  });
  switch (spec.kind) {
    case "regression":
      return regressionMetrics(spec, score(scored));
    case "classification":
      return classificationMetrics(spec, score(scored));
    case "quantiles":
      return quantileMetrics(
        spec,
        score((rows) => scoreQuantiles(models, rows)),
      );
  }
}

function scoreQuantiles(models: readonly TreeModel[], { matrix, target }: LabelledRows): ScoredQuantiles {
  const [median, lower, upper] = models.map((model) => predict(model, matrix));
  return { actual: target, median: median!, lower: lower!, upper: upper! };
}
