/** Bytes of a group's record: six u32, as `ml/shap/wasm-tables.ts` writes them. */
const groupBytes: usize = 24;

/** Bytes of a run's record: address of the feature's codes, then three vectors: first code, length less 1, bit. */
const runBytes: usize = 64;

/**
 * Adds the tables of `groupCount` groups to the contributions of the rows `start` … `start + count` − 1; `start` and
 * `count` are multiples of 32. A group's record: runs, number of runs, table, bits of a pattern, columns (u32 addresses of
 * doubles, one for each slice of the table), number of columns.
 */
export function applyGroups(groups: usize, groupCount: i32, start: usize, count: usize, patterns: usize): void {
  for (let group = groups, end = groups + (<usize>groupCount) * groupBytes; group < end; group += groupBytes) {
    writePatterns(load<usize>(group), load<usize>(group, 4), start, count, patterns);
    const bits = load<usize>(group, 12);
    const columns = load<usize>(group, 16);
    const columnCount = load<usize>(group, 20);
    let table = load<usize>(group, 8);
    let column: usize = 0;
    for (; column + 1 < columnCount; column += 2) {
      const first = load<usize>(columns + (column << 2)) + (start << 3);
      const second = load<usize>(columns + (column << 2), 4) + (start << 3);
      addTwoSlices(table, table + (<usize>8 << bits), first, second, patterns, count);
      table += <usize>16 << bits;
    }
    if (column < columnCount) addSlice(table, load<usize>(columns + (column << 2)) + (start << 3), patterns, count);
  }
}

/** A row's pattern has the bit of every run that its code lies in; runs may go past the last code to the first. */
function writePatterns(runs: usize, runCount: usize, start: usize, count: usize, patterns: usize): void {
  const end = runs + runCount * runBytes;
  for (let row: usize = 0; row < count; row += 32) {
    let a = i16x8.splat(0);
    let b = i16x8.splat(0);
    let c = i16x8.splat(0);
    let d = i16x8.splat(0);
    for (let run = runs; run < end; run += runBytes) {
      const codes = load<usize>(run) + ((start + row) << 1);
      const from = v128.load(run, 16);
      const length = v128.load(run, 32);
      const bit = v128.load(run, 48);
      a = v128.or(a, v128.and(bit, i16x8.le_u(i16x8.sub(v128.load(codes), from), length)));
      b = v128.or(b, v128.and(bit, i16x8.le_u(i16x8.sub(v128.load(codes, 16), from), length)));
      c = v128.or(c, v128.and(bit, i16x8.le_u(i16x8.sub(v128.load(codes, 32), from), length)));
      d = v128.or(d, v128.and(bit, i16x8.le_u(i16x8.sub(v128.load(codes, 48), from), length)));
    }
    const target = patterns + (row << 1);
    v128.store(target, a);
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
  }
}

/** Two slices and four rows at a time, one load of the patterns for both slices. */
function addTwoSlices(
  tableA: usize,
  tableB: usize,
  columnA: usize,
  columnB: usize,
  patterns: usize,
  count: usize,
): void {
  const end = patterns + (count << 1);
  for (; patterns < end; patterns += 8) {
    const p0 = (<usize>load<u16>(patterns)) << 3;
    const p1 = (<usize>load<u16>(patterns, 2)) << 3;
    const p2 = (<usize>load<u16>(patterns, 4)) << 3;
    const p3 = (<usize>load<u16>(patterns, 6)) << 3;
    const a01 = v128.load64_lane(tableA + p1, v128.load64_zero(tableA + p0), 1);
    const a23 = v128.load64_lane(tableA + p3, v128.load64_zero(tableA + p2), 1);
    const b01 = v128.load64_lane(tableB + p1, v128.load64_zero(tableB + p0), 1);
    const b23 = v128.load64_lane(tableB + p3, v128.load64_zero(tableB + p2), 1);
    v128.store(columnA, f64x2.add(v128.load(columnA), a01));
    v128.store(columnA, f64x2.add(v128.load(columnA, 16), a23), 16);
    v128.store(columnB, f64x2.add(v128.load(columnB), b01));
    v128.store(columnB, f64x2.add(v128.load(columnB, 16), b23), 16);
    columnA += 32;
    columnB += 32;
  }
}

function addSlice(table: usize, column: usize, patterns: usize, count: usize): void {
  const end = patterns + (count << 1);
  for (; patterns < end; patterns += 4, column += 16) {
    const p0 = (<usize>load<u16>(patterns)) << 3;
    const p1 = (<usize>load<u16>(patterns, 2)) << 3;
    const pair = v128.load64_lane(table + p1, v128.load64_zero(table + p0), 1);
    v128.store(column, f64x2.add(v128.load(column), pair));
  }
}
