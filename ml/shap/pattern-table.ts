import type { QuadratureRule } from "./gauss-legendre.ts";
import type { LeafPath, PatternGroup } from "./pattern-groups.ts";

/** Doubles in the table of a group: a slice of 2^bitCount contributions for each of its features. */
export function tableLength(group: PatternGroup): number {
  return group.features.length << group.bitCount;
}

/**
 * Fills `table`, zeroed before, with the contributions of all the group's leaves together:
 * `table[(slice << bitCount) + pattern]` is what `features[slice]` gets of a row with this pattern.
 * `rules[n]` is the Gauss-Legendre rule of n nodes, n up to half the most features a path tests.
 */
export function fillPatternTable(group: PatternGroup, table: Float64Array, rules: readonly QuadratureRule[]): void {
  const patternCount = 1 << group.bitCount;
  const outcomes = new Uint16Array(patternCount);
  for (const leaf of group.leaves) {
    const contributions = leafContributions(leaf, rules[Math.ceil(leaf.players.length / 2)]!);
    writeOutcomes(leaf, group.bitCount, outcomes);
    leaf.players.forEach(({ slice }, player) => {
      const source = player << leaf.players.length;
      const target = slice << group.bitCount;
      for (let pattern = 0; pattern < patternCount; pattern++) {
        table[target + pattern] = table[target + pattern]! + contributions[source + outcomes[pattern]!]!;
      }
    });
  }
}

/**
 * Shapley values of one leaf for every outcome of its players (bit j: the row satisfies the tests on player j), player
 * by player. The leaf's game pays v ∏_{j in S} o_j ∏_{j not in S} z_j (path-dependent: an absent feature lets the share
 * z_j of the cover through), whose Shapley value is, from its multilinear extension (Owen 1972),
 *   φ_i = v (o_i − z_i) ∫₀¹ ∏_{j ≠ i} (t o_j + (1 − t) z_j) dt;
 * the integrand has degree n − 1, so ⌈n / 2⌉ Gauss-Legendre nodes give the integral exactly.
 */
function leafContributions({ value, players }: LeafPath, rule: QuadratureRule): Float64Array {
  const size = 1 << players.length;
  const contributions = new Float64Array(players.length * size);
  const products = new Float64Array(size);
  const { nodes, weights } = rule;
  for (let q = 0; q < nodes.length; q++) {
    const t = nodes[q]!;
    products[0] = value * weights[q]!;
    players.forEach(({ coverRatio }, player) => {
      const absent = (1 - t) * coverRatio;
      const present = t + absent;
      const half = 1 << player;
      for (let outcome = 0; outcome < half; outcome++) {
        products[half + outcome] = products[outcome]! * present;
        products[outcome] = products[outcome]! * absent;
      }
    });
    players.forEach(({ coverRatio }, player) => {
      // The factor to leave out is divided away where it is not 0: that of o = 1.
      const inverse = 1 / (t + (1 - t) * coverRatio);
      const bit = 1 << player;
      const start = player * size;
      for (let outcome = bit; outcome < size; outcome = (outcome + 1) | bit) {
        contributions[start + outcome] = contributions[start + outcome]! + products[outcome]! * inverse;
      }
    });
  }
  // The integrals are the same for o = 1 and o = 0; the factor o − z makes the two contributions of them.
  players.forEach(({ coverRatio }, player) => {
    const bit = 1 << player;
    const start = player * size;
    for (let outcome = bit; outcome < size; outcome = (outcome + 1) | bit) {
      const integral = contributions[start + outcome]!;
      contributions[start + outcome] = integral * (1 - coverRatio);
      contributions[start + (outcome ^ bit)] = -integral * coverRatio;
    }
  });
  return contributions;
}

/** What a row that satisfies no test is worth to the leaf: its value times all cover ratios. */
export function leafExpectation({ value, players }: LeafPath): number {
  return players.reduce((product, { coverRatio }) => product * coverRatio, value);
}

/** For every pattern of the group the leaf's outcome, built bit by bit: a wrong bit rules its player out. */
function writeOutcomes({ players }: LeafPath, bitCount: number, outcomes: Uint16Array): void {
  const all = (1 << players.length) - 1;
  outcomes[0] = all;
  for (let position = 0; position < bitCount; position++) {
    const bit = 1 << position;
    let withZero = all;
    let withOne = all;
    players.forEach(({ mask, wanted }, player) => {
      if ((mask & bit) === 0) return;
      if ((wanted & bit) === 0) withOne &= ~(1 << player);
      else withZero &= ~(1 << player);
    });
    for (let pattern = 0; pattern < bit; pattern++) {
      outcomes[bit + pattern] = outcomes[pattern]! & withOne;
      outcomes[pattern] = outcomes[pattern]! & withZero;
    }
  }
}
