import { parseXgboostJson, predict, type FeatureMatrix } from "#ml";

import { clipToRange } from "../stages/train/score-range.ts";
import type { LabelledRows } from "../stages/train/grow-trees.ts";
import type { FairnessReport } from "./fairness-report.ts";
import { judgeFairness } from "./judge-fairness.ts";
import type { SelectionLevel } from "./selection-level.ts";

/** A model's file and the test rows that its fairness is judged on. */
export type FairnessTask = SelectionLevel & {
  /** The ensemble that is the model's prediction, in XGBoost's format. */
  readonly json: string;
  readonly range: readonly [number, number];
  readonly test: LabelledRows;
  readonly attributes: FeatureMatrix;
  readonly minimumRows: number;
};

/** Scores the test rows with what the file holds and judges how the groups fare. */
export function fairnessOf(task: FairnessTask): FairnessReport {
  const predicted = clipToRange(predict(parseXgboostJson(task.json), task.test.matrix), task.range);
  return judgeFairness({ ...task, predicted, actual: task.test.target, policy: { minimumRows: task.minimumRows } });
}
