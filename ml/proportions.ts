import { normalQuantile } from "./distributions.ts";
import type { Interval } from "./statistics.ts";

/**
 * A share with its score interval (Wilson 1927, "Probable inference, the law of succession, and statistical
 * inference"): inside [0, 1] and close to its nominal coverage for small counts too. `successes` of `count` trials;
 * all NaN of no trials.
 */
export function wilsonInterval(successes: number, count: number, confidence = 0.95): Interval {
  const share = successes / count;
  const z = normalQuantile((1 + confidence) / 2);
  const shrink = 1 + (z * z) / count;
  const center = (share + (z * z) / (2 * count)) / shrink;
  const halfWidth = ((z / shrink) * Math.sqrt(count * share * (1 - share) + (z * z) / 4)) / count;
  // At a share of 0 or 1 the bound is that share, of which rounding would miss a little.
  return {
    estimate: share,
    lower: share === 0 ? 0 : Math.max(0, center - halfWidth),
    upper: share === 1 ? 1 : Math.min(1, center + halfWidth),
  };
}

/**
 * Difference of two shares, first less second, with its interval from the two score intervals (Newcombe 1998,
 * "Interval estimation for the difference between independent proportions", method 10).
 */
export function shareDifference(first: Interval, second: Interval): Interval {
  const estimate = first.estimate - second.estimate;
  return {
    estimate,
    lower: estimate - Math.hypot(first.estimate - first.lower, second.upper - second.estimate),
    upper: estimate + Math.hypot(first.upper - first.estimate, second.estimate - second.lower),
  };
}
