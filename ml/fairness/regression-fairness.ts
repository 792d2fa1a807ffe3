import { normalQuantile } from "../distributions.ts";
import type { Interval } from "../statistics.ts";
import { checkColumns, defaultMinimumRows, rowsByGroup, type Grouping, type SmallGroup } from "./groups.ts";

/** How a regression treats one group, in the unit of the target. */
export type GroupErrors = {
  readonly group: string;
  readonly rows: number;
  readonly meanPrediction: number;
  readonly meanOutcome: number;
  /** Mean of prediction less outcome, with its 95 % interval: above 0 the group is overestimated. */
  readonly bias: Interval;
  readonly rmse: number;
  readonly meanAbsoluteError: number;
};

/** Measures that are undefined where fewer than two groups can be compared. */
export type RegressionFairness = {
  readonly groups: readonly GroupErrors[];
  readonly small: readonly SmallGroup[];
  /** Greatest less least mean prediction, and the same of the mean outcomes: what of the gap is in the data. */
  readonly predictionGap: number | undefined;
  readonly outcomeGap: number | undefined;
  /** Greatest less least bias. */
  readonly biasGap: number | undefined;
  /** Greatest root mean squared error over the least, 1 or more. */
  readonly errorRatio: number | undefined;
};

/**
 * Fairness between groups of a regression: whether a group is over- or underestimated, and whether the model knows it
 * less well than others. Groups under `minimumRows` (100) are named, not judged. Intervals take the mean of so many
 * errors as normal. Throws `INTERNAL` for columns of different lengths.
 */
export function regressionFairness(input: {
  readonly predictions: Float64Array;
  readonly outcomes: Float64Array;
  readonly grouping: Grouping;
  readonly minimumRows?: number;
}): RegressionFairness {
  const { predictions, outcomes, grouping } = input;
  checkColumns(grouping.codes.length, [predictions, outcomes]);
  const { groups: members, small } = rowsByGroup(grouping, input.minimumRows ?? defaultMinimumRows);
  const groups = members.map(({ group, rows }): GroupErrors => ({ group, ...errorsOf(rows, predictions, outcomes) }));
  const gap = (valueOf: (group: GroupErrors) => number) => {
    const values = groups.map(valueOf);
    return values.length < 2 ? undefined : Math.max(...values) - Math.min(...values);
  };
  const errors = groups.map((group) => group.rmse);
  return {
    groups,
    small,
    predictionGap: gap((group) => group.meanPrediction),
    outcomeGap: gap((group) => group.meanOutcome),
    biasGap: gap((group) => group.bias.estimate),
    errorRatio: errors.length < 2 ? undefined : Math.max(...errors) / Math.min(...errors),
  };
}

function errorsOf(rows: Uint32Array, predictions: Float64Array, outcomes: Float64Array): Omit<GroupErrors, "group"> {
  const count = rows.length;
  let predicted = 0;
  let observed = 0;
  let squares = 0;
  let absolute = 0;
  for (const row of rows) {
    const error = predictions[row]! - outcomes[row]!;
    predicted += predictions[row]!;
    observed += outcomes[row]!;
    squares += error * error;
    absolute += Math.abs(error);
  }
  const bias = (predicted - observed) / count;
  const variance = Math.max(0, squares / count - bias * bias) * (count / (count - 1));
  const halfWidth = normalQuantile(0.975) * Math.sqrt(variance / count);
  return {
    rows: count,
    meanPrediction: predicted / count,
    meanOutcome: observed / count,
    bias: { estimate: bias, lower: bias - halfWidth, upper: bias + halfWidth },
    rmse: Math.sqrt(squares / count),
    meanAbsoluteError: absolute / count,
  };
}
