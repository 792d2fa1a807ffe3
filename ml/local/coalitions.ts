import type { Random } from "#core";

/** Sets of features that are known: member f of set k is `members[k * features + f]` (1 or 0), with its weight. */
export type Coalitions = {
  readonly features: number;
  readonly members: Uint8Array;
  readonly weights: Float64Array;
};

/**
 * All sets but the empty and the full one, with the Shapley kernel (Lundberg and Lee 2017, theorem 2):
 * (M − 1) / (C(M, s) s (M − s)) for a set of s out of M features. Set k and the one after it are complements.
 */
export function allCoalitions(features: number): Coalitions {
  const count = 2 ** features - 2;
  const members = new Uint8Array(Math.max(0, count) * features);
  const weights = new Float64Array(Math.max(0, count));
  // The sets without the last feature, each followed by its complement.
  for (let k = 0; k < count; k += 2) {
    const mask = k / 2 + 1;
    let size = 0;
    for (let f = 0; f < features; f++) {
      const isMember = f < 31 && (mask >> f) & 1 ? 1 : 0;
      size += isMember;
      members[k * features + f] = isMember;
      members[(k + 1) * features + f] = 1 - isMember;
    }
    weights.fill((features - 1) / (choose(features, size) * size * (features - size)), k, k + 2);
  }
  return { features, members, weights };
}

/**
 * `pairs` sets drawn with chances in proportion to the Shapley kernel, each followed by its complement, which takes the
 * greater part of the variance away (Covert and Lee 2021, "Improving KernelSHAP", section 4.2). Of weight 1 each.
 */
export function drawCoalitions(features: number, pairs: number, random: Random): Coalitions {
  const members = new Uint8Array(2 * pairs * features);
  // The chance of a size is the kernel times the number of sets of that size: 1 / (s (M − s)).
  const sizeWeights = Array.from({ length: features - 1 }, (_, index) => 1 / ((index + 1) * (features - index - 1)));
  const total = sizeWeights.reduce((sum, weight) => sum + weight, 0);
  const order = Uint32Array.from({ length: features }, (_, f) => f);
  for (let pair = 0; pair < pairs; pair++) {
    let size = 1;
    for (let rest = random.uniform() * total - sizeWeights[0]!; rest > 0 && size < features - 1; size++) {
      rest -= sizeWeights[size]!;
    }
    const first = 2 * pair * features;
    const second = first + features;
    members.fill(1, second, second + features);
    for (let drawn = 0; drawn < size; drawn++) {
      const at = drawn + random.integer(features - drawn);
      const feature = order[at]!;
      order[at] = order[drawn]!;
      order[drawn] = feature;
      members[first + feature] = 1;
      members[second + feature] = 0;
    }
  }
  return { features, members, weights: new Float64Array(2 * pairs).fill(1) };
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}
