/** A strength of association between two columns, 0 (none) … 1, over the rows where both are present. */
export type Association = {
  readonly measure: "pearson" | "correlation-ratio" | "cramers-v";
  readonly strength: number;
  readonly rows: number;
};

/** |Pearson's r| of two numeric columns; 0 where one is constant. */
export function absoluteCorrelation(x: ArrayLike<number>, y: ArrayLike<number>, rows: number): Association {
  let count = 0;
  let meanX = 0;
  let meanY = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let row = 0; row < rows; row++) {
    const a = x[row]!;
    const b = y[row]!;
    if (a !== a || b !== b) continue;
    // Welford's updating keeps the precision of two passes in one.
    count++;
    const dx = a - meanX;
    const dy = b - meanY;
    meanX += dx / count;
    meanY += dy / count;
    xx += dx * (a - meanX);
    yy += dy * (b - meanY);
    xy += dx * (b - meanY);
  }
  const strength = xx > 0 && yy > 0 ? Math.min(1, Math.abs(xy) / Math.sqrt(xx * yy)) : 0;
  return { measure: "pearson", strength, rows: count };
}

/**
 * Correlation ratio η of a numeric column on a categorical one of `categoryCount` codes: the square root of the share of
 * its variance that lies between the categories (Pearson 1905), the counterpart of |r|. 0 where the column is constant.
 */
export function correlationRatio(
  values: ArrayLike<number>,
  codes: ArrayLike<number>,
  categoryCount: number,
  rows: number,
): Association {
  const counts = new Float64Array(categoryCount);
  const means = new Float64Array(categoryCount);
  let count = 0;
  let mean = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row]!;
    const code = codes[row]!;
    if (value !== value || !(code >= 0 && code < categoryCount)) continue;
    count++;
    const difference = value - mean;
    mean += difference / count;
    total += difference * (value - mean);
    counts[code] = counts[code]! + 1;
    means[code] = means[code]! + (value - means[code]!) / counts[code];
  }
  let between = 0;
  for (let code = 0; code < categoryCount; code++) between += counts[code]! * (means[code]! - mean) ** 2;
  return {
    measure: "correlation-ratio",
    strength: total > 0 ? Math.min(1, Math.sqrt(between / total)) : 0,
    rows: count,
  };
}

/**
 * Cramér's V of two categorical columns, corrected for its bias (Bergsma 2013, "A bias-correction for Cramér's V and
 * Tschuprow's T"): many categories do not feign an association. 0 where a column is constant.
 */
export function cramersV(
  x: { readonly codes: ArrayLike<number>; readonly count: number },
  y: { readonly codes: ArrayLike<number>; readonly count: number },
  rows: number,
): Association {
  const table = new Float64Array(x.count * y.count);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const a = x.codes[row]!;
    const b = y.codes[row]!;
    if (!(a >= 0 && a < x.count && b >= 0 && b < y.count)) continue;
    table[a * y.count + b] = table[a * y.count + b]! + 1;
    count++;
  }
  const { phiSquared, usedRows, usedColumns } = phiSquaredOf(table, y.count);
  const r = usedRows - 1;
  const k = usedColumns - 1;
  if (count < 2 || r < 1 || k < 1) return { measure: "cramers-v", strength: 0, rows: count };
  const corrected = Math.max(0, phiSquared - (r * k) / (count - 1));
  const smaller = Math.min(r - r ** 2 / (count - 1), k - k ** 2 / (count - 1));
  return { measure: "cramers-v", strength: Math.min(1, Math.sqrt(corrected / smaller)), rows: count };
}

/** χ² / n of a table of counts, row-major, and how many of its rows and columns have any count. */
export function phiSquaredOf(
  table: Float64Array,
  columns: number,
): { readonly phiSquared: number; readonly usedRows: number; readonly usedColumns: number } {
  const rowTotals = new Float64Array(table.length / columns);
  const columnTotals = new Float64Array(columns);
  table.forEach((cell, at) => {
    const row = Math.floor(at / columns);
    rowTotals[row] = rowTotals[row]! + cell;
    columnTotals[at % columns] = columnTotals[at % columns]! + cell;
  });
  // χ² = n (Σ cell² / (row total · column total) − 1).
  let sum = 0;
  table.forEach((cell, at) => {
    if (cell > 0) sum += cell ** 2 / (rowTotals[Math.floor(at / columns)]! * columnTotals[at % columns]!);
  });
  const used = (totals: Float64Array) => totals.filter((total) => total > 0).length;
  return { phiSquared: Math.max(0, sum - 1), usedRows: used(rowTotals), usedColumns: used(columnTotals) };
}
