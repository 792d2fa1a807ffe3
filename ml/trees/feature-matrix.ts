import { AppError } from "#core";

/** What a column holds. Of a categorical feature, the number `i` in its column stands for `categories[i]`. */
export type FeatureSpec =
  | { readonly name: string; readonly kind: "numeric" }
  | { readonly name: string; readonly kind: "categorical"; readonly categories: readonly string[] };

/**
 * Rows by features, column-major: `columns[f][row]`, one column for each feature, each at least `rows` long.
 * NaN is a missing value. Columns may lie in a SharedArrayBuffer.
 */
export type FeatureMatrix = {
  readonly features: readonly FeatureSpec[];
  readonly columns: readonly Float32Array[];
  readonly rows: number;
};

/** Throws `INTERNAL` when the matrix does not have the columns of `features`, in their order, each `rows` long. */
export function checkMatrix(matrix: FeatureMatrix, features: readonly FeatureSpec[] = matrix.features): void {
  const expected = features.map((feature) => feature.name);
  const found = matrix.features.map((feature) => feature.name);
  const wrongName = expected.findIndex((name, index) => name !== found[index]);
  if (wrongName >= 0 || found.length !== expected.length || matrix.columns.length !== expected.length) {
    throw new AppError("INTERNAL", {
      detail: `The feature matrix has ${found.length} features where ${expected.length} are expected${wrongName < 0 ? "" : `; feature ${wrongName} should be ${expected[wrongName]}`}.`,
      hint: "Build the matrix from the feature list of the model.",
    });
  }
  const short = matrix.columns.findIndex((column) => column.length < matrix.rows);
  if (short >= 0) {
    throw new AppError("INTERNAL", {
      detail: `The column of ${expected[short]} is shorter than the matrix's ${matrix.rows} rows.`,
      hint: "Give every feature a column as long as the matrix.",
    });
  }
}
