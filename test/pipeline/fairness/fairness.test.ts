import { describe, expect, it } from "vitest";

import { createRandom } from "#core";
import type { FeatureMatrix } from "#ml";

import { findProxies } from "../../../pipeline/fairness/find-proxies.ts";
import { judgeFairness } from "../../../pipeline/fairness/judge-fairness.ts";
import { resampleRows } from "../../../pipeline/fairness/resample-rows.ts";

/** One attribute of two groups, the first half of the rows in `a`. */
function twoGroups(rows: number): FeatureMatrix {
  const codes = Float32Array.from({ length: rows }, (_, row) => (row < rows / 2 ? 0 : 1));
  return { features: [{ name: "kind", kind: "categorical", categories: ["a", "b"] }], columns: [codes], rows };
}

describe("fairness by group", () => {
  it("is what a table of eight customers says", () => {
    // Group a: selected 3 of 4, of its 2 positives 2, of its 2 negatives 1. Group b: 1 of 4, 1 of 2, 0 of 2.
    const report = judgeFairness({
      predicted: Float64Array.of(0.9, 0.8, 0.7, 0.1, 0.6, 0.2, 0.3, 0.1),
      actual: Float64Array.of(1, 1, 0, 0, 1, 1, 0, 0),
      attributes: twoGroups(8),
      selectedFrom: 0.6,
      positiveFrom: 0.5,
      policy: { minimumRows: 4 },
    });
    const rounded = report.rows.map((row) => ({ ...row, calibrationGap: Number(row.calibrationGap.toFixed(9)) }));
    expect(rounded).toEqual([
      {
        attribute: "kind",
        group: "a",
        rows: 4,
        selectionRate: 0.75,
        parityRatio: 1,
        truePositiveRate: 1,
        falsePositiveRate: 0.5,
        calibrationGap: 0.125,
      },
      {
        attribute: "kind",
        group: "b",
        rows: 4,
        selectionRate: 0.25,
        parityRatio: 1 / 3,
        truePositiveRate: 0.5,
        falsePositiveRate: 0,
        calibrationGap: -0.2,
      },
    ]);
    expect(report.attributes).toEqual([
      {
        attribute: "kind",
        groups: 2,
        smallGroups: 0,
        fourFifthsRatio: 1 / 3,
        parityDifference: 0.5,
        oddsDifference: 0.5,
        calibrationGap: expect.closeTo(0.2, 9),
        leastSelected: "b",
        mostSelected: "a",
        // Eight customers prove nothing.
        certainRatio: 1,
        certainOddsDifference: 0,
      },
    ]);
  });

  it("takes chance off: fifty fair groups show a disparity, none of it certain; an unfair one stays", () => {
    const rows = 10_000;
    const names = Array.from({ length: 50 }, (_, code) => `g${code}`);
    const random = createRandom(3);
    const codes = Float32Array.from({ length: rows }, () => random.integer(50));
    const attributes: FeatureMatrix = {
      features: [{ name: "place", kind: "categorical", categories: names }],
      columns: [codes],
      rows,
    };
    const actual = Float64Array.from({ length: rows }, () => (random.uniform() < 0.15 ? 1 : 0));
    const judge = (disfavoured: number) =>
      judgeFairness({
        predicted: Float64Array.from(
          actual,
          (value, row) => 0.3 * value + random.uniform() - (codes[row] === disfavoured ? 0.5 : 0),
        ),
        actual,
        attributes,
        selectedFrom: 0.6,
        positiveFrom: 0.5,
        policy: { minimumRows: 101 },
      }).attributes[0];
    const fair = judge(-1);
    expect([fair?.groups, fair?.certainOddsDifference]).toEqual([50, 0]);
    expect(fair?.fourFifthsRatio).toBeLessThan(0.8);
    expect(fair?.certainRatio).toBeGreaterThan(0.8);
    const unfair = judge(7);
    expect(unfair?.leastSelected).toBe("g7");
    expect(unfair?.certainRatio).toBeLessThan(0.6);
  });
});

describe("proxies", () => {
  const rows = 5_000;
  const attributes = twoGroups(rows);
  const random = createRandom(5);
  const code = (row: number) => attributes.columns[0]?.[row] ?? 0;
  const features: FeatureMatrix = {
    features: [
      { name: "near", kind: "numeric" },
      { name: "far", kind: "numeric" },
      { name: "open", kind: "categorical", categories: ["x", "y"] },
      { name: "kind", kind: "categorical", categories: ["a", "b"] },
    ],
    columns: [
      Float32Array.from({ length: rows }, (_, row) => 2 * code(row) + random.normal()),
      Float32Array.from({ length: rows }, () => random.normal()),
      Float32Array.from({ length: rows }, (_, row) => (random.uniform() < 0.95 ? code(row) : 1 - code(row))),
      attributes.columns[0]!,
    ],
    rows,
  };
  const open = new Set(["near", "far", "open"]);

  it("are removed unless a waiver says why they stay", () => {
    const waivers = [{ feature: "open", attribute: "kind", reason: "needed for the plan, judged by the board" }];
    const report = findProxies(features, attributes, open, { proxyAssociation: 0.6, waivers });
    expect(report.proxies.map(({ feature, measure, waiver }) => [feature, measure, waiver])).toEqual([
      ["open", "cramers-v", "needed for the plan, judged by the board"],
      ["near", "correlation-ratio", null],
    ]);
    // Means 2 apart with unit spread: η² = 1 / (1 + 1).
    expect(report.proxies[1]?.strength).toBeCloseTo(Math.SQRT1_2, 1);
    expect([report.removed, report.strongestOthers.map(({ feature }) => feature)]).toEqual([["near"], ["far"]]);
  });

  it("are none at a level above every association; a protected attribute is never one", () => {
    expect(findProxies(features, attributes, open, { proxyAssociation: 0.97, waivers: [] }).proxies).toEqual([]);
  });
});

describe("resampling", () => {
  it("leaves group and outcome as good as independent, and the rest of the order alone", () => {
    const rows = 20_000;
    const attributes = twoGroups(rows);
    const random = createRandom(9);
    const positive = Float64Array.from({ length: rows }, (_, row) =>
      random.uniform() < (row < rows / 2 ? 0.3 : 0.1) ? 1 : 0,
    );
    const all = Uint32Array.from(positive.keys());
    const kept = resampleRows({ rows: all, positive, attributes, attribute: "kind", seed: 1 });
    const rate = (from: number, to: number) => {
      const inside = kept.filter((row) => row >= from && row < to);
      return inside.filter((row) => positive[row] === 1).length / inside.length;
    };
    expect(rate(0, rows / 2) - rate(rows / 2, rows)).toBeCloseTo(0, 1);
    expect(Math.abs(rate(0, rows / 2) - 0.2)).toBeLessThan(0.015);
    expect([...kept]).toEqual([...kept].toSorted((a, b) => a - b));
  });
});
