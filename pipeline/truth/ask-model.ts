import { featureReader, type CustomerRow, type Domain, type ModelSpec } from "#knowledge";
import { predict, type FeatureMatrix, type TreeModel } from "#ml";

/** A model as it serves. */
export type JudgedModel = { readonly spec: ModelSpec; readonly trees: TreeModel };

/** Customers as the model sees them. */
export function encodeCustomers(domain: Domain, { trees }: JudgedModel, rows: readonly CustomerRow[]): FeatureMatrix {
  const { features } = trees;
  const columns = features.map((feature) => Float32Array.from(rows, featureReader(domain, feature)));
  return { features, columns, rows: rows.length };
}

/** The predictions as they would be published: cut to the target's range. */
export function askModel(domain: Domain, model: JudgedModel, rows: readonly CustomerRow[]): Float64Array {
  const [low, high] = model.spec.range;
  return predict(model.trees, encodeCustomers(domain, model, rows)).map((score) =>
    Math.min(high, Math.max(low, score)),
  );
}
