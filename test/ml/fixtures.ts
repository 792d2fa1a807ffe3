import { createRandom } from "#core";
import type { FeatureMatrix, TrainOptions, TreeModel } from "#ml";

/** Options a test can spread over. */
export const smallOptions: TrainOptions = {
  objective: { name: "squared" },
  rounds: 20,
  depth: 4,
  learningRate: 0.3,
  minChildWeight: 1,
  lambda: 1,
  earlyStoppingRounds: 5,
  seed: 1,
};

/** A matrix of numeric columns, named x0, x1, …. */
export function numericMatrix(...columns: readonly ArrayLike<number>[]): FeatureMatrix {
  return {
    features: columns.map((_, index) => ({ name: `x${index}`, kind: "numeric" })),
    columns: columns.map((column) => Float32Array.from(column)),
    rows: columns[0]?.length ?? 0,
  };
}

/** Five numeric features, two of them with gaps, and a categorical one of 40 levels; the target uses them jointly. */
export function mixedData(rows: number, seed = 3): { matrix: FeatureMatrix; target: Float64Array } {
  const random = createRandom(seed);
  const numeric = Array.from({ length: 5 }, (_, feature) =>
    Float32Array.from({ length: rows }, () => (feature < 2 && random.uniform() < 0.1 ? NaN : random.normal())),
  );
  const level = Float32Array.from({ length: rows }, () => random.integer(40));
  const matrix: FeatureMatrix = {
    features: [
      ...numericMatrix(...numeric).features,
      {
        name: "level",
        kind: "categorical",
        categories: Array.from({ length: 40 }, (_, code) => `level ${code}`),
      },
    ],
    columns: [...numeric, level],
    rows,
  };
  const target = Float64Array.from({ length: rows }, (_, row) => {
    const at = (feature: number) => (Number.isNaN(numeric[feature]![row]) ? 2 : numeric[feature]![row]!);
    const interaction = at(0) * at(1) + Math.sin(2 * at(2)) + Math.max(0, at(3));
    return interaction + (level[row] === 35 ? 4 : 0) + (level[row]! < 3 ? -2 : 0) + 0.1 * random.normal();
  });
  return { matrix, target };
}

/** Every node of every tree as plain values, for comparing whole models. */
export function plainModel(model: TreeModel): unknown {
  return JSON.parse(
    JSON.stringify(model, (_, value: unknown) => (ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value)),
  );
}
