import { describe, expect, it } from "vitest";

import { createRandom } from "#core";
import { mean, pearson, variance } from "#ml";

/** sfc32 as PractRand states it, with 64-bit arithmetic cut to 32 bits: slow, and nothing to get wrong. */
function referenceSfc32(a: bigint, b: bigint, c: bigint, counter: bigint): () => bigint {
  const cut = (value: bigint) => BigInt.asUintN(32, value);
  return () => {
    const result = cut(a + b + counter);
    counter = cut(counter + 1n);
    a = b ^ (b >> 9n);
    b = cut(c + (c << 3n));
    c = cut(cut(c << 21n) | (c >> 11n));
    c = cut(c + result);
    return result;
  };
}

/** splitmix32, the seeding. */
function referenceSeeds(seed: bigint, stream: bigint): () => bigint {
  const cut = (value: bigint) => BigInt.asUintN(32, value);
  let state = cut(seed) ^ cut((stream + 1n) * 0x9e3779b9n);
  return () => {
    state = cut(state + 0x9e3779b9n);
    let z = state ^ (state >> 16n);
    z = cut(z * 0x21f0aaadn);
    z ^= z >> 15n;
    z = cut(z * 0x735a2d97n);
    return z ^ (z >> 15n);
  };
}

describe("createRandom", () => {
  it.each([
    [42, 0],
    [7, 3],
    [2 ** 32 - 1, 9],
  ])("gives sfc32's numbers, 53 bits of two of them, for seed %d and stream %d", (seed, stream) => {
    const nextSeed = referenceSeeds(BigInt(seed), BigInt(stream));
    const reference = referenceSfc32(nextSeed(), nextSeed() ^ BigInt(stream), nextSeed(), 1n);
    for (let i = 0; i < 12; i++) reference();
    const random = createRandom(seed, stream);
    for (let i = 0; i < 50; i++) {
      const bits = ((reference() >> 5n) << 26n) | (reference() >> 6n);
      expect(random.uniform()).toBe(Number(bits) / 2 ** 53);
    }
  });

  it("begins with the same numbers on every machine", () => {
    const random = createRandom(42);
    expect([random.uniform(), random.uniform(), random.integer(1_000), random.normal()]).toMatchInlineSnapshot(`
      [
        0.6600612491437102,
        0.08931425126097026,
        110,
        0.06347936338268947,
      ]
    `);
  });

  it("gives streams and seeds that know nothing of each other", () => {
    const draw = (seed: number, stream: number) => {
      const random = createRandom(seed, stream);
      return Array.from({ length: 20_000 }, () => random.uniform());
    };
    const samples = [draw(1, 0), draw(1, 1), draw(1, 2), draw(2, 0), draw(2, 1)];
    for (const [index, x] of samples.entries()) {
      // Three standard errors and a half of a correlation of 20,000 independent pairs: 3.5 / √20,000.
      for (const y of samples.slice(index + 1)) expect(Math.abs(pearson(x, y))).toBeLessThan(0.025);
    }
  });

  it("draws evenly on [0, 1), normally with mean 0 and variance 1, and whole numbers below the bound", () => {
    const random = createRandom(5);
    const uniforms = Array.from({ length: 50_000 }, () => random.uniform());
    const normals = Array.from({ length: 50_000 }, () => random.normal());
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) counts[random.integer(3)]! += 1;
    expect(Math.min(...uniforms)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniforms)).toBeLessThan(1);
    // Four standard errors each.
    expect(Math.abs(mean(uniforms) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 50_000));
    expect(Math.abs(mean(normals))).toBeLessThan(4 / Math.sqrt(50_000));
    expect(Math.abs(variance(normals) - 1)).toBeLessThan(4 * Math.sqrt(2 / 50_000));
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(4 * Math.sqrt(30_000 * (2 / 9)));
  });
});
