/** Writes target − margin of the rows `order[start … end)` to `residuals`, from its start. */
export function writeResiduals(
  order: usize,
  start: i32,
  end: i32,
  target: usize,
  margins: usize,
  residuals: usize,
): void {
  for (let at: usize = start, last: usize = end, out = residuals; at < last; at++, out += 8) {
    const row = (<usize>load<u32>(order + (at << 2))) << 3;
    store<f64>(out, load<f64>(target + row) - load<f64>(margins + row));
  }
}

/**
 * The element that sorting would put in place `rank`; the array is reordered so that none before it is greater and
 * none after it is less (Hoare 1961, "Algorithm 65: Find", with the middle of three as pivot).
 */
export function selectRank(values: usize, count: i32, rank: i32): f64 {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = middleOfThree(at(values, low), at(values, (low + high) >>> 1), at(values, high));
    let i = low;
    let j = high;
    while (i <= j) {
      while (at(values, i) < pivot) i++;
      while (at(values, j) > pivot) j--;
      if (i > j) break;
      const swapped = at(values, i);
      store<f64>(values + ((<usize>i) << 3), at(values, j));
      store<f64>(values + ((<usize>j) << 3), swapped);
      i++;
      j--;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return at(values, rank);
}

/** The least of the elements `from` … `count` − 1, at least one. */
export function leastOf(values: usize, from: i32, count: i32): f64 {
  let least = at(values, from);
  for (let i = from + 1; i < count; i++) least = min<f64>(least, at(values, i));
  return least;
}

@inline
function at(values: usize, index: i32): f64 {
  return load<f64>(values + ((<usize>index) << 3));
}

function middleOfThree(a: f64, b: f64, c: f64): f64 {
  return max<f64>(min<f64>(a, b), min<f64>(max<f64>(a, b), c));
}
