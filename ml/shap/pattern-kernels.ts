/**
 * Writes the patterns of a block of rows: the bits that each feature's code gives, joined. Row r of the block is
 * `codes[k][start + r]`; `patterns` is as long as the block or longer.
 */
export function writePatterns(
  patterns: Uint16Array,
  codes: readonly Uint16Array[],
  bitsByCode: readonly Uint16Array[],
  start: number,
  count: number,
): void {
  patterns.fill(0, 0, count);
  const last = codes.length - 1;
  // Four features at a time; joining the last one's bits once more changes nothing.
  for (let k = 0; k <= last; k += 4) {
    const at = [k, Math.min(k + 1, last), Math.min(k + 2, last), Math.min(k + 3, last)] as const;
    joinBits(
      patterns,
      [codes[at[0]]!, codes[at[1]]!, codes[at[2]]!, codes[at[3]]!],
      [bitsByCode[at[0]]!, bitsByCode[at[1]]!, bitsByCode[at[2]]!, bitsByCode[at[3]]!],
      start,
      count,
    );
  }
}

type Four = readonly [Uint16Array, Uint16Array, Uint16Array, Uint16Array];

/** Hot kernel: four features and two rows at a time. */
function joinBits(
  patterns: Uint16Array,
  [codesA, codesB, codesC, codesD]: Four,
  [bitsA, bitsB, bitsC, bitsD]: Four,
  start: number,
  count: number,
): void {
  let row = 0;
  for (; row + 1 < count; row += 2) {
    const at = start + row;
    const first = bitsA[codesA[at]!]! | bitsB[codesB[at]!]! | bitsC[codesC[at]!]! | bitsD[codesD[at]!]!;
    const second =
      bitsA[codesA[at + 1]!]! | bitsB[codesB[at + 1]!]! | bitsC[codesC[at + 1]!]! | bitsD[codesD[at + 1]!]!;
    patterns[row] = patterns[row]! | first;
    patterns[row + 1] = patterns[row + 1]! | second;
  }
  if (row < count) {
    const at = start + row;
    const bits = bitsA[codesA[at]!]! | bitsB[codesB[at]!]! | bitsC[codesC[at]!]! | bitsD[codesD[at]!]!;
    patterns[row] = patterns[row]! | bits;
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
