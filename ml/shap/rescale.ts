import type { Explanation } from "./explain.ts";

/** Margins closer to the base value than this have the curve's slope there in place of the chord's. */
const shortestChord = 1e-6;

/**
 * Contributions on the scale of the told prediction, such as a probability, in place of the margin's: each row's are
 * multiplied by the slope of the chord from the base value to the row's margin, so that a row's contributions add up to
 * `apply(margin) − apply(base value)` exactly. This is the rescale rule (Shrikumar et al. 2017, "Learning important
 * features through propagating activation differences", section 3.5.1) on the last step from margin to prediction, as
 * Chen, Lundberg and Lee 2022 ("Explaining a series of models by propagating Shapley values") have it. Signs and, within
 * a row, proportions are kept. `apply` rises or is flat: a link function, a cut at the target's range, or both.
 */
export function rescaleContributions(
  { baseValue, contributions }: Explanation,
  apply: (margin: number) => number,
): Explanation {
  const rows = contributions[0]?.length ?? 0;
  const slopes = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let margin = baseValue;
    for (const column of contributions) margin += column[row]!;
    slopes[row] = slopeBetween(apply, baseValue, margin);
  }
  return {
    baseValue: apply(baseValue),
    contributions: contributions.map((column) => column.map((value, row) => value * slopes[row]!)),
  };
}

function slopeBetween(apply: (margin: number) => number, from: number, to: number): number {
  if (Math.abs(to - from) >= shortestChord) return (apply(to) - apply(from)) / (to - from);
  return (apply(from + shortestChord) - apply(from - shortestChord)) / (2 * shortestChord);
}
