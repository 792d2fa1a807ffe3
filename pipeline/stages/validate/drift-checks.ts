import {
  countByCuts,
  defaultDriftRule,
  populationStabilityIndex,
  quantileOfSorted,
  testDrift,
  type ColumnDrift,
  type DriftTest,
  type FeatureMatrix,
} from "#ml";

import type { QualityCheck } from "./quality-check.ts";

/** Population stability index from which a column has shifted (Siddiqi 2006, "Credit Risk Scorecards"). */
const driftLevel = 0.25;

const deciles = Array.from({ length: 9 }, (_, index) => (index + 1) / 10);

/**
 * Drift of each column from the live run's customers to this one's, in two or three checks: `drift`, the population
 * stability index over the live run's deciles or over the categories, missing values a bin of their own; `drift_test`,
 * the test of the values (Kolmogorov and Smirnov, or chi-squared); `drift_missing`, the test of the gaps. p-values are
 * corrected for all columns together; `shareFailed` is the index, or the size of the effect. A check fails when the
 * difference is real and great enough to matter. Both matrices have the same features.
 */
export function driftChecks(tableName: string, live: FeatureMatrix, current: FeatureMatrix): QualityCheck[] {
  const tested = testDrift(live, current);
  return tested.flatMap((drift, index) => {
    const common = { tableName, columnName: drift.feature, rowsChecked: current.rows };
    const shift = stabilityIndex(live, current, index);
    return [
      check({ ...common, check: "drift" }, shift, shift > driftLevel, indexWords(shift)),
      ...(drift.values === undefined ? [] : [testCheck({ ...common, check: "drift_test" }, drift, drift.values)]),
      testCheck({ ...common, check: "drift_missing" }, drift, drift.missing),
    ];
  });
}

type CheckedColumn = Pick<QualityCheck, "check" | "tableName" | "columnName" | "rowsChecked">;

function testCheck(column: CheckedColumn, drift: ColumnDrift, test: DriftTest): QualityCheck {
  // `hasDrifted` is of both tests together; it is this one's where its own figures bear it.
  const { significance, distance, association } = defaultDriftRule;
  const level = test.test === "kolmogorov-smirnov" ? distance : association;
  const hasFailed = drift.hasDrifted && test.adjustedPValue <= significance && test.effect >= level;
  return check(column, test.effect, hasFailed, testWords(test, level));
}

function check(column: CheckedColumn, effect: number, hasFailed: boolean, detail: string): QualityCheck {
  return {
    ...column,
    rowsFailed: hasFailed ? column.rowsChecked : 0,
    shareFailed: effect,
    severity: hasFailed ? "warning" : "info",
    detail,
  };
}

function indexWords(shift: number): string {
  return `Population stability index ${shift.toFixed(4)} against the run that was live; above ${driftLevel} the column has shifted.`;
}

const testWordsOf: Readonly<Record<DriftTest["test"], string>> = {
  "kolmogorov-smirnov": "Kolmogorov-Smirnov distance",
  "chi-squared": "Cramér's V",
};

function testWords({ test, effect, adjustedPValue }: DriftTest, level: number): string {
  const chance = adjustedPValue < 0.0001 ? "below 0.0001" : adjustedPValue.toFixed(4);
  return `${testWordsOf[test]} ${effect.toFixed(4)} against the run that was live, p ${chance} after correction for all columns; from ${level} at p ${defaultDriftRule.significance} the column has shifted.`;
}

function stabilityIndex(live: FeatureMatrix, current: FeatureMatrix, index: number): number {
  const feature = current.features[index];
  const liveColumn = live.columns[index] ?? new Float32Array(0);
  const currentColumn = current.columns[index] ?? new Float32Array(0);
  const cuts =
    feature?.kind === "categorical" ? feature.categories.slice(1).map((_, code) => code + 1) : decileCuts(liveColumn);
  return populationStabilityIndex(countWithMissing(liveColumn, cuts), countWithMissing(currentColumn, cuts));
}

/** Different deciles of the present values, ascending. */
function decileCuts(column: Float32Array): number[] {
  const sorted = column.filter((value) => value === value).sort();
  return [...new Set(deciles.map((p) => quantileOfSorted(sorted, p)))];
}

function countWithMissing(column: Float32Array, cuts: readonly number[]): number[] {
  const counts = countByCuts(column, cuts);
  const present = counts.reduce((sum, count) => sum + count, 0);
  return [...counts, column.length - present];
}
