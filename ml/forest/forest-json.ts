import { z } from "zod";

import { AppError } from "#core";

import type { FeatureSpec } from "../trees/feature-matrix.ts";
import type { Tree } from "../trees/tree-model.ts";
import { averagePathLength, type IsolationForest } from "./isolation-forest.ts";
import { createTreeArrays } from "./tree-arrays.ts";

/**
 * The forest as compact JSON. Of a tree, its nodes in preorder (a node, its left subtree, its right one): `f` the
 * feature tested, −1 at a leaf; `n` the sample rows at a leaf; `t` the test, in the order of the inner nodes: a
 * threshold, or the list of categories that go right; `m` 1 where a missing value goes left.
 */
export function serialiseForest({ features, sampleSize, trees }: IsolationForest): string {
  return JSON.stringify({ kind: "isolation-forest", features, sampleSize, trees: trees.map(plainTree(features)) });
}

/** Reads what `serialiseForest` wrote: the very same forest. Throws `MODEL_FILE_INVALID` for anything else. */
export function parseForest(text: string): IsolationForest {
  try {
    const { features, sampleSize, trees } = forestSchema.parse(JSON.parse(text));
    return { features, sampleSize, trees: trees.map((tree) => readTree(tree, features)) };
  } catch (cause) {
    throw new AppError("MODEL_FILE_INVALID", {
      detail: "The file does not hold a sound isolation forest.",
      hint: "Train the model again, or restore the file.",
      cause,
    });
  }
}

const whole = z.number().int();
const plainTreeSchema = z.object({
  f: z.array(whole.min(-1)),
  n: z.array(whole.min(1)),
  t: z.array(z.union([z.number(), z.array(whole.min(0))])),
  m: z.array(z.union([z.literal(0), z.literal(1)])),
});
const forestSchema = z.object({
  kind: z.literal("isolation-forest"),
  features: z.array(
    z.discriminatedUnion("kind", [
      z.object({ name: z.string(), kind: z.literal("numeric") }),
      z.object({ name: z.string(), kind: z.literal("categorical"), categories: z.array(z.string()) }),
    ]),
  ),
  sampleSize: whole.min(2),
  trees: z.array(plainTreeSchema),
});
type PlainTree = z.infer<typeof plainTreeSchema>;

function plainTree(features: readonly FeatureSpec[]): (tree: Tree) => PlainTree {
  return (tree) => {
    const plain: PlainTree = { f: [], n: [], t: [], m: [] };
    const visit = (node: number) => {
      if (tree.left[node]! < 0) {
        plain.f.push(-1);
        plain.n.push(tree.cover[node]!);
        return;
      }
      const feature = tree.feature[node]!;
      plain.f.push(feature);
      plain.m.push(tree.defaultLeft[node] === 1 ? 1 : 0);
      // Nine digits tell all single-precision numbers apart.
      const isNumeric = features[feature]!.kind === "numeric";
      plain.t.push(isNumeric ? Number(tree.threshold[node]!.toPrecision(9)) : categoriesOf(tree, node));
      visit(tree.left[node]!);
      visit(tree.right[node]!);
    };
    visit(0);
    return plain;
  };
}

function categoriesOf(tree: Tree, node: number): number[] {
  const start = tree.categoryStart[node]!;
  const words = tree.categoryWords.subarray(start, start + tree.categoryWordCount[node]!);
  return Array.from(words).flatMap((word, index) =>
    Array.from({ length: 32 }, (_, bit) => bit)
      .filter((bit) => (word >>> bit) & 1)
      .map((bit) => 32 * index + bit),
  );
}

/** Throws a RangeError, which `parseForest` translates, when the lists do not make a tree over the features. */
function readTree({ f, n, t, m }: PlainTree, features: readonly FeatureSpec[]): Tree {
  const arrays = createTreeArrays(f.length);
  const covers: number[] = [];
  let leaves = 0;
  let inner = 0;
  const addLeaf = (depth: number): number => {
    const rows = n[leaves++];
    if (rows === undefined) throw new RangeError("a leaf has no rows");
    covers.push(rows);
    return arrays.addLeaf(depth + averagePathLength(rows), rows);
  };
  const visit = (depth: number): number => {
    const feature = f[covers.length] ?? NaN;
    if (feature === -1) return addLeaf(depth);
    const defaultLeft = m[inner] === 1;
    const node = arrays.addTest({ feature, defaultLeft, ...readTest(t[inner++], features[feature]) }, 0);
    covers.push(0);
    const left = visit(depth + 1);
    const right = visit(depth + 1);
    arrays.setChildren(node, left, right);
    covers[node] = covers[left]! + covers[right]!;
    return node;
  };
  visit(0);
  if (covers.length !== f.length || leaves !== n.length || inner !== t.length || inner !== m.length) {
    throw new RangeError("the lists are of different trees");
  }
  const tree = arrays.finish();
  tree.cover.set(covers);
  return tree;
}

function readTest(
  test: number | number[] | undefined,
  feature: FeatureSpec | undefined,
): { threshold: number; rightCategories: readonly number[] | undefined } {
  if (feature?.kind === "numeric" && typeof test === "number") return { threshold: test, rightCategories: undefined };
  if (feature?.kind === "categorical" && typeof test === "object" && test.every((c) => c < feature.categories.length)) {
    return { threshold: 0, rightCategories: test };
  }
  throw new RangeError("a node's test does not fit its feature");
}
