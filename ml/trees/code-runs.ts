import { missingCode, type FeatureCodes } from "./feature-codes.ts";
import { goesLeft, type Tree } from "./tree-model.ts";

/** Neighbouring codes, from `first` on round past 2¹⁶ − 1 to 0: those c with (c − first) mod 2¹⁶ ≤ length. */
export type CodeRun = { readonly first: number; readonly length: number };

/**
 * The codes with a 1 in `isIn`, whose last element is the missing value, as the fewest runs. Codes that do not occur
 * may lie in a run.
 */
function runsOf(isIn: Uint8Array): CodeRun[] {
  const last = isIn.length - 1;
  const runs: CodeRun[] = [];
  for (let start = 0; start <= last; start++) {
    if (isIn[start] === 0 || isIn[start === 0 ? last : start - 1] === 1) continue;
    let end = start;
    while (isIn[(end + 1) % isIn.length] === 1) end = (end + 1) % isIn.length;
    const first = start === last ? missingCode : start;
    runs.push({ first, length: ((end === last ? missingCode : end) - first) & missingCode });
  }
  return runs.length === 0 && isIn[0] === 1 ? [{ first: 0, length: missingCode }] : runs;
}

/** A test of a path: the node, and whether the path goes left there. */
export type PathStep = { readonly node: number; readonly left: boolean };

/** The codes of a feature that pass all of `tests`, each at a node that tests this feature. */
export function passingRuns(tree: Tree, tests: readonly PathStep[], codes: FeatureCodes): CodeRun[] {
  return codes.cuts === undefined ? passingCategories(tree, tests, codes) : passingInterval(tree, tests, codes);
}

function passingCategories(tree: Tree, tests: readonly PathStep[], { representatives }: FeatureCodes): CodeRun[] {
  const passes = new Uint8Array(representatives.length).fill(1);
  for (const { node, left } of tests) {
    for (let code = 0; code < passes.length; code++) {
      if (goesLeft(tree, node, representatives[code]!) !== left) passes[code] = 0;
    }
  }
  return runsOf(passes);
}

/** Of thresholds the codes that pass are an interval, with the missing value or without it. */
function passingInterval(tree: Tree, tests: readonly PathStep[], { representatives, cuts }: FeatureCodes): CodeRun[] {
  const codeCount = representatives.length - 1;
  let from = 0;
  let to = codeCount;
  let missing = true;
  for (const { node, left } of tests) {
    const firstRight = firstCodeRight(cuts!, tree.threshold[node]!); // a numeric feature has cuts
    if (left) to = Math.min(to, firstRight);
    else from = Math.max(from, firstRight);
    missing &&= (tree.defaultLeft[node] === 1) === left;
  }
  if (from >= to) return missing ? [{ first: missingCode, length: 0 }] : [];
  if (!missing) return [{ first: from, length: to - from - 1 }];
  if (to === codeCount) return [{ first: from, length: missingCode - from }];
  if (from === 0) return [{ first: missingCode, length: to }];
  return [
    { first: from, length: to - from - 1 },
    { first: missingCode, length: 0 },
  ];
}

/** The number of cuts up to and including `threshold`, which is one of them. */
function firstCodeRight(cuts: Float32Array, threshold: number): number {
  let code = 0;
  for (let step = (cuts.length + 1) >> 1; step > 0; step >>= 1) if (cuts[code + step - 1]! <= threshold) code += step;
  return code;
}
