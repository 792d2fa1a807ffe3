/**
 * pass^k: the chance that a case passes in all of k independent tries, averaged over the cases. From n tries of a case
 * of which c passed it is estimated without bias by C(c, k) / C(n, k) (Yao et al. 2024, "τ-bench",
 * arXiv:2406.12045). `tries` are those of each case, each at least k; null without a case.
 */
export function passPower(
  tries: readonly { readonly passed: number; readonly tries: number }[],
  k: number,
): number | null {
  if (tries.length === 0) return null;
  const sum = tries.reduce((total, one) => total + allOf(one.passed, one.tries, k), 0);
  return sum / tries.length;
}

/** C(passed, k) / C(tries, k), the share of the choices of k tries in which each passed. */
function allOf(passed: number, tries: number, k: number): number {
  let share = 1;
  for (let drawn = 0; drawn < k; drawn++) share *= Math.max(0, passed - drawn) / (tries - drawn);
  return share;
}
