import { AppError } from "#core";

import type { CalibrationData } from "./calibration.ts";

/** Throws `INTERNAL` unless there is a row with a weight, all outcomes are 0 or 1, and scores are finite. */
export function checkCalibrationData({ scores, outcomes, weights }: CalibrationData): void {
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? scores.length;
  const sound =
    total > 0 &&
    outcomes.length === scores.length &&
    (weights === undefined || (weights.length === scores.length && weights.every((weight) => weight >= 0))) &&
    outcomes.every((outcome) => outcome === 0 || outcome === 1) &&
    scores.every(Number.isFinite);
  if (sound) return;
  throw new AppError("INTERNAL", {
    detail: `A calibration cannot be fitted to ${scores.length} scores and ${outcomes.length} outcomes of this kind.`,
    hint: "Give one finite score and one outcome, 0 or 1, for each row, and at least one row with a weight.",
  });
}
