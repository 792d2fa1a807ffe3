import type { CalibrationBin } from "../metrics.ts";

/**
 * Expected calibration error: the mean over all rows of |mean prediction − observed frequency| of the row's bin, 0
 * (best) … 1 (Naeini, Cooper and Hauskrecht 2015). NaN of no bins. It depends on the bins; `calibrationBins` gives some
 * of equal size, which no empty bin can disturb.
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return bins.reduce(
    (sum, bin) => sum + (bin.rows / rows) * Math.abs(bin.meanPredicted - bin.observed),
    bins.length === 0 ? NaN : 0,
  );
}
