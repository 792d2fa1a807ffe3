/** Bytes of one feature's histogram: 256 pairs (sum of gradients, sum of hessians) of doubles. */
export const featureBytes: usize = 4096;

/**
 * Sums the rows `start` … `end` − 1 of a node into the histograms of the four features of one word column.
 * `order` holds row numbers (u32), `pairs` gradient and hessian (f32) in the same places, `words` one u32 a row.
 * A pair is one vector, so the two sums are those of scalar code, in the order of the rows.
 */
export function buildWord(words: usize, order: usize, pairs: usize, start: i32, end: i32, histogram: usize): void {
  let rowAt = order + ((<usize>start) << 2);
  let pairAt = pairs + ((<usize>start) << 3);
  const rowEnd = order + ((<usize>end) << 2);
  while (rowAt < rowEnd) {
    const word = load<u32>(words + ((<usize>load<u32>(rowAt)) << 2));
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(pairAt));
    const at0 = histogram + <usize>((word << 4) & 0xff0);
    const at1 = histogram + <usize>((word >> 4) & 0xff0);
    const at2 = histogram + <usize>((word >> 12) & 0xff0);
    const at3 = histogram + <usize>((word >> 20) & 0xff0);
    v128.store(at0, f64x2.add(v128.load(at0), pair));
    v128.store(at1, f64x2.add(v128.load(at1, 4096), pair), 4096);
    v128.store(at2, f64x2.add(v128.load(at2, 8192), pair), 8192);
    v128.store(at3, f64x2.add(v128.load(at3, 12288), pair), 12288);
    rowAt += 4;
    pairAt += 8;
  }
}

/** Takes the pairs of `smaller` from those of `histogram`, in place, `binCount` of them. */
export function subtractPairs(histogram: usize, smaller: usize, binCount: i32): void {
  for (let at: usize = 0, end = (<usize>binCount) << 4; at < end; at += 16) {
    v128.store(histogram + at, f64x2.sub(v128.load(histogram + at), v128.load(smaller + at)));
  }
}
