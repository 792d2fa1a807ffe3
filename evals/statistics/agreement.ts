/** How far two judges of the same things agree. */
export type Agreement = {
  readonly bothYes: number;
  readonly onlyLeft: number;
  readonly onlyRight: number;
  readonly bothNo: number;
  /** Share on which they agree; null without a thing to judge. */
  readonly share: number | null;
  /**
   * Cohen's kappa (Cohen 1960, "A coefficient of agreement for nominal scales"): (share − chance) / (1 − chance), where
   * chance is the agreement of two who judge without looking, as often yes as these do. 1 is agreement, 0 no more than
   * chance. Null where chance alone would agree on all.
   */
  readonly kappa: number | null;
};

/** Measures the agreement of two judges, each yes or no. Pure. */
export function measureAgreement(pairs: readonly { readonly left: boolean; readonly right: boolean }[]): Agreement {
  const count = (left: boolean, right: boolean) =>
    pairs.filter((pair) => pair.left === left && pair.right === right).length;
  const [bothYes, onlyLeft, onlyRight, bothNo] = [
    count(true, true),
    count(true, false),
    count(false, true),
    count(false, false),
  ];
  const counts = { bothYes, onlyLeft, onlyRight, bothNo };
  const all = pairs.length;
  if (all === 0) return { ...counts, share: null, kappa: null };
  const share = (bothYes + bothNo) / all;
  const [leftYes, rightYes] = [(bothYes + onlyLeft) / all, (bothYes + onlyRight) / all];
  const chance = leftYes * rightYes + (1 - leftYes) * (1 - rightYes);
  return { ...counts, share, kappa: chance === 1 ? null : (share - chance) / (1 - chance) };
}
