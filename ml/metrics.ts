/** Numbers by row; two that are compared have the same length. */
export type Numbers = Float64Array | Float32Array;

/** Root mean squared error, in the unit of the target. NaN of no rows, as everywhere in this file. */
export function rmse(actual: Numbers, predicted: Numbers): number {
  return Math.sqrt(meanOver(actual, (value, row) => (value - predicted[row]!) ** 2));
}

/** Mean absolute error, in the unit of the target. */
export function mae(actual: Numbers, predicted: Numbers): number {
  return meanOver(actual, (value, row) => Math.abs(value - predicted[row]!));
}

/** Share of the variance explained, 1 − residual / total sum of squares; −∞ … 1, NaN of a constant target. */
export function r2(actual: Numbers, predicted: Numbers): number {
  const mean = meanOver(actual, (value) => value);
  const total = meanOver(actual, (value) => (value - mean) ** 2);
  return total === 0 ? NaN : 1 - meanOver(actual, (value, row) => (value - predicted[row]!) ** 2) / total;
}

/** Mean pinball loss of a prediction of the `alpha` quantile (Koenker and Bassett 1978). */
export function pinball(actual: Numbers, predicted: Numbers, alpha: number): number {
  return meanOver(actual, (value, row) => {
    const error = value - predicted[row]!;
    return error >= 0 ? alpha * error : (alpha - 1) * error;
  });
}

/** Mean negative log likelihood of 0/1 outcomes; probabilities are held within 1e-15 of 0 and 1. */
export function logLoss(actual: Numbers, probability: Numbers): number {
  return meanOver(actual, (outcome, row) => {
    const p = Math.min(1 - 1e-15, Math.max(1e-15, probability[row]!));
    return -(outcome * Math.log(p) + (1 - outcome) * Math.log1p(-p));
  });
}

/** Mean squared difference of probability and outcome, 0 (best) … 1 (Brier 1950). */
export function brier(actual: Numbers, probability: Numbers): number {
  return meanOver(actual, (outcome, row) => (outcome - probability[row]!) ** 2);
}

/**
 * Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting half
 * (Mann-Whitney U over the product of the counts). NaN when one of the classes is empty.
 */
export function areaUnderRoc(actual: Numbers, score: Numbers): number {
  const order = orderBy(score);
  let positives = 0;
  let rankSum = 0;
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && score[order[end]!] === score[order[first]!]) end++;
    const rank = (first + 1 + end) / 2;
    for (; first < end; first++) {
      if (actual[order[first]!] !== 1) continue;
      positives++;
      rankSum += rank;
    }
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Counts of a 0/1 decision: positive where the score is at least the threshold. */
export type Confusion = {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
};

/** Confusion of deciding "positive" where `score` ≥ `threshold`. */
export function confusionAt(actual: Numbers, score: Numbers, threshold: number): Confusion {
  let truePositives = 0;
  let falsePositives = 0;
  let positives = 0;
  for (let row = 0; row < actual.length; row++) {
    const isPositive = actual[row] === 1;
    if (isPositive) positives++;
    if (score[row]! < threshold) continue;
    if (isPositive) truePositives++;
    else falsePositives++;
  }
  return {
    truePositives,
    falsePositives,
    trueNegatives: actual.length - positives - falsePositives,
    falseNegatives: positives - truePositives,
  };
}

/** Share of the positive decisions that are right; NaN when there is none. */
export function precision({ truePositives, falsePositives }: Confusion): number {
  return truePositives / (truePositives + falsePositives);
}

/** Share of the actual positives that were found; NaN when there is none. */
export function recall({ truePositives, falseNegatives }: Confusion): number {
  return truePositives / (truePositives + falseNegatives);
}

/** The highest threshold at which `confusionAt` finds at least the share `wanted` of the positives; NaN of none. */
export function thresholdForRecall(actual: Numbers, score: Numbers, wanted: number): number {
  const positives = score.filter((_, row) => actual[row] === 1).sort();
  // The share is compared with the count's own rounding: 0.8 of 5 is 4, not 4.000000000000001.
  const needed = Math.max(1, Math.ceil(wanted * positives.length - 1e-9));
  return positives[positives.length - needed] ?? NaN;
}

/** One bin of a reliability diagram. */
export type CalibrationBin = {
  readonly lower: number;
  readonly upper: number;
  readonly rows: number;
  readonly meanPredicted: number;
  /** Share of ones. */
  readonly observed: number;
};

/**
 * Predicted probability against observed frequency in bins of about equal size (cut at the quantiles of the
 * predictions; equal predictions stay together, so there may be fewer bins than asked for).
 */
export function calibrationBins(actual: Numbers, probability: Numbers, binCount = 10): CalibrationBin[] {
  const order = orderBy(probability);
  const bins: CalibrationBin[] = [];
  let first = 0;
  for (let bin = 1; bin <= binCount && first < order.length; bin++) {
    let end = Math.max(first + 1, Math.round((bin * order.length) / binCount));
    while (end < order.length && probability[order[end]!] === probability[order[end - 1]!]) end++;
    const rows = order.subarray(first, end);
    bins.push({
      lower: probability[rows[0]!]!,
      upper: probability[rows[rows.length - 1]!]!,
      rows: rows.length,
      meanPredicted: rows.reduce((sum, row) => sum + probability[row]!, 0) / rows.length,
      observed: rows.reduce((sum, row) => sum + actual[row]!, 0) / rows.length,
    });
    first = end;
  }
  return bins;
}

/** Rows in ascending order of `values`, equal ones in their order. */
function orderBy(values: Numbers): Uint32Array {
  return Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
}

function meanOver(values: Numbers, term: (value: number, row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += term(values[row]!, row);
  return sum / values.length;
}
