import { goesLeft, type Tree, type TreeModel } from "#ml";

/** Expected value of a tree for a row of which only the features in `known` are given: the rest by cover. */
function expectation(tree: Tree, row: readonly number[], known: number, node = 0): number {
  const left = tree.left[node]!;
  const right = tree.right[node]!;
  if (left < 0) return tree.value[node]!;
  const feature = tree.feature[node]!;
  if ((known >>> feature) & 1) {
    return expectation(tree, row, known, goesLeft(tree, node, row[feature]!) ? left : right);
  }
  const sum =
    tree.cover[left]! * expectation(tree, row, known, left) + tree.cover[right]! * expectation(tree, row, known, right);
  return sum / tree.cover[node]!;
}

/** What the trees are worth for each set of known features: bit f of the index says that feature f is known. */
export function enumeratedWorth(model: TreeModel, row: readonly number[]): number[] {
  return Array.from({ length: 1 << row.length }, (_, known) =>
    model.trees.reduce((sum, tree) => sum + expectation(tree, row, known), 0),
  );
}

/** Shapley values by their definition, over all 2^features coalitions (Lundberg et al. 2020, algorithm 1). */
export function enumeratedContributions(model: TreeModel, row: readonly number[]): number[] {
  const count = row.length;
  const worth = enumeratedWorth(model, row);
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return row.map((_, feature) => {
    let value = 0;
    for (let known = 0; known < 1 << count; known++) {
      if ((known >>> feature) & 1) continue;
      const size = known.toString(2).replaceAll("0", "").length;
      const weight = (factorial(size) * factorial(count - size - 1)) / factorial(count);
      value += weight * (worth[known | (1 << feature)]! - worth[known]!);
    }
    return value;
  });
}

type PathElement = { feature: number; zero: number; one: number; weight: number };

/** Classic recursive TreeSHAP (Lundberg et al. 2020, algorithm 2), one row. */
export function treeShapContributions(model: TreeModel, row: readonly number[]): number[] {
  const contributions = row.map(() => 0);
  for (const tree of model.trees) visit(tree, row, contributions, 0, [], { feature: -1, zero: 1, one: 1, weight: 0 });
  return contributions;
}

function visit(
  tree: Tree,
  row: readonly number[],
  contributions: number[],
  node: number,
  parentPath: readonly PathElement[],
  next: PathElement,
): void {
  let path = extend(parentPath, next);
  const left = tree.left[node]!;
  if (left < 0) {
    for (let i = 1; i < path.length; i++) {
      const total = unwind(path, i).reduce((sum, element) => sum + element.weight, 0);
      const { feature, one, zero } = path[i]!;
      contributions[feature]! += total * (one - zero) * tree.value[node]!;
    }
    return;
  }
  const feature = tree.feature[node]!;
  const known = path.findIndex((element) => element.feature === feature);
  const { zero, one } = known < 0 ? { zero: 1, one: 1 } : path[known]!;
  if (known >= 0) path = unwind(path, known);
  const isLeft = goesLeft(tree, node, row[feature]!);
  for (const [child, hot] of [
    [left, isLeft],
    [tree.right[node]!, !isLeft],
  ] as const) {
    const share = tree.cover[child]! / tree.cover[node]!;
    visit(tree, row, contributions, child, path, {
      feature,
      zero: zero * share,
      one: hot ? one : 0,
      weight: 0,
    });
  }
}

function extend(parentPath: readonly PathElement[], next: PathElement): PathElement[] {
  const path = [...parentPath.map((element) => ({ ...element })), { ...next, weight: parentPath.length === 0 ? 1 : 0 }];
  const length = parentPath.length;
  for (let i = length - 1; i >= 0; i--) {
    path[i + 1]!.weight += (next.one * path[i]!.weight * (i + 1)) / (length + 1);
    path[i]!.weight *= (next.zero * (length - i)) / (length + 1);
  }
  return path;
}

function unwind(path: readonly PathElement[], index: number): PathElement[] {
  const result = path.map((element) => ({ ...element }));
  const length = path.length - 1;
  const { one, zero } = path[index]!;
  let carried = path[length]!.weight;
  for (let i = length - 1; i >= 0; i--) {
    if (one === 0) result[i]!.weight = (path[i]!.weight * (length + 1)) / (zero * (length - i));
    else {
      const weight = path[i]!.weight;
      result[i]!.weight = (carried * (length + 1)) / ((i + 1) * one);
      carried = weight - (result[i]!.weight * zero * (length - i)) / (length + 1);
    }
  }
  for (let i = index; i < length; i++) result[i] = { ...path[i + 1]!, weight: result[i]!.weight };
  return result.slice(0, length);
}
