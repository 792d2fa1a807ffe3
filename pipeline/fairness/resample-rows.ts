import { createRandom } from "#core";
import { reweighingWeights, type FeatureMatrix } from "#ml";

/**
 * Growing rows in which a protected attribute and the outcome are as good as independent: each is kept with a chance
 * proportional to its reweighing weight, which trees that know no weights learn from as from weighted rows (Kamiran and
 * Calders 2012, section 4.3, uniform sampling). `positive` and `attributes` are by row of the training split. Rows stay
 * in their order; the same seed keeps the same.
 */
export function resampleRows(input: {
  readonly rows: Uint32Array;
  readonly positive: Float64Array;
  readonly attributes: FeatureMatrix;
  readonly attribute: string;
  readonly seed: number;
}): Uint32Array {
  const { rows, positive, attributes, attribute, seed } = input;
  const place = attributes.features.findIndex((feature) => feature.name === attribute);
  const feature = attributes.features[place];
  if (feature?.kind !== "categorical") return rows;
  const column = attributes.columns[place]!;
  const weights = reweighingWeights(
    Float64Array.from(rows, (row) => positive[row]!),
    { codes: Float32Array.from(rows, (row) => column[row]!), names: feature.categories },
  );
  const greatest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const random = createRandom(seed);
  return rows.filter((_, index) => random.uniform() * greatest < weights[index]!);
}
