import { describe, expect, test } from "vitest";

import { createRandom } from "#core";
import { fitPlausibility, plausibility, type FeatureMatrix } from "#ml";

import { numericMatrix } from "./fixtures.ts";

/** Visits and orders that go together, a plan, and a number with gaps. */
function customers(rows: number): FeatureMatrix {
  const random = createRandom(5);
  const visits = Float32Array.from({ length: rows }, () => 20 + 5 * random.normal());
  const orders = visits.map((value) => value / 2 + 0.5 * random.normal());
  return {
    rows,
    features: [
      { name: "visits", kind: "numeric" },
      { name: "orders", kind: "numeric" },
      { name: "plan", kind: "categorical", categories: ["free", "paid", "old"] },
      { name: "rating", kind: "numeric" },
    ],
    columns: [
      visits,
      orders,
      Float32Array.from({ length: rows }, () => (random.uniform() < 0.01 ? 2 : random.integer(2))),
      Float32Array.from({ length: rows }, () => (random.uniform() < 0.2 ? NaN : random.normal())),
    ],
  };
}

const matrix = customers(5000);
const reference = fitPlausibility({ matrix, sampleSize: 2000, neighbours: 5, seed: 1 });
const judge = (row: number, change: Readonly<Record<number, number>>) =>
  plausibility({ reference, matrix, row, candidate: matrix.columns.map((column, f) => change[f] ?? column[row]!) });

describe("plausibility", () => {
  test("has Gower's distances by hand", () => {
    const small: FeatureMatrix = {
      ...numericMatrix([0, 1, 2, 100], [NaN, 5, 5, NaN]),
      features: [
        { name: "x", kind: "numeric" },
        { name: "code", kind: "categorical", categories: ["0", "1", "2", "3", "4", "5"] },
      ],
    };
    const own = fitPlausibility({ matrix: small, sampleSize: 4, neighbours: 1, seed: 1 });
    // The 5th and 95th percentile of 0, 1, 2, 100 are 0.15 and 85.3.
    const scale = 85.3 - 0.15;
    const result = plausibility({ reference: own, matrix: small, row: 3, candidate: [3, 4] });
    expect(result.distance).toBeCloseTo((1 / scale + 1) / 2, 6);
    expect([...result.nearestRows]).toEqual([2]);
    // Rows 1 and 2 have each other, row 0 has row 3 with its gap or row 1 nearby.
    const expected = [1 / scale / 2, 1 / scale / 2, (1 / scale + 1) / 2, 100 / scale / 2].sort((a, b) => a - b);
    own.ownDistances.forEach((distance, index) => expect(distance).toBeCloseTo(expected[index]!, 6));
  });

  test("finds real rows plausible: their shares are spread evenly", () => {
    const shares = Array.from({ length: 400 }, (_, row) => judge(row, {}).shareAtLeastAsFar);
    const mean = shares.reduce((sum, share) => sum + share / 400, 0);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.06);
    expect(shares.filter((share) => share < 0.05).length).toBeLessThan(40);
    expect(judge(0, {}).changes).toEqual([]);
  });

  test("finds a value that nobody has out of the data, as a whole and for the feature", () => {
    const { shareAtLeastAsFar, changes } = judge(1, { 0: 200 });
    expect({ shareAtLeastAsFar, changes }).toEqual({
      shareAtLeastAsFar: 0,
      changes: [{ feature: "visits", shareAtLeastAsExtreme: 0 }],
    });
  });

  test("finds values odd that are common by themselves, but not with the others", () => {
    const row = matrix.columns[0]!.findIndex((visits) => visits > 28 && visits < 30);
    const [orders] = judge(row, { 1: 7 }).changes;
    expect(orders!.shareAtLeastAsExtreme).toBeLessThan(0.05);
    // A customer of few visits may well have as many orders.
    const other = matrix.columns[0]!.findIndex((visits) => visits > 13.8 && visits < 14.2);
    expect(judge(other, { 1: 7.1 }).changes[0]!.shareAtLeastAsExtreme).toBeGreaterThan(0.3);
  });

  test("says how many of the like have a category, or a gap", () => {
    const row = matrix.columns[2]!.indexOf(0);
    expect(Math.abs(judge(row, { 2: 1 }).changes[0]!.shareAtLeastAsExtreme - 0.5)).toBeLessThan(0.12);
    expect(judge(row, { 2: 2 }).changes[0]!.shareAtLeastAsExtreme).toBeLessThan(0.05);
    const rated = matrix.columns[3]!.findIndex((rating) => rating === rating);
    expect(Math.abs(judge(rated, { 3: NaN }).changes[0]!.shareAtLeastAsExtreme - 0.2)).toBeLessThan(0.1);
  });

  test("does not count the row itself as real evidence for its change", () => {
    for (const row of reference.rows.subarray(0, 20)) expect([...judge(row, {}).nearestRows]).not.toContain(row);
  });

  test("is the same by the same seed", () => {
    expect(fitPlausibility({ matrix, sampleSize: 300, neighbours: 3, seed: 2 })).toEqual(
      fitPlausibility({ matrix, sampleSize: 300, neighbours: 3, seed: 2 }),
    );
  });
});
