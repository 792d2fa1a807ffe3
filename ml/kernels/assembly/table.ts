/** Bytes of a leaf's record before its players, and of a player: slice, mask, wanted (u32), blank, ratio (f64). */
const leafBytes: usize = 16;
const playerBytes: usize = 24;

/**
 * Adds the contributions of a group's leaves to its table, zeroed here: slice s has 2^bits doubles. A leaf's record:
 * value (f64), number of players (u32), blank, then the players. `rules` holds at 8 n the address of the Gauss-Legendre
 * rule of n nodes: n nodes, then n weights. `scratch` has room for 2^bits u16, then (players + 1) 2^players doubles.
 * What is added up, and why, is said in `ml/shap/pattern-table.ts`, which does the same in the same order.
 */
export function fillTable(
  leaves: usize,
  leafCount: i32,
  table: usize,
  bits: usize,
  sliceCount: usize,
  rules: usize,
  scratch: usize,
): void {
  memory.fill(table, 0, sliceCount << (bits + 3));
  const outcomes = scratch;
  const products = scratch + (<usize>1 << (bits + 1)) + 64;
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const playerCount = <usize>load<u32>(leaves, 8);
    const players = leaves + leafBytes;
    const size: usize = <usize>8 << playerCount;
    const contributions = products + size;
    fillContributions(load<f64>(leaves), players, playerCount, rules, products, contributions);
    writeOutcomes(players, playerCount, bits, outcomes);
    for (let player: usize = 0; player < playerCount; player++) {
      const slice = <usize>load<u32>(players + player * playerBytes);
      addProjected(table + (slice << (bits + 3)), contributions + player * size, outcomes, bits);
    }
    leaves = players + playerCount * playerBytes;
  }
}

function fillContributions(
  value: f64,
  players: usize,
  playerCount: usize,
  rules: usize,
  products: usize,
  contributions: usize,
): void {
  const size: usize = <usize>8 << playerCount;
  const nodeCount = (playerCount + 1) >> 1;
  const rule = load<usize>(rules + (nodeCount << 2));
  memory.fill(contributions, 0, playerCount * size);
  for (let q: usize = 0; q < nodeCount; q++) {
    const t = load<f64>(rule + (q << 3));
    store<f64>(products, value * load<f64>(rule + ((nodeCount + q) << 3)));
    for (let player: usize = 0; player < playerCount; player++) {
      const absent = (1 - t) * load<f64>(players + player * playerBytes, 16);
      const present = t + absent;
      const half: usize = <usize>8 << player;
      for (let at = products, end = products + half; at < end; at += 8) {
        const product = load<f64>(at);
        store<f64>(at + half, product * present);
        store<f64>(at, product * absent);
      }
    }
    for (let player: usize = 0; player < playerCount; player++) {
      const inverse = 1 / (t + (1 - t) * load<f64>(players + player * playerBytes, 16));
      addPresent(contributions + player * size, products, inverse, <usize>8 << player, size);
    }
  }
  for (let player: usize = 0; player < playerCount; player++) {
    const ratio = load<f64>(players + player * playerBytes, 16);
    const bit: usize = <usize>8 << player;
    const start = contributions + player * size;
    for (let block = start; block < start + size; block += 2 * bit) {
      for (let at = block; at < block + bit; at += 8) {
        const integral = load<f64>(at + bit);
        store<f64>(at + bit, integral * (1 - ratio));
        store<f64>(at, -integral * ratio);
      }
    }
  }
}

/** `target[o] += products[o] · factor` for the outcomes that have the bit (in bytes, as is the size). */
function addPresent(target: usize, products: usize, factor: f64, bit: usize, size: usize): void {
  if (bit == 8) {
    for (let at: usize = 8; at < size; at += 16) {
      store<f64>(target + at, load<f64>(target + at) + load<f64>(products + at) * factor);
    }
    return;
  }
  const factors = f64x2.splat(factor);
  for (let block: usize = bit; block < size; block += 2 * bit) {
    for (let at = block; at < block + bit; at += 16) {
      const product = f64x2.mul(v128.load(products + at), factors);
      v128.store(target + at, f64x2.add(v128.load(target + at), product));
    }
  }
}

/** For every pattern of the group the leaf's outcome, built bit by bit: a wrong bit rules its player out. */
function writeOutcomes(players: usize, playerCount: usize, bits: usize, outcomes: usize): void {
  const all: u32 = (1 << <u32>playerCount) - 1;
  store<u16>(outcomes, all);
  for (let position: usize = 0; position < bits; position++) {
    const bit: u32 = 1 << <u32>position;
    let withZero = all;
    let withOne = all;
    for (let player: usize = 0; player < playerCount; player++) {
      const record = players + player * playerBytes;
      if ((load<u32>(record, 4) & bit) == 0) continue;
      if ((load<u32>(record, 8) & bit) == 0) withOne &= ~(1 << <u32>player);
      else withZero &= ~(1 << <u32>player);
    }
    const half: usize = <usize>2 << position;
    for (let at = outcomes, end = outcomes + half; at < end; at += 2) {
      const outcome = load<u16>(at);
      store<u16>(at + half, outcome & withOne);
      store<u16>(at, outcome & withZero);
    }
  }
}

/** `target[pattern] += source[outcomes[pattern]]` for all patterns. */
function addProjected(target: usize, source: usize, outcomes: usize, bits: usize): void {
  if (bits == 0) return;
  for (let end = target + (<usize>8 << bits); target < end; target += 16, outcomes += 4) {
    const first = (<usize>load<u16>(outcomes)) << 3;
    const second = (<usize>load<u16>(outcomes, 2)) << 3;
    const pair = v128.load64_lane(source + second, v128.load64_zero(source + first), 1);
    v128.store(target, f64x2.add(v128.load(target), pair));
  }
}
