/**
 * Divides the rows `start` … `end` − 1 of a node into the same places of other arrays: those that go left first, in
 * their order, those that go right from the end backwards, so in the reverse of their order. `bytes` is the feature's
 * byte in the first row's word; `leftByBin` has 256 bytes, 1 is left. Returns where the right child's rows start.
 * Each row is written at both places and only one of them kept, so that no branch depends on the data.
 */
export function partitionRows(
  bytes: usize,
  leftByBin: usize,
  order: usize,
  pairs: usize,
  orderTarget: usize,
  pairsTarget: usize,
  start: i32,
  end: i32,
): i32 {
  let left: usize = start;
  let right: usize = end - 1;
  for (let at: usize = start, last: usize = end; at < last; at++) {
    const row = load<u32>(order + (at << 2));
    const pair = load<u64>(pairs + (at << 3));
    const isLeft: usize = load<u8>(leftByBin + <usize>load<u8>(bytes + ((<usize>row) << 2)));
    store<u32>(orderTarget + (left << 2), row);
    store<u64>(pairsTarget + (left << 3), pair);
    store<u32>(orderTarget + (right << 2), row);
    store<u64>(pairsTarget + (right << 3), pair);
    left += isLeft;
    right -= 1 - isLeft;
  }
  return <i32>left;
}

/** As `partitionRows`, for rows that no tree is grown from and that have no pairs. */
export function partitionFollowers(
  bytes: usize,
  leftByBin: usize,
  order: usize,
  orderTarget: usize,
  start: i32,
  end: i32,
): i32 {
  let left: usize = start;
  let right: usize = end - 1;
  for (let at: usize = start, last: usize = end; at < last; at++) {
    const row = load<u32>(order + (at << 2));
    const isLeft: usize = load<u8>(leftByBin + <usize>load<u8>(bytes + ((<usize>row) << 2)));
    store<u32>(orderTarget + (left << 2), row);
    store<u32>(orderTarget + (right << 2), row);
    left += isLeft;
    right -= 1 - isLeft;
  }
  return <i32>left;
}

/** Adds a leaf's value to the margins of the rows `order[start … end)`. */
export function addToMargins(margins: usize, order: usize, start: i32, end: i32, value: f64): void {
  for (let at: usize = start, last: usize = end; at < last; at++) {
    const margin = margins + ((<usize>load<u32>(order + (at << 2))) << 3);
    store<f64>(margin, load<f64>(margin) + value);
  }
}
