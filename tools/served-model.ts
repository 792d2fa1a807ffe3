import { featureReader, type Domain, type ModelSpec } from "#knowledge";
import type { FeatureMatrix, FeatureSpec, TreeModel } from "#ml";
import type { SqlValue } from "#sql";

import type { PastVersion } from "./model-history.ts";

/** A live model with what is needed to ask it again. */
export type ServedModel = {
  readonly spec: ModelSpec;
  readonly version: string;
  readonly trees: TreeModel;
  /** How the pipeline puts an interval around its predictions; null for a model without, or a run that kept none. */
  readonly interval: IntervalMethod | null;
  /** Its model card as markdown; empty where there is none. */
  readonly card: string;
  /** Its last versions with what the gate said of them, the newest last. */
  readonly history: readonly PastVersion[];
};

/**
 * The same width around every prediction (split conformal), or two quantile models whose values are moved outwards
 * (conformalised); widths and margins in the target's unit.
 */
export type IntervalMethod =
  | { readonly kind: "constant"; readonly halfWidth: number }
  | { readonly kind: "quantiles"; readonly margin: number; readonly lower: TreeModel; readonly upper: TreeModel };

/** One customer's input columns by name, as the results table holds them. */
export type InputRow = Readonly<Record<string, SqlValue>>;

/**
 * Encodes customers for a model: numbers as they are, categories and bins by their place in the dictionary,
 * interactions as the product of their parts, what is missing or unknown as NaN. The pipeline encodes in SQL by
 * the same dictionary; `test/tools/served-model.test.ts` holds the two together.
 */
export function encodeRows(domain: Domain, features: readonly FeatureSpec[], rows: readonly InputRow[]): FeatureMatrix {
  const columns = features.map((feature) => Float32Array.from(rows, featureReader(domain, feature)));
  return { features, columns, rows: rows.length };
}
