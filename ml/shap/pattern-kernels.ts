/**
 * Writes the patterns of a block of rows: the bits that each feature's code gives, joined.
 * Row r of the block is `codes[k][start + r]`; `patterns` is as long as the block or longer.
 */
export function writePatterns(
  patterns: Uint16Array,
  codes: readonly Uint16Array[],
  bitsByCode: readonly Uint16Array[],
  start: number,
  count: number,
): void {
  let k = 0;
  if (codes.length % 2 === 1) {
    setBits(patterns, codes[0]!, bitsByCode[0]!, start, count);
    k = 1;
  } else {
    patterns.fill(0, 0, count);
  }
  for (; k < codes.length; k += 2) {
    joinBits(patterns, codes[k]!, bitsByCode[k]!, codes[k + 1]!, bitsByCode[k + 1]!, start, count);
  }
}

function setBits(
  patterns: Uint16Array,
  codes: Uint16Array,
  bits: Uint16Array,
  start: number,
  count: number,
): void {
  for (let row = 0; row < count; row++) patterns[row] = bits[codes[start + row]!]!;
}

function joinBits(
  patterns: Uint16Array,
  codesA: Uint16Array,
  bitsA: Uint16Array,
  codesB: Uint16Array,
  bitsB: Uint16Array,
  start: number,
  count: number,
): void {
  for (let row = 0; row < count; row++) {
    patterns[row] = patterns[row]! | bitsA[codesA[start + row]!]! | bitsB[codesB[start + row]!]!;
  }
}

/** Adds `table[offset + pattern]` to a block of one feature's contributions: one lookup a row. */
export function addContributions(
  contributions: Float64Array,
  start: number,
  table: Float64Array,
  offset: number,
  patterns: Uint16Array,
  count: number,
): void {
  for (let row = 0; row < count; row++) {
    contributions[start + row] = contributions[start + row]! + table[offset + patterns[row]!]!;
  }
}
