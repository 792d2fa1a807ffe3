import { passingRuns } from "./code-runs.ts";
import type { FeatureCodes } from "./feature-codes.ts";
import type { Tree } from "./tree-model.ts";

/**
 * A tree over codes, for `walkTree`: a node sends a row right when its code lies in one run. A test that takes several
 * runs is a chain of nodes that share the child on the right, so that this is a graph without cycles. A leaf leads to
 * itself.
 */
export type CodeTree = {
  readonly feature: Int32Array;
  readonly first: Int32Array;
  readonly length: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
  /** Steps from the root to the furthest leaf. */
  readonly depth: number;
};

/** The tree over the codes of its features; node 0 is the root. */
export function createCodeTree(tree: Tree, codes: readonly (FeatureCodes | undefined)[]): CodeTree {
  const nodeCount = tree.left.length;
  const tests = Array.from({ length: nodeCount }, (_, node) =>
    tree.left[node]! < 0 ? [] : testsOf(tree, node, codes),
  );
  // The further tests of a chain come after the tree's own nodes.
  const size = tests.reduce((sum, runs) => sum + Math.max(0, runs.length - 1), nodeCount);
  const target = {
    feature: new Int32Array(size),
    first: new Int32Array(size),
    length: new Int32Array(size),
    left: Int32Array.from({ length: size }, (_, node) => node),
    right: Int32Array.from({ length: size }, (_, node) => node),
    value: new Float64Array(size),
  };
  target.value.set(tree.value);
  let extra = nodeCount;
  const steps = new Int32Array(size);
  for (let node = nodeCount - 1; node >= 0; node--) {
    const runs = tests[node]!;
    runs.forEach(({ first, length }, index) => {
      const place = index === 0 ? node : extra + index - 1;
      const isLast = index === runs.length - 1;
      target.feature[place] = tree.feature[node]!;
      target.first[place] = first;
      target.length[place] = length;
      target.left[place] = isLast ? tree.left[node]! : extra + index;
      target.right[place] = tree.right[node]!;
    });
    extra += Math.max(0, runs.length - 1);
    if (runs.length > 0) steps[node] = runs.length + Math.max(steps[tree.left[node]!]!, steps[tree.right[node]!]!);
  }
  return { ...target, depth: steps[0]! };
}

/** The runs of codes that go right at an inner node, at least one: of no codes at all a run that no code is in. */
function testsOf(tree: Tree, node: number, codes: readonly (FeatureCodes | undefined)[]) {
  const feature = codes[tree.feature[node]!]!; // a feature that is tested has codes
  const runs = passingRuns(tree, [{ node, left: false }], feature);
  return runs.length > 0 ? runs : [{ first: feature.representatives.length, length: 0 }];
}
