/** What a sign test says of pairs that differ. */
export type SignTest = {
  /** Chance of so many losses or more, where losses and gains are as likely. */
  readonly worse: number;
  /** Chance of a split at least so uneven, either way. */
  readonly twoSided: number;
};

/**
 * The exact sign test (Dixon and Mood 1946, "The statistical sign test"), for two outcomes of the same cases the same
 * as McNemar's test in its exact form: the pairs that differ fall either way with chance one half, so the losses are
 * binomial. Pairs that agree say nothing and are left out. Both chances are 1 where nothing differs.
 */
export function signTest(losses: number, gains: number): SignTest {
  const pairs = losses + gains;
  const worse = upperTail(losses, pairs);
  return { worse, twoSided: Math.min(1, 2 * Math.min(worse, upperTail(gains, pairs))) };
}

/** P(X ≥ least) of a binomial with `count` trials of one half, summed in logarithms: 2^-count alone would underflow. */
function upperTail(least: number, count: number): number {
  let logChoose = 0;
  let tail = 0;
  for (let hits = count; hits >= least; hits--) {
    tail += Math.exp(logChoose - count * Math.LN2);
    logChoose += Math.log(hits) - Math.log(count - hits + 1);
  }
  return Math.min(1, tail);
}
