import { countByCuts, populationStabilityIndex, quantileOfSorted, type FeatureMatrix } from "#ml";

import type { QualityCheck } from "./quality-check.ts";

/** Population stability index from which a column has shifted (Siddiqi 2006, "Credit Risk Scorecards"). */
const driftLevel = 0.25;

const deciles = Array.from({ length: 9 }, (_, index) => (index + 1) / 10);

/**
 * Drift of each feature from the live run's customers to this one's: the population stability index over the live
 * run's deciles or over the categories, missing values a bin of their own. Both matrices have the same features.
 */
export function driftChecks(tableName: string, live: FeatureMatrix, current: FeatureMatrix): QualityCheck[] {
  return current.features.map((feature, index) => {
    const liveColumn = live.columns[index] ?? new Float32Array(0);
    const currentColumn = current.columns[index] ?? new Float32Array(0);
    const cuts =
      feature.kind === "categorical" ? feature.categories.slice(1).map((_, code) => code + 1) : decileCuts(liveColumn);
    const shift = populationStabilityIndex(countWithMissing(liveColumn, cuts), countWithMissing(currentColumn, cuts));
    const hasDrifted = shift > driftLevel;
    return {
      check: "drift",
      tableName,
      columnName: feature.name,
      rowsChecked: current.rows,
      rowsFailed: hasDrifted ? current.rows : 0,
      shareFailed: shift,
      severity: hasDrifted ? "warning" : "info",
      detail: `Population stability index ${shift.toFixed(4)} against the run that was live; above ${driftLevel} the column has shifted.`,
    };
  });
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
