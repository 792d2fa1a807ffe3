import type { PatternRun } from "./pattern-groups.ts";

/**
 * Writes the patterns of a block of rows: a row has the bit of every run that its code lies in. Row r of the block is
 * `codes[feature][start + r]`; `patterns` is as long as the block or longer.
 */
export function writePatterns(
  patterns: Uint16Array,
  codes: readonly (Uint16Array | undefined)[],
  runs: readonly PatternRun[],
  start: number,
  count: number,
): void {
  patterns.fill(0, 0, count);
  for (const run of runs) joinRun(patterns, codes[run.feature]!, run, start, count);
}

/** Hot kernel: no branch depends on the data. */
function joinRun(
  patterns: Uint16Array,
  codes: Uint16Array,
  { first, length, bit }: PatternRun,
  start: number,
  count: number,
): void {
  for (let row = 0; row < count; row++) {
    // The sign bit of the difference: −1 inside the run, 0 outside.
    const inside = (((codes[start + row]! - first) & 0xffff) - length - 1) >> 31;
    patterns[row] = patterns[row]! | (inside & bit);
  }
}

/**
 * Adds a group's table to a block of contributions: for every slice k one lookup a row,
 * `columns[k][start + r] += table[(k << bitCount) + patterns[r]]`.
 */
export function addContributions(
  columns: readonly Float64Array[],
  start: number,
  table: Float64Array,
  bitCount: number,
  patterns: Uint16Array,
  count: number,
): void {
  let slice = 0;
  for (; slice + 1 < columns.length; slice += 2) {
    addTwoSlices(columns[slice]!, columns[slice + 1]!, start, table, slice << bitCount, 1 << bitCount, patterns, count);
  }
  if (slice < columns.length) addSlice(columns[slice]!, start, table, slice << bitCount, patterns, count);
}

/** Hot kernel: two slices and two rows at a time, one load of the pattern for both slices. */
function addTwoSlices(
  columnA: Float64Array,
  columnB: Float64Array,
  start: number,
  table: Float64Array,
  offsetA: number,
  sliceLength: number,
  patterns: Uint16Array,
  count: number,
): void {
  const offsetB = offsetA + sliceLength;
  const even = count & ~1;
  for (let row = 0; row < even; row += 2) {
    const at = start + row;
    const first = patterns[row]!;
    const second = patterns[row + 1]!;
    const firstA = table[offsetA + first]!;
    const secondA = table[offsetA + second]!;
    const firstB = table[offsetB + first]!;
    const secondB = table[offsetB + second]!;
    columnA[at] = columnA[at]! + firstA;
    columnA[at + 1] = columnA[at + 1]! + secondA;
    columnB[at] = columnB[at]! + firstB;
    columnB[at + 1] = columnB[at + 1]! + secondB;
  }
  if (even < count) {
    columnA[start + even] = columnA[start + even]! + table[offsetA + patterns[even]!]!;
    columnB[start + even] = columnB[start + even]! + table[offsetB + patterns[even]!]!;
  }
}

function addSlice(
  column: Float64Array,
  start: number,
  table: Float64Array,
  offset: number,
  patterns: Uint16Array,
  count: number,
): void {
  for (let row = 0; row < count; row++) {
    column[start + row] = column[start + row]! + table[offset + patterns[row]!]!;
  }
}
