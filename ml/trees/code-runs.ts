import { missingCode } from "./feature-codes.ts";

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
