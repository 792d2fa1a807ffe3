/**
 * Adds the leaf values of one tree to the margins of `count` rows, a multiple of 4; row r has its u16 codes at
 * `codes + r · rowBytes`. A node is 16 bytes: u16 each where the feature's code lies in a row, first code of the
 * interval that goes right, its length less 1, a blank, then u32 the nodes to the left and to the right, as offsets in
 * bytes. A leaf leads to itself, so that every row takes `depth` steps. `values` has one double a node.
 */
export function walkTree(
  nodes: usize,
  values: usize,
  depth: i32,
  codes: usize,
  rowBytes: usize,
  margins: usize,
  count: i32,
): void {
  const end = margins + ((<usize>count) << 3);
  for (; margins < end; margins += 32) {
    const codesB = codes + rowBytes;
    const codesC = codesB + rowBytes;
    const codesD = codesC + rowBytes;
    let a = nodes;
    let b = nodes;
    let c = nodes;
    let d = nodes;
    for (let level = 0; level < depth; level++) {
      a = nodes + next(a, codes);
      b = nodes + next(b, codesB);
      c = nodes + next(c, codesC);
      d = nodes + next(d, codesD);
    }
    store<f64>(margins, load<f64>(margins) + load<f64>(values + ((a - nodes) >> 1)));
    store<f64>(margins, load<f64>(margins, 8) + load<f64>(values + ((b - nodes) >> 1)), 8);
    store<f64>(margins, load<f64>(margins, 16) + load<f64>(values + ((c - nodes) >> 1)), 16);
    store<f64>(margins, load<f64>(margins, 24) + load<f64>(values + ((d - nodes) >> 1)), 24);
    codes = codesD + rowBytes;
  }
}

/** Offset of the node that a row goes to from `node`. */
@inline
function next(node: usize, codes: usize): usize {
  const code = <u32>load<u16>(codes + (<usize>load<u16>(node)));
  const isRight: usize = ((code - <u32>load<u16>(node, 2)) & 0xffff) <= <u32>load<u16>(node, 4) ? 4 : 0;
  return <usize>load<u32>(node + isRight, 8);
}
