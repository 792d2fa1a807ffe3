/**
 * P(X > x) of the chi-squared distribution with a whole number of `degrees`, to about 1e-13 relative: the regularised
 * upper incomplete gamma function Q(degrees / 2, x / 2), by its series or its continued fraction (Press et al.,
 * "Numerical Recipes", section 6.2).
 */
export function chiSquaredTail(x: number, degrees: number): number {
  if (x <= 0) return 1;
  const a = degrees / 2;
  const half = x / 2;
  const front = Math.exp(a * Math.log(half) - half - logGammaOfHalves(degrees));
  return half < a + 1 ? 1 - front * gammaSeries(a, half) : front * gammaFraction(a, half);
}

/**
 * P(D > distance) of the two-sample Kolmogorov-Smirnov distance, with `effectiveRows` = n m / (n + m): Kolmogorov's
 * limiting distribution at Stephens's corrected argument (Stephens 1970; Press et al., section 14.3).
 */
export function kolmogorovTail(distance: number, effectiveRows: number): number {
  const root = Math.sqrt(effectiveRows);
  const t = (root + 0.12 + 0.11 / root) * distance;
  // Below this the tail is 1 to double precision, and the series is slow.
  if (t < 0.2) return 1;
  let tail = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * t * t);
    tail += k % 2 === 1 ? term : -term;
    if (term < 1e-18) break;
  }
  return Math.min(1, Math.max(0, 2 * tail));
}

/**
 * p-values corrected for their number, so that the share of false ones among those at most α stays at most α (Benjamini
 * and Hochberg 1995). NaN stays NaN and does not count.
 */
export function adjustForComparisons(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].filter((i) => !Number.isNaN(pValues[i]!)).sort((a, b) => pValues[b]! - pValues[a]!);
  const adjusted = pValues.map(() => NaN);
  let least = 1;
  order.forEach((index, place) => {
    least = Math.min(least, (pValues[index]! * order.length) / (order.length - place));
    adjusted[index] = least;
  });
  return adjusted;
}

/** ln Γ(degrees / 2), by Γ(x + 1) = x Γ(x) from Γ(1/2) = √π or Γ(1) = 1. */
function logGammaOfHalves(degrees: number): number {
  let sum = degrees % 2 === 1 ? Math.log(Math.PI) / 2 : 0;
  for (let x = degrees % 2 === 1 ? 0.5 : 1; x < degrees / 2; x++) sum += Math.log(x);
  return sum;
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 10_000 && term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** By Lentz's method. */
function gammaFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 10_000; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (Math.abs(numerator * d + b) < tiny ? tiny : numerator * d + b);
    c = Math.abs(b + numerator / c) < tiny ? tiny : b + numerator / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}
