import { shareDifference, wilsonInterval } from "../proportions.ts";
import type { Interval } from "../statistics.ts";
import { checkColumns, defaultMinimumRows, rowsByGroup, type Grouping, type SmallGroup } from "./groups.ts";

/** What a yes/no decision does to one group. Rates are NaN where nobody counts into them. */
export type GroupDecisions = {
  readonly group: string;
  readonly rows: number;
  /** Share decided positive. */
  readonly selectionRate: Interval;
  /** Of those whose outcome is 1, the share decided positive. */
  readonly truePositiveRate: Interval;
  /** Of those whose outcome is 0, the share decided positive. */
  readonly falsePositiveRate: Interval;
  readonly meanProbability: number;
  /** Share whose outcome is 1. */
  readonly outcomeRate: Interval;
  /** Mean probability less outcome rate: above 0 the model says too much of the group. */
  readonly calibrationGap: number;
};

/** The widest gap between two groups: the value of `highest` less that of `lowest`, with its interval. */
export type GroupDifference = {
  readonly difference: Interval;
  readonly lowest: string;
  readonly highest: string;
};

/** Measures that are undefined where fewer than two groups can be compared. */
export type DecisionFairness = {
  readonly groups: readonly GroupDecisions[];
  /** Groups left out for their size. */
  readonly small: readonly SmallGroup[];
  /**
   * Least selection rate over the greatest, 0 … 1; the four-fifths rule asks for 0.8 (US Uniform Guidelines on Employee
   * Selection Procedures 1978, 29 CFR 1607.4 D). 1 where nobody is selected.
   */
  readonly fourFifthsRatio: number | undefined;
  /** Of the selection rates (demographic parity: Dwork et al. 2012). */
  readonly demographicParity: GroupDifference | undefined;
  /** Of the true and of the false positive rates; equalised odds are both 0 (Hardt, Price and Srebro 2016). */
  readonly truePositiveDifference: GroupDifference | undefined;
  readonly falsePositiveDifference: GroupDifference | undefined;
  /** The greater of the two. */
  readonly equalisedOddsDifference: number | undefined;
  /** Greatest calibration gap of any group, without its sign. */
  readonly calibrationGap: number | undefined;
};

/**
 * Fairness between groups of the decision "positive where probability ≥ threshold". `probabilities` and the 0/1
 * `outcomes` by row; `thresholds` is one for all or one for each group name. Groups under `minimumRows` (100) are named,
 * not judged. Throws `INTERNAL` for columns of different lengths.
 */
export function decisionFairness(input: {
  readonly probabilities: Float64Array;
  readonly outcomes: Float64Array;
  readonly grouping: Grouping;
  readonly threshold: number | readonly number[];
  readonly minimumRows?: number;
}): DecisionFairness {
  const { probabilities, outcomes, grouping, threshold } = input;
  checkColumns(grouping.codes.length, [probabilities, outcomes]);
  const { groups: members, small } = rowsByGroup(grouping, input.minimumRows ?? defaultMinimumRows);
  const groups = members.map(({ group, rows }): GroupDecisions => {
    const level = typeof threshold === "number" ? threshold : threshold[grouping.names.indexOf(group)]!;
    return { group, ...decisionsOf(rows, probabilities, outcomes, level) };
  });
  const parity = widestDifference(groups, (group) => group.selectionRate);
  const truePositive = widestDifference(groups, (group) => group.truePositiveRate);
  const falsePositive = widestDifference(groups, (group) => group.falsePositiveRate);
  const rates = groups.map((group) => group.selectionRate.estimate);
  return {
    groups,
    small,
    fourFifthsRatio:
      groups.length < 2 ? undefined : Math.max(...rates) === 0 ? 1 : Math.min(...rates) / Math.max(...rates),
    demographicParity: parity,
    truePositiveDifference: truePositive,
    falsePositiveDifference: falsePositive,
    equalisedOddsDifference:
      truePositive === undefined || falsePositive === undefined
        ? undefined
        : Math.max(truePositive.difference.estimate, falsePositive.difference.estimate),
    calibrationGap:
      groups.length === 0 ? undefined : Math.max(...groups.map((group) => Math.abs(group.calibrationGap))),
  };
}

function decisionsOf(
  rows: Uint32Array,
  probabilities: Float64Array,
  outcomes: Float64Array,
  threshold: number,
): Omit<GroupDecisions, "group"> {
  let selected = 0;
  let positives = 0;
  let truePositives = 0;
  let probabilitySum = 0;
  for (const row of rows) {
    const probability = probabilities[row]!;
    const isPositive = outcomes[row] === 1;
    probabilitySum += probability;
    if (isPositive) positives++;
    if (probability < threshold) continue;
    selected++;
    if (isPositive) truePositives++;
  }
  const count = rows.length;
  const meanProbability = probabilitySum / count;
  return {
    rows: count,
    selectionRate: wilsonInterval(selected, count),
    truePositiveRate: wilsonInterval(truePositives, positives),
    falsePositiveRate: wilsonInterval(selected - truePositives, count - positives),
    meanProbability,
    outcomeRate: wilsonInterval(positives, count),
    calibrationGap: meanProbability - positives / count,
  };
}

/** The two groups farthest apart, of those that have the rate. */
function widestDifference(
  groups: readonly GroupDecisions[],
  rateOf: (group: GroupDecisions) => Interval,
): GroupDifference | undefined {
  const rated = groups.filter((group) => !Number.isNaN(rateOf(group).estimate));
  if (rated.length < 2) return undefined;
  const ordered = rated.toSorted((a, b) => rateOf(a).estimate - rateOf(b).estimate);
  const lowest = ordered[0]!;
  const highest = ordered[ordered.length - 1]!;
  return {
    difference: shareDifference(rateOf(highest), rateOf(lowest)),
    lowest: lowest.group,
    highest: highest.group,
  };
}
