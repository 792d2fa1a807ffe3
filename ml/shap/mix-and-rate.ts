import { mean, meanDifference, variance, type Interval, type Sample } from "../statistics.ts";

/** One feature in one group: what it adds to each customer's prediction, and which cell of its values each is in. */
export type FeatureInGroup = { readonly contributions: Float64Array; readonly cells: Uint8Array };

/** One feature in the two groups that are compared. */
export type FeatureInGroups = { readonly a: FeatureInGroup; readonly b: FeatureInGroup };

/**
 * The difference of two groups' mean contributions, a less b. `mix` is its part that comes of other values of the
 * feature, `rate` the part that comes of the same values counting for more or less, because the groups differ in what
 * the feature works together with. The estimates of mix and rate add up to that of the difference within rounding.
 */
export type MixAndRate = { readonly difference: Interval; readonly mix: Interval; readonly rate: Interval };

/**
 * Splits the difference of one feature's mean contributions, or of several features' together, as Kitagawa 1955
 * ("Components of a difference between two rates", section 3) splits that of two rates. With w_k a group's share of
 * customers in cell k and r_k their mean contribution there,
 *   mix = Σ (w_ak − w_bk)(r_ak + r_bk) / 2,   rate = Σ (r_ak − r_bk)(w_ak + w_bk) / 2,
 * so that the interaction of both, which Blinder 1973 and Oaxaca 1973 give to one side, goes to each by half. In a cell
 * that only one group has, the other group's mean contribution is unknown and taken as the same: all of it is mix.
 *
 * The intervals are by the delta method over both groups as independent samples (Welch's t on the linearised values):
 * they say what other customers of the same kinds might give. Without variance they are the estimate, and NaN for a
 * group of one. The cells of a feature are the same in both groups.
 */
export function mixAndRate(features: readonly FeatureInGroups[], confidence = 0.95): MixAndRate {
  const a = createParts(features[0]?.a.contributions.length ?? 0);
  const b = createParts(features[0]?.b.contributions.length ?? 0);
  for (const feature of features) {
    const [cellsOfA, cellsOfB] = [tally(feature.a), tally(feature.b)];
    addParts(a, feature.a, cellsOfA, cellsOfB);
    addParts(b, feature.b, cellsOfB, cellsOfA);
  }
  return {
    difference: differenceOf(a.whole, b.whole, confidence),
    mix: differenceOf(a.mix, b.mix, confidence),
    rate: differenceOf(a.rate, b.rate, confidence),
  };
}

/** Most cells that values may be cut into: a cell's number fits a byte. */
const cellCount = 256;

/** Of each customer the contribution, and the linearised values whose mean differences are mix and rate. */
type Parts = { readonly whole: Float64Array; readonly mix: Float64Array; readonly rate: Float64Array };

function createParts(rows: number): Parts {
  return { whole: new Float64Array(rows), mix: new Float64Array(rows), rate: new Float64Array(rows) };
}

/** A group's share of customers in each cell and their mean contribution there. */
type Cells = { readonly shares: Float64Array; readonly means: Float64Array };

function tally({ contributions, cells }: FeatureInGroup): Cells {
  const counts = new Float64Array(cellCount);
  const sums = new Float64Array(cellCount);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]!;
    counts[cell] = counts[cell]! + 1;
    sums[cell] = sums[cell]! + contributions[row]!;
  }
  return {
    shares: counts.map((count) => count / cells.length),
    means: sums.map((sum, cell) => (counts[cell] === 0 ? NaN : sum / counts[cell]!)),
  };
}

/**
 * With v the customer's contribution and k its cell, the mix's value is
 *   (r_k + r'_k) / 2 + (w_k − w'_k) / (2 w_k) · (v − r_k),   ' being the other group:
 * its mean over the group is the group's share in the mix, since v − r_k is zero on average, and its variance the delta
 * method's, since it is the mix's derivative by that customer's weight.
 */
function addParts(parts: Parts, { contributions, cells }: FeatureInGroup, own: Cells, other: Cells): void {
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]!;
    const value = contributions[row]!;
    const [share, rate] = [own.shares[cell]!, own.means[cell]!];
    const [otherShare, otherRate] = [other.shares[cell]!, other.means[cell]!];
    const mix =
      otherShare === 0 ? value : (rate + otherRate) / 2 + ((share - otherShare) / (2 * share)) * (value - rate);
    parts.whole[row] = parts.whole[row]! + value;
    parts.mix[row] = parts.mix[row]! + mix;
    parts.rate[row] = parts.rate[row]! + (value - mix);
  }
}

function differenceOf(a: Sample, b: Sample, confidence: number): Interval {
  // Welch's degrees of freedom are 0 / 0 without any variance, of a feature that no tree tests.
  if (variance(a) === 0 && variance(b) === 0) {
    const estimate = mean(a) - mean(b);
    return { estimate, lower: estimate, upper: estimate };
  }
  const { estimate, lower, upper } = meanDifference(a, b, confidence);
  return { estimate, lower, upper };
}
