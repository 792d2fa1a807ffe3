import { AppError } from "#core";
import type { FeatureMatrix } from "#ml";

/** The matrix with the named features only, in their order; the columns are shared. Throws `INTERNAL` for an unknown one. */
export function selectFeatures(matrix: FeatureMatrix, names: readonly string[]): FeatureMatrix {
  const places = names.map((name) => {
    const place = matrix.features.findIndex((feature) => feature.name === name);
    if (place >= 0) return place;
    throw new AppError("INTERNAL", {
      detail: `The matrix has no feature ${name}.`,
      hint: "Train the models again; their features are no longer those of the domain.",
    });
  });
  return {
    features: places.map((place) => matrix.features[place]!),
    columns: places.map((place) => matrix.columns[place]!),
    rows: matrix.rows,
  };
}
