import { anomalyScores, explainAnomalies, type FeatureMatrix, type FeatureSpec, type IsolationForest } from "#ml";

import { selectFeatures } from "../../features/select-features.ts";

/** Rows `from` … `to` − 1 of the models' matrix to be scored. */
export type AnomalyTask = {
  readonly model: IsolationForest;
  readonly matrix: FeatureMatrix;
  readonly from: number;
  readonly to: number;
};

/** Anomaly scores by row, 0 to 1: 2^(−mean path length / that of ordinary rows). */
export function scoreAnomalies({ model, matrix, from, to }: AnomalyTask): Float64Array {
  return anomalyScores(model, selectFeatures(matrix, namesOf(model)), from, to);
}

/** A column that makes a row unusual, with the row's value and by how many cuts it brings the row nearer to isolation. */
export type AnomalyTrait = { readonly feature: string; readonly value: string | null; readonly cuts: number };

/** By given row, the `count` columns that make it most unusual, the strongest first. */
export function anomalyTraits(
  model: IsolationForest,
  matrix: FeatureMatrix,
  rows: readonly number[],
  count: number,
): AnomalyTrait[][] {
  const all = selectFeatures(matrix, namesOf(model));
  const columns = all.columns.map((column) => Float32Array.from(rows, (row) => column[row]!));
  const inputs = { features: all.features, columns, rows: rows.length };
  const { reasons } = explainAnomalies(model, inputs);
  return rows.map((_, row) =>
    inputs.features
      .map((feature, index) => ({
        feature: feature.name,
        value: toldValue(feature, columns[index]![row]!),
        cuts: reasons[index]![row]!,
      }))
      .toSorted((a, b) => b.cuts - a.cuts)
      .slice(0, count),
  );
}

/** Significant digits that a single-precision number has. */
const singleDigits = 7;

function toldValue(feature: FeatureSpec, value: number): string | null {
  if (Number.isNaN(value)) return null;
  return feature.kind === "categorical"
    ? (feature.categories[value] ?? null)
    : String(Number(value.toPrecision(singleDigits)));
}

function namesOf(model: IsolationForest): string[] {
  return model.features.map((feature) => feature.name);
}
