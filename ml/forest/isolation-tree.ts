import { AppError, type Random } from "#core";

import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import type { Tree } from "../trees/tree-model.ts";
import { averagePathLength } from "./isolation-forest.ts";
import { createTreeArrays, type NodeTest } from "./tree-arrays.ts";

/**
 * One isolation tree of the given rows. At each node a feature is drawn that still tells rows apart, and a test on it:
 *
 * - a number is cut at a point drawn evenly between the least and the greatest value present (Liu, Ting and Zhou 2008);
 * - categories are dealt to the two sides by a coin each, all on one side excepted, and those not present too (Geurts,
 *   Ernst and Wehenkel 2006, table 1): a rare category is alone early, and no order among categories is made up;
 * - a missing value goes to a side drawn with the chance of a present one, and to the same side in every row. It is
 *   treated as a value like the others', so that a gap in the data by itself does not make a customer anomalous.
 */
export function createIsolationTree(matrix: FeatureMatrix, rows: Uint32Array, random: Random): Tree {
  const maximalDepth = Math.ceil(Math.log2(rows.length));
  const arrays = createTreeArrays(2 * rows.length);
  const order = Int32Array.from(matrix.features.keys());
  const grow = (segment: Uint32Array, depth: number): number => {
    const test = depth < maximalDepth && segment.length > 1 ? drawTest(matrix, segment, order, random) : undefined;
    if (test === undefined) return arrays.addLeaf(depth + averagePathLength(segment.length), segment.length);
    const node = arrays.addTest(test, segment.length);
    const middle = partition(matrix, segment, test);
    const left = grow(segment.subarray(0, middle), depth + 1);
    const right = grow(segment.subarray(middle), depth + 1);
    arrays.setChildren(node, left, right);
    return node;
  };
  grow(rows.slice(), 0);
  return arrays.finish();
}

/** A test that parts the rows, on a feature drawn evenly among those that can; undefined when none can. */
function drawTest(
  matrix: FeatureMatrix,
  segment: Uint32Array,
  order: Int32Array,
  random: Random,
): NodeTest | undefined {
  // A shuffle of the features (Fisher and Yates) that stops at the first that tells rows apart.
  for (let drawn = 0; drawn < order.length; drawn++) {
    const at = drawn + random.integer(order.length - drawn);
    const feature = order[at]!;
    order[at] = order[drawn]!;
    order[drawn] = feature;
    const spec = matrix.features[feature]!;
    const column = matrix.columns[feature]!;
    const test =
      spec.kind === "numeric"
        ? drawCut(spec.name, column, segment, random)
        : drawCategories(column, segment, spec.categories.length, random);
    if (test !== undefined) return { feature, ...test };
  }
  return undefined;
}

type Drawn = Omit<NodeTest, "feature">;

function drawCut(name: string, column: Float32Array, segment: Uint32Array, random: Random): Drawn | undefined {
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < segment.length; i++) {
    const value = column[segment[i]!]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (!(least < greatest)) return undefined;
  if (greatest - least === Infinity) {
    throw new AppError("FEED_INVALID", {
      detail: `The feature ${name} holds an infinite value.`,
      hint: "Give it as a missing value.",
    });
  }
  const drawn = Math.fround(least + random.uniform() * (greatest - least));
  // A row goes left when its value is below: at the least value itself nobody would.
  const threshold = drawn > least ? drawn : greatest;
  const side = random.uniform();
  let below = 0;
  let present = 0;
  for (let i = 0; i < segment.length; i++) {
    const value = column[segment[i]!]!;
    if (value < threshold) below++;
    if (value === value) present++;
  }
  return { threshold, defaultLeft: side * present < below, rightCategories: undefined };
}

function drawCategories(
  column: Float32Array,
  segment: Uint32Array,
  categoryCount: number,
  random: Random,
): Drawn | undefined {
  const counts = new Uint32Array(categoryCount);
  let present = 0;
  for (let i = 0; i < segment.length; i++) {
    const code = column[segment[i]!]!;
    if (!(code >= 0 && code < categoryCount)) continue;
    counts[code] = counts[code]! + 1;
    present++;
  }
  if (counts.every((count) => count === 0 || count === present)) return undefined;
  let right: number[];
  let rightRows: number;
  do {
    right = [...counts.keys()].filter(() => random.uniform() < 0.5);
    rightRows = right.reduce((sum, code) => sum + counts[code]!, 0);
  } while (rightRows === 0 || rightRows === present);
  return { threshold: 0, defaultLeft: random.uniform() * present >= rightRows, rightCategories: right };
}

/** Moves the rows that go left to the front, and says how many they are. */
function partition(matrix: FeatureMatrix, segment: Uint32Array, test: NodeTest): number {
  const column = matrix.columns[test.feature]!;
  const right = test.rightCategories === undefined ? undefined : new Set(test.rightCategories);
  let middle = 0;
  for (let i = 0; i < segment.length; i++) {
    const row = segment[i]!;
    const value = column[row]!;
    const isLeft =
      value !== value ? test.defaultLeft : right === undefined ? value < test.threshold : !right.has(value);
    if (!isLeft) continue;
    segment[i] = segment[middle]!;
    segment[middle++] = row;
  }
  return middle;
}
