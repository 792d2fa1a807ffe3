import { logistic, type Objective } from "../trees/objective.ts";
import type { Tree, TreeModel } from "../trees/tree-model.ts";
import { categoriesAttribute } from "./format.ts";

/** Parent of the root in XGBoost's files. */
const noParent = 2147483647;

/**
 * The model in XGBoost's JSON format, as XGBoost 2.0 and later read it (schema: XGBoost documentation, "Introduction
 * to Model IO"). `attributes` go into the file's own table of strings, where the names of the categories are kept too.
 *
 * XGBoost's reader is typed: an element of a float array must have a point or an exponent, one of an integer array
 * must not. Nine significant digits are enough to give every single-precision number back.
 */
export function toXgboostJson(model: TreeModel, attributes: Readonly<Record<string, string>> = {}): string {
  const { features, objective } = model;
  const categories = Object.fromEntries(
    features.flatMap((feature) => (feature.kind === "categorical" ? [[feature.name, feature.categories]] : [])),
  );
  const baseScore = objective.name === "logistic" ? logistic(model.baseMargin) : model.baseMargin;
  const trees = model.trees.map((tree, id) => renderTree(tree, id, features.length));
  const learner = {
    attributes: JSON.stringify({
      ...attributes,
      [categoriesAttribute]: JSON.stringify(categories),
    }),
    feature_names: JSON.stringify(features.map((feature) => feature.name)),
    feature_types: JSON.stringify(features.map((feature) => (feature.kind === "categorical" ? "c" : "float"))),
    gradient_booster: renderObject({
      model: renderObject({
        gbtree_model_param: JSON.stringify({
          num_parallel_tree: "1",
          num_trees: String(trees.length),
        }),
        iteration_indptr: renderIntegers(Array.from({ length: trees.length + 1 }, (_, index) => index)),
        tree_info: renderIntegers(trees.map(() => 0)),
        trees: `[${trees.join(",")}]`,
      }),
      name: '"gbtree"',
    }),
    learner_model_param: JSON.stringify({
      base_score: renderFloat(baseScore),
      boost_from_average: "1",
      num_class: "0",
      num_feature: String(features.length),
      num_target: "1",
    }),
    objective: JSON.stringify(objectiveParameters(objective)),
  };
  return renderObject({ learner: renderObject(learner), version: "[2,1,0]" });
}

function objectiveParameters(objective: Objective): object {
  switch (objective.name) {
    case "squared":
      return { name: "reg:squarederror", reg_loss_param: { scale_pos_weight: "1" } };
    case "logistic":
      return { name: "binary:logistic", reg_loss_param: { scale_pos_weight: "1" } };
    case "quantile":
      return {
        name: "reg:quantileerror",
        quantile_loss_param: { quantile_alpha: `[${renderFloat(objective.alpha)}]` },
      };
  }
}

function renderTree(tree: Tree, id: number, featureCount: number): string {
  const nodeCount = tree.left.length;
  const nodes = Array.from({ length: nodeCount }, (_, node) => node);
  const isLeaf = (node: number) => tree.left[node]! < 0;
  const isCategorical = (node: number) => !isLeaf(node) && tree.categoryWordCount[node]! > 0;
  const categoricalNodes = nodes.filter(isCategorical);
  const sets = categoricalNodes.map((node) => categorySet(tree, node));
  const segments: number[] = [];
  let total = 0;
  for (const set of sets) {
    segments.push(total);
    total += set.length;
  }
  return renderObject({
    base_weights: renderFloats(tree.value),
    categories: renderIntegers(sets.flat()),
    categories_nodes: renderIntegers(categoricalNodes),
    categories_segments: renderIntegers(segments),
    categories_sizes: renderIntegers(sets.map((set) => set.length)),
    default_left: renderIntegers(tree.defaultLeft),
    id: String(id),
    left_children: renderIntegers(tree.left),
    loss_changes: renderFloats(tree.gain),
    parents: renderIntegers(parentsOf(tree)),
    right_children: renderIntegers(tree.right),
    split_conditions: renderFloats(
      nodes.map((node) => (isLeaf(node) ? tree.value[node]! : isCategorical(node) ? 0 : tree.threshold[node]!)),
    ),
    split_indices: renderIntegers(tree.feature),
    split_type: renderIntegers(nodes.map((node) => (isCategorical(node) ? 1 : 0))),
    sum_hessian: renderFloats(tree.cover),
    tree_param: JSON.stringify({
      num_deleted: "0",
      num_feature: String(featureCount),
      num_nodes: String(nodeCount),
      size_leaf_vector: "1",
    }),
  });
}

/** The codes of a node's category set, ascending. */
function categorySet(tree: Tree, node: number): number[] {
  const start = tree.categoryStart[node]!;
  const words = tree.categoryWords.subarray(start, start + tree.categoryWordCount[node]!);
  return Array.from({ length: words.length * 32 }, (_, code) => code).filter(
    (code) => ((words[code >>> 5]! >>> (code & 31)) & 1) === 1,
  );
}

function parentsOf(tree: Tree): number[] {
  const parents = Array.from({ length: tree.left.length }, () => noParent);
  tree.left.forEach((left, node) => {
    if (left < 0) return;
    parents[left] = node;
    parents[tree.right[node]!] = node;
  });
  return parents;
}

/** An object whose values are JSON already. */
function renderObject(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([name, json]) => `"${name}":${json}`)
    .join(",")}}`;
}

function renderIntegers(values: Iterable<number>): string {
  return `[${[...values].join(",")}]`;
}

function renderFloats(values: Iterable<number>): string {
  return `[${Array.from(values, renderFloat).join(",")}]`;
}

function renderFloat(value: number): string {
  const text = String(Number(value.toPrecision(9)));
  return /[.e]/.test(text) ? text : `${text}.0`;
}
