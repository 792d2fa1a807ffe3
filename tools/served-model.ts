import type { Domain, ModelSpec } from "#knowledge";
import type { FeatureMatrix, FeatureSpec, TreeModel } from "#ml";
import type { SqlValue } from "#sql";

/** A live model with what is needed to ask it again. */
export type ServedModel = {
  readonly spec: ModelSpec;
  readonly version: string;
  readonly trees: TreeModel;
};

/** One customer's input columns by name, as the results table holds them. */
export type InputRow = Readonly<Record<string, SqlValue>>;

/**
 * Encodes customers for a model: numbers as they are, categories and bins by their place in the dictionary,
 * interactions as the product of their parts, what is missing or unknown as NaN. The pipeline encodes in SQL by
 * the same dictionary; `test/tools/served-model.test.ts` holds the two together.
 */
export function encodeRows(domain: Domain, features: readonly FeatureSpec[], rows: readonly InputRow[]): FeatureMatrix {
  const columns = features.map((feature) => {
    const encode = encoderOf(domain, feature);
    return Float32Array.from(rows, encode);
  });
  return { features, columns, rows: rows.length };
}

function encoderOf(domain: Domain, feature: FeatureSpec): (row: InputRow) => number {
  const interaction = domain.interactions.find((candidate) => candidate.name === feature.name);
  if (interaction) {
    const [left, right] = interaction.of;
    return (row) => numberOf(row[left]) * numberOf(row[right]);
  }
  const column = domain.feedColumns.find((candidate) => candidate.name === feature.name);
  if (column?.input === "binned" && column.bins.length > 0) {
    return (row) => {
      const value = numberOf(row[column.name]);
      const bin = column.bins.findIndex((candidate) => value >= candidate.from && value < candidate.to);
      return bin < 0 ? Number.NaN : bin;
    };
  }
  if (feature.kind === "categorical") {
    const codes = new Map(feature.categories.map((category, code) => [category, code]));
    return (row) => codes.get(String(row[feature.name])) ?? Number.NaN;
  }
  return (row) => numberOf(row[feature.name]);
}

function numberOf(value: SqlValue | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return Number.NaN;
}
