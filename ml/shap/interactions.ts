import { checkMatrix, type FeatureMatrix } from "../trees/feature-matrix.ts";
import { goesLeft, type Tree, type TreeModel } from "../trees/tree-model.ts";
import { gaussLegendre, type QuadratureRule } from "./gauss-legendre.ts";

/**
 * One row's margin by pairs of features: `values[i * features + j]` is what features i and j add together beyond what
 * each adds by itself, half of it at (i, j) and half at (j, i); the diagonal holds what each adds by itself. A feature's
 * row adds up to its contribution, and all values with `baseValue` to the margin.
 */
export type Interactions = {
  readonly baseValue: number;
  readonly features: number;
  readonly values: Float64Array;
};

/**
 * Exact path-dependent SHAP interaction values of one row (Lundberg et al. 2020, "From local explanations to global
 * understanding", equations 6 to 8), those of XGBoost's `pred_interactions`. A leaf's game is a product over the
 * features of its path, o where the row satisfies their tests or z, the share of the cover, where they are absent; of
 * two features i ≠ j it is
 *   Φ_ij = ½ v (o_i − z_i)(o_j − z_j) ∫₀¹ ∏_{k ≠ i, j} (t o_k + (1 − t) z_k) dt,
 * a polynomial that Gauss-Legendre nodes integrate exactly. Milliseconds for hundreds of trees.
 */
export function explainInteractions(model: TreeModel, matrix: FeatureMatrix, row: number): Interactions {
  checkMatrix(matrix, model.features);
  const features = model.features.length;
  const values = new Float64Array(features * features);
  const rowValues = matrix.columns.map((column) => column[row]!);
  const rules: QuadratureRule[] = [];
  let baseValue = model.baseMargin;
  for (const tree of model.trees) {
    visitLeaves(tree, rowValues, (leafValue, players) => {
      baseValue += players.reduce((product, { absent }) => product * absent, leafValue);
      const nodeCount = Math.ceil(players.length / 2);
      rules[nodeCount] ??= gaussLegendre(nodeCount);
      addLeaf(leafValue, players, rules[nodeCount], values, features);
    });
  }
  // The contributions stand on the diagonal so far; what goes to pairs is taken from them.
  for (let i = 0; i < features; i++) {
    let shared = 0;
    for (let j = 0; j < features; j++) if (j !== i) shared += values[i * features + j]!;
    values[i * features + i] = values[i * features + i]! - shared;
  }
  return { baseValue, features, values };
}

/** A feature on a leaf's path. */
type Player = {
  readonly feature: number;
  /** 1 where the row satisfies all the path's tests on the feature, else 0. */
  readonly present: number;
  /** Share of the cover that these tests let through. */
  readonly absent: number;
};

function visitLeaves(
  tree: Tree,
  row: readonly number[],
  visit: (value: number, players: readonly Player[]) => void,
): void {
  const descend = (node: number, players: readonly Player[]) => {
    const left = tree.left[node]!;
    if (left < 0) {
      visit(tree.value[node]!, players);
      return;
    }
    const feature = tree.feature[node]!;
    const isLeft = goesLeft(tree, node, row[feature]!);
    const known = players.find((player) => player.feature === feature) ?? { feature, present: 1, absent: 1 };
    const others = players.filter((player) => player.feature !== feature);
    const cover = tree.cover[node]!;
    for (const [child, isTaken] of [
      [left, isLeft],
      [tree.right[node]!, !isLeft],
    ] as const) {
      const share = cover > 0 ? tree.cover[child]! / cover : 0;
      descend(child, [...others, { feature, present: isTaken ? known.present : 0, absent: known.absent * share }]);
    }
  };
  descend(0, []);
}

function addLeaf(
  value: number,
  players: readonly Player[],
  { nodes, weights }: QuadratureRule,
  values: Float64Array,
  features: number,
): void {
  const size = players.length;
  const factors = new Float64Array(size);
  for (let q = 0; q < nodes.length; q++) {
    const t = nodes[q]!;
    players.forEach(({ present, absent }, k) => (factors[k] = t * present + (1 - t) * absent));
    for (let i = 0; i < size; i++) {
      const first = players[i]!;
      const own = value * weights[q]! * (first.present - first.absent);
      add(values, first.feature * features + first.feature, own * productWithout(factors, i, i));
      for (let j = i + 1; j < size; j++) {
        const second = players[j]!;
        const half = 0.5 * own * (second.present - second.absent) * productWithout(factors, i, j);
        add(values, first.feature * features + second.feature, half);
        add(values, second.feature * features + first.feature, half);
      }
    }
  }
}

/** Not by division: a factor may be 0. */
function productWithout(factors: Float64Array, i: number, j: number): number {
  let product = 1;
  for (let k = 0; k < factors.length; k++) if (k !== i && k !== j) product *= factors[k]!;
  return product;
}

function add(values: Float64Array, at: number, value: number): void {
  values[at] = values[at]! + value;
}
