import { describe, expect, it } from "vitest";
import { createNoiseStream } from "../../../pipeline/sample/noise.ts";
import { correlation, mean, standardDeviation } from "./drawn-population.ts";

const count = 100_000;
const column = (seed: number, name: string) => {
  const stream = createNoiseStream(seed, name);
  return Float64Array.from({ length: count }, (_, customer) => stream.uniform(customer));
};

describe("createNoiseStream", () => {
  const age = column(42, "age");

  it("is uniform on (0, 1): mean, spread and the count in each hundredth", () => {
    expect(Math.abs(mean(age) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * count));
    expect(Math.abs(standardDeviation(age) - 1 / Math.sqrt(12))).toBeLessThan(0.002);
    const bins = new Float64Array(100);
    for (const u of age) bins[Math.floor(u * 100)]!++;
    const chiSquared = bins.reduce((total, seen) => total + (seen - 1_000) ** 2 / 1_000, 0);
    // 99 degrees of freedom: mean 99, standard deviation √198; five of them.
    expect(chiSquared).toBeLessThan(99 + 5 * Math.sqrt(198));
    expect(Math.min(...age.subarray(0, 1_000))).toBeGreaterThan(0);
  });

  it("is independent of other names, other seeds and the neighbouring customer", () => {
    const limit = 4 / Math.sqrt(count);
    expect(Math.abs(correlation(age, column(42, "gender")))).toBeLessThan(limit);
    expect(Math.abs(correlation(age, column(43, "age")))).toBeLessThan(limit);
    expect(Math.abs(correlation(age.subarray(1), age.subarray(0, count - 1)))).toBeLessThan(limit);
  });

  it("gives a customer the same number whatever was asked before", () => {
    const stream = createNoiseStream(42, "age");
    expect([stream.uniform(7), stream.uniform(99_999), stream.uniform(7)]).toEqual([age[7], age[99_999], age[7]]);
  });

  it("is uniform and independent over the items of one customer and over the customers of one item", () => {
    const stream = createNoiseStream(42, "days");
    const limit = 4 / Math.sqrt(12 * count);
    const items = Float64Array.from({ length: count }, (_, day) => stream.uniformOfItem(stream.baseOf(3), day));
    const customers = Float64Array.from({ length: count }, (_, i) => stream.uniformOfItem(stream.baseOf(i), 3));
    const nextDay = Float64Array.from({ length: count }, (_, i) => stream.uniformOfItem(stream.baseOf(i), 4));
    expect(Math.abs(mean(items) - 0.5)).toBeLessThan(limit);
    expect(Math.abs(mean(customers) - 0.5)).toBeLessThan(limit);
    expect(Math.abs(correlation(customers, nextDay))).toBeLessThan(4 / Math.sqrt(count));
  });

  it("uses the part of the seed above 32 bits", () => {
    const low = createNoiseStream(1, "age").uniform(0);
    const high = createNoiseStream(1 + 2 ** 32, "age").uniform(0);
    expect(high).not.toBe(low);
  });
});
