/** One answer for the curve: `doubts` is null where none was given. */
export type Claimed = { readonly doubts: number | null; readonly isRight: boolean };

export type CurvePoint = {
  /** Most doubts that an answer among these has. */
  readonly doubts: number;
  /** Share of all questions that are answered so. */
  readonly coverage: number;
  /** Share of these answers that are not right. */
  readonly risk: number;
};

/**
 * The risk–coverage curve (El-Yaniv and Wiener 2010, "On the foundations of noise-free selective classification"): how
 * many of the answers are not right if only the surest are given. Answers with the same doubts come in together, so
 * their order cannot flatter; a question without an answer is never covered. Empty where nothing was answered.
 */
export function riskCoverage(claimed: readonly Claimed[]): readonly CurvePoint[] {
  const answered = claimed.flatMap(({ doubts, isRight }) => (doubts === null ? [] : [{ doubts, isRight }]));
  const levels = [...new Set(answered.map(({ doubts }) => doubts))].toSorted((a, b) => a - b);
  return levels.map((doubts) => {
    const covered = answered.filter((one) => one.doubts <= doubts);
    return {
      doubts,
      coverage: covered.length / claimed.length,
      risk: covered.filter(({ isRight }) => !isRight).length / covered.length,
    };
  });
}
