/**
 * Adjusted Rand index of two clusterings of the same rows: 1 for the same one whatever the numbers of its clusters,
 * about 0 for unrelated ones, possibly below (Hubert and Arabie 1985, equation 5).
 */
export function adjustedRandIndex(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const together = new Map<string, number>();
  const inFirst = new Map<number, number>();
  const inSecond = new Map<number, number>();
  for (let row = 0; row < first.length; row++) {
    const a = first[row]!;
    const b = second[row]!;
    count(together, `${a} ${b}`);
    count(inFirst, a);
    count(inSecond, b);
  }
  const all = pairs(first.length);
  const both = pairsWithin(together);
  const firstPairs = pairsWithin(inFirst);
  const secondPairs = pairsWithin(inSecond);
  const expected = all === 0 ? 0 : (firstPairs * secondPairs) / all;
  const greatest = (firstPairs + secondPairs) / 2;
  // Both put all rows into one cluster, or each row into its own: they are the same.
  return greatest === expected ? 1 : (both - expected) / (greatest - expected);
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}

function pairsWithin(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((sum, n) => sum + pairs(n), 0);
}
