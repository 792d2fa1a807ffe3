/** Radix of a pass: three passes of 11 bits sort 32. */
const radix: usize = 2048;

/**
 * Sorts the `count` values at `values` that are not NaN into ascending order, −0 before 0, and returns how many they
 * are; they end at `values`. `spare` has room for `count` values, `counts` for three times 2048 u32.
 * Floats order as their bits do once those of a negative one are all inverted and the sign of the others is.
 */
export function sortFloats(values: usize, count: i32, spare: usize, counts: usize): i32 {
  memory.fill(counts, 0, 3 * radix * 4);
  const second = counts + radix * 4;
  const third = second + radix * 4;
  let target = spare;
  for (let at = values, end = values + ((<usize>count) << 2); at < end; at += 4) {
    const value = load<f32>(at);
    if (value != value) continue;
    const bits = load<u32>(at);
    const key = bits ^ (<u32>((<i32>bits) >> 31) | 0x80000000);
    store<u32>(target, key);
    target += 4;
    increment(counts, key & 2047);
    increment(second, (key >> 11) & 2047);
    increment(third, key >> 22);
  }
  const bytes = target - spare;
  toOffsets(counts);
  toOffsets(second);
  toOffsets(third);
  scatter(spare, values, bytes, counts, 0);
  scatter(values, spare, bytes, second, 11);
  scatter(spare, values, bytes, third, 22);
  for (let at = values, end = values + bytes; at < end; at += 4) {
    const key = load<u32>(at);
    store<u32>(at, key ^ (<u32>(<i32>~key >> 31) | 0x80000000));
  }
  return <i32>(bytes >> 2);
}

@inline
function increment(counts: usize, digit: u32): void {
  const at = counts + ((<usize>digit) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

function toOffsets(counts: usize): void {
  let sum: u32 = 0;
  for (let at = counts, end = counts + radix * 4; at < end; at += 4) {
    const count = load<u32>(at);
    store<u32>(at, sum);
    sum += count;
  }
}

@inline
function scatter(source: usize, target: usize, bytes: usize, offsets: usize, shift: u32): void {
  for (let at = source, end = source + bytes; at < end; at += 4) {
    const key = load<u32>(at);
    const offset = offsets + ((<usize>((key >> shift) & 2047)) << 2);
    const place = load<u32>(offset);
    store<u32>(offset, place + 1);
    store<u32>(target + ((<usize>place) << 2), key);
  }
}
