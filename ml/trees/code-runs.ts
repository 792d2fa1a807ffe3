import { missingCode, type FeatureCodes } from "./feature-codes.ts";
import { isInCategorySet, type Tree } from "./tree-model.ts";

/** Neighbouring codes, from `first` on round past 2¹⁶ − 1 to 0: those c with (c − first) mod 2¹⁶ ≤ length. */
export type CodeRun = { readonly first: number; readonly length: number };

/**
 * The codes with a 1 in `isIn`, whose last element is the missing value, as the fewest runs. Codes that do not occur
 * may lie in a run.
 */
export function runsOf(isIn: Uint8Array): CodeRun[] {
  const last = isIn.length - 1;
  const codeAt = (index: number) => (index === last ? missingCode : index);
  const before = (index: number) => (index === 0 ? last : index - 1);
  const starts: number[] = [];
  for (let index = 0; index <= last; index++) if (isIn[index] === 1 && isIn[before(index)] === 0) starts.push(index);
  if (starts.length === 0) return isIn[0] === 1 ? [{ first: 0, length: missingCode }] : [];
  return starts.map((start) => {
    let end = start;
    for (let next = (end + 1) % isIn.length; isIn[next] === 1; next = (next + 1) % isIn.length) end = next;
    return { first: codeAt(start), length: (codeAt(end) - codeAt(start)) & 0xffff };
  });
}

/** Which codes of a node's feature go left there (1), in the order of the representatives. */
export function leftByCode(tree: Tree, node: number, { representatives, cuts }: FeatureCodes): Uint8Array {
  const table = new Uint8Array(representatives.length);
  const missing = table.length - 1;
  if (cuts === undefined) {
    for (let code = 0; code < missing; code++) table[code] = isInCategorySet(tree, node, code) ? 0 : 1;
  } else table.fill(1, 0, firstCodeRight(cuts, tree.threshold[node]!));
  table[missing] = tree.defaultLeft[node]!;
  return table;
}

/** The codes of a node's feature that go right there, as runs. */
export function runsToTheRight(tree: Tree, node: number, codes: FeatureCodes): CodeRun[] {
  if (codes.cuts === undefined) return runsOf(leftByCode(tree, node, codes).map((isLeft) => 1 - isLeft));
  const first = firstCodeRight(codes.cuts, tree.threshold[node]!);
  const last = tree.defaultLeft[node] === 1 ? codes.representatives.length - 2 : missingCode;
  return [{ first, length: last - first }];
}

/** The number of cuts up to and including `threshold`, which is one of them. */
function firstCodeRight(cuts: Float32Array, threshold: number): number {
  let code = 0;
  for (let step = (cuts.length + 1) >> 1; step > 0; step >>= 1) if (cuts[code + step - 1]! <= threshold) code += step;
  return code;
}
