import { decisionFairness, regressionFairness, wilsonInterval, type FeatureMatrix, type Interval } from "#ml";
import type { FairnessPolicy } from "#knowledge";

import type { AttributeFairness, FairnessReport, FairnessRow } from "./fairness-report.ts";

/** A model's predictions on the test split beside what happened, and who is in which group. */
export type FairnessInput = {
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
  /** Protected attributes as categories, for the same rows. */
  readonly attributes: FeatureMatrix;
  /** Predictions from here on select; outcomes from `positiveFrom` on count as positive. */
  readonly selectedFrom: number;
  readonly positiveFrom: number;
  readonly policy: Pick<FairnessPolicy, "minimumRows">;
};

/** Certainty of all intervals of one attribute together. */
const certainty = 0.95;

/** Measures a model's fairness for every attribute, over groups of `policy.minimumRows` rows or more. */
export function judgeFairness(input: FairnessInput): FairnessReport {
  const judged = input.attributes.features.map((_, place) => judgeAttribute(input, place));
  return {
    selectedFrom: input.selectedFrom,
    attributes: judged.map(({ summary }) => summary),
    rows: judged.flatMap(({ rows }) => rows),
  };
}

function judgeAttribute(
  { predicted, actual, attributes, selectedFrom, positiveFrom, policy }: FairnessInput,
  place: number,
): { readonly summary: AttributeFairness; readonly rows: FairnessRow[] } {
  const feature = attributes.features[place]!;
  const attribute = feature.name;
  const names = feature.kind === "categorical" ? feature.categories : [];
  const grouping = { codes: attributes.columns[place]!, names };
  const { minimumRows } = policy;
  const outcomes = actual.map((value) => (value >= positiveFrom ? 1 : 0));
  const decisions = decisionFairness({
    probabilities: predicted,
    outcomes,
    grouping,
    threshold: selectedFrom,
    minimumRows,
  });
  const errors = regressionFairness({ predictions: predicted, outcomes: actual, grouping, minimumRows });
  const greatest = Math.max(...decisions.groups.map((group) => group.selectionRate.estimate));
  const rows = decisions.groups.map((group, index): FairnessRow => {
    const selectionRate = group.selectionRate.estimate;
    return {
      attribute,
      group: group.group,
      rows: group.rows,
      selectionRate,
      parityRatio: greatest === 0 ? 1 : selectionRate / greatest,
      truePositiveRate: numberOrNull(group.truePositiveRate.estimate),
      falsePositiveRate: numberOrNull(group.falsePositiveRate.estimate),
      // Both judge the same groups in the same order.
      calibrationGap: errors.groups[index]!.bias.estimate,
    };
  });
  const parity = decisions.demographicParity;
  const summary: AttributeFairness = {
    attribute,
    groups: rows.length,
    smallGroups: decisions.small.length,
    fourFifthsRatio: decisions.fourFifthsRatio ?? null,
    parityDifference: parity?.difference.estimate ?? null,
    oddsDifference: decisions.equalisedOddsDifference ?? null,
    calibrationGap: rows.length === 0 ? null : Math.max(...rows.map((row) => Math.abs(row.calibrationGap))),
    leastSelected: parity?.lowest ?? null,
    mostSelected: parity?.highest ?? null,
    ...certainMeasures(decisions.groups),
  };
  return { summary, rows };
}

type Group = ReturnType<typeof decisionFairness>["groups"][number];

/**
 * What is left of the measures at the friendly ends of the groups' intervals: with fifty small groups the extremes lie
 * far apart by chance alone. The intervals are Wilson's, at 1 − 0.05 / groups each (Bonferroni), so that all of them
 * together hold with 95 %.
 */
function certainMeasures(groups: readonly Group[]): Pick<AttributeFairness, "certainRatio" | "certainOddsDifference"> {
  if (groups.length < 2) return { certainRatio: 1, certainOddsDifference: 0 };
  const confidence = 1 - (1 - certainty) / groups.length;
  const widen = (share: Interval, count: number) =>
    wilsonInterval(Math.round(share.estimate * count), count, confidence);
  const positivesOf = ({ outcomeRate, rows }: Group) => Math.round(outcomeRate.estimate * rows);
  const selection = groups.map((group) => widen(group.selectionRate, group.rows));
  const least = Math.min(...selection.map((interval) => interval.upper));
  const most = Math.max(...selection.map((interval) => interval.lower));
  const gap = (intervals: readonly Interval[]) => {
    const known = intervals.filter((interval) => !Number.isNaN(interval.estimate));
    const largest = Math.max(...known.map((interval) => interval.lower));
    const smallest = Math.min(...known.map((interval) => interval.upper));
    return Math.max(0, largest - smallest);
  };
  return {
    certainRatio: most === 0 ? 1 : Math.min(1, least / most),
    certainOddsDifference: Math.max(
      gap(groups.map((group) => widen(group.truePositiveRate, positivesOf(group)))),
      gap(groups.map((group) => widen(group.falsePositiveRate, group.rows - positivesOf(group)))),
    ),
  };
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
