/**
 * Quantile functions: they turn one uniform number into a draw. A mechanism that uses them is monotone in its
 * noise, which keeps a customer comparable with itself under an intervention.
 */

/**
 * Standard normal quantile of `u` in (0, 1). P. J. Acklam's rational approximation, relative error below 1.2e−9.
 * Ten million of these go into a feed, and this is some thirty times as fast as the full precision of `#ml`.
 */
export function normalQuantile(u: number): number {
  if (u < 0.02425) return tailQuantile(u);
  if (u > 1 - 0.02425) return -tailQuantile(1 - u);
  const q = u - 0.5;
  const r = q * q;
  const numerator =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239;
  const denominator =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1;
  return (numerator * q) / denominator;
}

function tailQuantile(u: number): number {
  const q = Math.sqrt(-2 * Math.log(u));
  const numerator =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
    2.938163982698783;
  const denominator =
    (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
  return numerator / denominator;
}

/** Poisson quantile: the smallest k with P(X ≤ k) ≥ u. Above a mean of 40 the rounded normal approximation. */
export function poissonQuantile(u: number, mean: number): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalQuantile(u)));
  let probability = Math.exp(-mean);
  let cumulative = probability;
  let k = 0;
  while (cumulative < u && k < 200) {
    k++;
    probability *= mean / k;
    cumulative += probability;
  }
  return k;
}

/** Log-normal draw with median 1: e^(sd · z). */
export function logNormal(u: number, sd: number): number {
  return Math.exp(sd * normalQuantile(u));
}

/** Index of the category that `u` falls into; `shares` need not sum to exactly one, the last takes the rest. */
export function categoryOf(u: number, shares: readonly number[]): number {
  let left = u;
  for (let i = 0; i < shares.length - 1; i++) {
    left -= shares[i]!;
    if (left < 0) return i;
  }
  return shares.length - 1;
}

/** `u` spread again over (0, 1) after it was found below `share` (or, with `above`, over the rest). */
export function rescale(u: number, share: number, side: "below" | "above"): number {
  return side === "below" ? u / share : (u - share) / (1 - share);
}
