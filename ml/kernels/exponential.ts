/** Powers of two 2^−1010 … 2^0, at index −exponent; exact. */
const powersOfTwo = Float64Array.from({ length: 1011 }, (_, index) => 2 ** -index);

/**
 * e^x for x ≤ 0, below −700 as at −700; relative error below 2e-16. Only additions and multiplications that every
 * machine rounds alike, in the order of the WebAssembly kernel, so that both give the same bits.
 * x = k ln 2 + r, |r| ≤ ln 2 / 2, with ln 2 in two parts (Cody and Waite 1980), and Taylor's series of e^r to r¹³.
 */
export function exponential(x: number): number {
  const clamped = Math.max(x, -700);
  const power = Math.floor(clamped * Math.LOG2E + 0.5);
  const rest = clamped - power * 0.6931471803691238 - power * 1.9082149292705877e-10;
  let sum = 1.6059043836821613e-10;
  sum = sum * rest + 2.08767569878681e-9;
  sum = sum * rest + 2.505210838544172e-8;
  sum = sum * rest + 2.755731922398589e-7;
  sum = sum * rest + 2.7557319223985893e-6;
  sum = sum * rest + 2.48015873015873e-5;
  sum = sum * rest + 1.984126984126984e-4;
  sum = sum * rest + 1.388888888888889e-3;
  sum = sum * rest + 8.333333333333333e-3;
  sum = sum * rest + 4.1666666666666664e-2;
  sum = sum * rest + 1.6666666666666666e-1;
  sum = sum * rest + 0.5;
  sum = sum * rest + 1;
  sum = sum * rest + 1;
  return sum * powersOfTwo[-power]!;
}
