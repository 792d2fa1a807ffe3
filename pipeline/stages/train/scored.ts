/** Outcomes and predictions of one set of rows. */
export type Scored = { readonly actual: Float64Array; readonly predicted: Float64Array };

/** A model's rows as they are judged: those it was grown from, those it was calibrated on, and those it never saw. */
export type ScoredSplits<Rows = Scored> = {
  readonly train: Rows;
  readonly calibration: Rows;
  readonly test: Rows;
};
