import {
  fitPlatt,
  parseXgboostJson,
  predictMargins,
  toXgboostJson,
  trainTrees,
  type BinnedMatrix,
  type FeatureMatrix,
  type Objective,
} from "#ml";
import type { ModelSpec } from "#knowledge";

import { withCalibration } from "./with-calibration.ts";

/** Rows with their features and outcomes. */
export type LabelledRows = { readonly matrix: FeatureMatrix; readonly target: Float64Array };

/** Everything one ensemble is grown from. */
export type GrowTask = {
  readonly objective: Objective;
  readonly trees: ModelSpec["trees"];
  /** For each feature 1, −1 or 0: predictions may only rise, only fall, or do either; left out where all may. */
  readonly monotone?: Int8Array;
  /** The training rows, binned, and their outcomes. */
  readonly binned: BinnedMatrix;
  readonly target: Float64Array;
  /** Training rows that grow trees, and those that end the growing. */
  readonly growingRows: Uint32Array;
  readonly stoppingRows: Uint32Array;
  /** Training rows that decide nothing above: what a classification is calibrated on. */
  readonly calibration: LabelledRows;
  readonly seed: number;
};

export type GrownTrees = {
  /** The trees in XGBoost's JSON format; those of a classification give calibrated log-odds. */
  readonly json: string;
  /** `trees`, `rounds_run`, `best_validation_loss`; of a classification `calibration_slope` and `…_intercept`. */
  readonly facts: Readonly<Record<string, number>>;
};

/** Grows one ensemble. Rounds are reported by tens. Other threads can assist in `memory`. */
export function growTrees(
  task: GrowTask,
  onProgress: (done: number, total: number) => void,
  memory?: WebAssembly.Memory,
): GrownTrees {
  const { objective, trees, calibration } = task;
  const trained = trainTrees({
    binned: task.binned,
    target: task.target,
    trainRows: task.growingRows,
    validationRows: task.stoppingRows,
    options: { objective, seed: task.seed, ...trees, ...(task.monotone ? { monotone: task.monotone } : {}) },
    memory,
    onRound: ({ round }) => {
      if (round % 10 === 0) onProgress(round, trees.rounds);
    },
  });
  const facts = {
    trees: trained.model.trees.length,
    rounds_run: trained.history.length,
    best_validation_loss: trained.history[trained.bestRound - 1]?.validationLoss ?? NaN,
  };
  if (objective.name !== "logistic") return { json: toXgboostJson(trained.model), facts };
  // Calibrated is what serves: the model as its file holds it.
  const asWritten = parseXgboostJson(toXgboostJson(trained.model));
  const { slope, intercept } = fitPlatt({
    scores: predictMargins(asWritten, calibration.matrix),
    outcomes: calibration.target,
  });
  return {
    json: toXgboostJson(withCalibration(asWritten, { slope, intercept })),
    facts: { ...facts, calibration_slope: slope, calibration_intercept: intercept },
  };
}
