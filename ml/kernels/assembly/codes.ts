/**
 * The code of every value: how many of the ascending cuts are not above it; `missing` for NaN. `cuts` are padded with
 * NaN to 2^steps − 1, which no value reaches. The u16 codes are written `stride` bytes apart.
 */
export function encodeNumbers(
  values: usize,
  count: i32,
  cuts: usize,
  steps: i32,
  missing: i32,
  codes: usize,
  stride: usize,
): void {
  encode<u16>(values, count, cuts, steps, missing, codes, stride);
}

/** The same with codes of one byte. */
export function encodeBytes(
  values: usize,
  count: i32,
  cuts: usize,
  steps: i32,
  missing: i32,
  codes: usize,
  stride: usize,
): void {
  encode<u8>(values, count, cuts, steps, missing, codes, stride);
}

@inline
function encode<Code>(
  values: usize,
  count: i32,
  cuts: usize,
  steps: i32,
  missing: i32,
  codes: usize,
  stride: usize,
): void {
  const first: usize = (<usize>1 << <usize>steps) << 1;
  const end = values + ((<usize>count) << 2);
  // `at` counts in bytes of the cuts, 4 each; four values at a time, as each step waits for the one before.
  for (; values + 12 < end; values += 16) {
    const a = load<f32>(values);
    const b = load<f32>(values, 4);
    const c = load<f32>(values, 8);
    const d = load<f32>(values, 12);
    let atA: usize = 0;
    let atB: usize = 0;
    let atC: usize = 0;
    let atD: usize = 0;
    for (let step = first; step > 2; step >>= 1) {
      const probe = cuts + step - 4;
      atA += load<f32>(probe + atA) <= a ? step : 0;
      atB += load<f32>(probe + atB) <= b ? step : 0;
      atC += load<f32>(probe + atC) <= c ? step : 0;
      atD += load<f32>(probe + atD) <= d ? step : 0;
    }
    store<Code>(codes, <Code>(a == a ? <i32>(atA >> 2) : missing));
    store<Code>(codes + stride, <Code>(b == b ? <i32>(atB >> 2) : missing));
    store<Code>(codes + 2 * stride, <Code>(c == c ? <i32>(atC >> 2) : missing));
    store<Code>(codes + 3 * stride, <Code>(d == d ? <i32>(atD >> 2) : missing));
    codes += 4 * stride;
  }
  for (; values < end; values += 4) {
    const value = load<f32>(values);
    let at: usize = 0;
    for (let step = first; step > 2; step >>= 1) at += load<f32>(cuts + step - 4 + at) <= value ? step : 0;
    store<Code>(codes, <Code>(value == value ? <i32>(at >> 2) : missing));
    codes += stride;
  }
}
