import { AppError } from "#core";

import type { Tree } from "../trees/tree-model.ts";
import { passingRuns, type PathStep } from "../trees/code-runs.ts";
import type { FeatureCodes } from "../trees/feature-codes.ts";

/**
 * A subtree whose leaves' contributions are one table lookup: all a row has to say to it is a pattern of `bitCount`
 * bits. One bit for each feature tested above the subtree (1: the row satisfies all those tests), then one for each
 * inner node of the subtree (1: the row goes left there).
 */
export type PatternGroup = {
  readonly bitCount: number;
  /** Features that any leaf's path tests, in the order of the table's slices. */
  readonly features: readonly number[];
  /** Which codes set which bits: a row has the bit of every run that its code lies in. */
  readonly runs: readonly PatternRun[];
  readonly leaves: readonly LeafPath[];
};

/** Codes of a feature that set a bit: those c with (c − first) mod 2¹⁶ ≤ length. */
export type PatternRun = {
  readonly feature: number;
  readonly first: number;
  readonly length: number;
  readonly bit: number;
};

/** A leaf and the features its path tests. */
export type LeafPath = { readonly value: number; readonly players: readonly LeafPlayer[] };

/** A row satisfies the path's tests on the feature when `(pattern & mask) === wanted`. */
export type LeafPlayer = {
  /** Place of the feature in the group's `features`. */
  readonly slice: number;
  readonly mask: number;
  readonly wanted: number;
  /** Share of the cover that the path's tests on the feature let through, the product over its nodes. */
  readonly coverRatio: number;
};

/** More different features on one path than this would need tables of more than 2¹⁶ patterns. */
export const maximalBits = 16;

/**
 * Cuts a tree into the largest subtrees whose patterns have at most `bitLimit` bits (a single leaf may have more).
 * Throws `MODEL_FILE_INVALID` when a path tests more than 16 different features.
 */
export function cutIntoGroups(
  tree: Tree,
  codes: readonly (FeatureCodes | undefined)[],
  bitLimit: number,
): PatternGroup[] {
  const innerCount = new Int32Array(tree.left.length);
  for (let node = tree.left.length - 1; node >= 0; node--) {
    const left = tree.left[node]!;
    if (left >= 0) innerCount[node] = 1 + innerCount[left]! + innerCount[tree.right[node]!]!;
  }
  const source: GroupSource = { tree, codes };
  const groups: PatternGroup[] = [];
  const visit = (node: number, above: readonly PathStep[]) => {
    const featuresAbove = new Set(above.map((step) => tree.feature[step.node]!));
    const bitCount = featuresAbove.size + innerCount[node]!;
    if (bitCount <= bitLimit || innerCount[node] === 0) {
      groups.push(createGroup(source, node, above));
      return;
    }
    visit(tree.left[node]!, [...above, { node, left: true }]);
    visit(tree.right[node]!, [...above, { node, left: false }]);
  };
  if (innerCount[0]! > 0) visit(0, []);
  return groups;
}

/** A tree and the codes of the features that it tests. */
type GroupSource = { readonly tree: Tree; readonly codes: readonly (FeatureCodes | undefined)[] };

function createGroup(source: GroupSource, root: number, above: readonly PathStep[]): PatternGroup {
  const { tree } = source;
  const bitOfFeature = new Map<number, number>();
  for (const { node } of above) {
    const feature = tree.feature[node]!;
    if (!bitOfFeature.has(feature)) bitOfFeature.set(feature, 1 << bitOfFeature.size);
  }
  const bitOfNode = new Map<number, number>();
  const paths: { leaf: number; steps: readonly PathStep[] }[] = [];
  const visit = (node: number, steps: readonly PathStep[]) => {
    if (tree.left[node]! < 0) {
      paths.push({ leaf: node, steps });
      return;
    }
    bitOfNode.set(node, 1 << (bitOfFeature.size + bitOfNode.size));
    visit(tree.left[node]!, [...steps, { node, left: true }]);
    visit(tree.right[node]!, [...steps, { node, left: false }]);
  };
  visit(root, above);
  const bitCount = bitOfFeature.size + bitOfNode.size;
  if (bitCount > maximalBits) {
    throw new AppError("MODEL_FILE_INVALID", {
      detail: `A path of the model tests ${bitCount} different features; at most ${maximalBits} can be explained.`,
      hint: "Train the model with less depth.",
    });
  }
  const inner = [...bitOfNode.keys()];
  const features = [...new Set([...bitOfFeature.keys(), ...inner.map((node) => tree.feature[node]!)])];
  const bits: PatternBits = { bitOfFeature, bitOfNode };
  return {
    bitCount,
    features,
    runs: [...runsAbove(source, above, bitOfFeature), ...runsInside(source, bitOfNode)],
    leaves: paths.map(({ leaf, steps }) => ({
      value: tree.value[leaf]!,
      players: playersOf(tree, leaf, steps, features, bits),
    })),
  };
}

type PatternBits = {
  readonly bitOfFeature: ReadonlyMap<number, number>;
  readonly bitOfNode: ReadonlyMap<number, number>;
};

/** For each feature tested above the subtree the codes that pass all its tests there. */
function runsAbove(
  { tree, codes }: GroupSource,
  above: readonly PathStep[],
  bitOfFeature: ReadonlyMap<number, number>,
): PatternRun[] {
  return [...bitOfFeature].flatMap(([feature, bit]) => {
    const tests = above.filter(({ node }) => tree.feature[node] === feature);
    return passingRuns(tree, tests, codes[feature]!).map((run) => ({ ...run, feature, bit }));
  });
}

/** For each inner node of the subtree the codes that go left there. */
function runsInside({ tree, codes }: GroupSource, bitOfNode: ReadonlyMap<number, number>): PatternRun[] {
  return [...bitOfNode].flatMap(([node, bit]) => {
    const feature = tree.feature[node]!;
    return passingRuns(tree, [{ node, left: true }], codes[feature]!).map((run) => ({ ...run, feature, bit }));
  });
}

function playersOf(
  tree: Tree,
  leaf: number,
  steps: readonly PathStep[],
  features: readonly number[],
  { bitOfFeature, bitOfNode }: PatternBits,
): LeafPlayer[] {
  const players: { slice: number; mask: number; wanted: number; coverRatio: number }[] = [];
  for (let index = 0; index < steps.length; index++) {
    const { node, left } = steps[index]!;
    const slice = features.indexOf(tree.feature[node]!);
    let player = players.find((one) => one.slice === slice);
    if (player === undefined) {
      player = { slice, mask: 0, wanted: 0, coverRatio: 1 };
      players.push(player);
    }
    const nodeBit = bitOfNode.get(node);
    const bit = nodeBit ?? bitOfFeature.get(features[slice]!)!;
    player.mask |= bit;
    // A test above the subtree is part of "satisfies all of them", whichever way the path goes there.
    if (nodeBit === undefined || left) player.wanted |= bit;
    const child = steps[index + 1]?.node ?? leaf;
    const cover = tree.cover[node]!;
    player.coverRatio *= cover > 0 ? tree.cover[child]! / cover : 0;
  }
  return players;
}
