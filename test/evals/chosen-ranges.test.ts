import { describe, expect, it } from "vitest";

import type { Curve, Truth } from "../../evals/truth/truth-source.ts";
import { rows, score } from "./build-context.ts";

/** x runs from 0 to 9, ten rows each; y is x / 10, so the mean over a range is the middle of its ends. */
const curve: Curve = (() => {
  const x = Float64Array.from({ length: 100 }, (_, index) => Math.floor(index / 10));
  const sums = new Float64Array(101);
  x.forEach((value, index) => {
    sums[index + 1] = sums[index]! + value / 10;
  });
  return { x, sums };
})();
const truth: Truth = {
  curve: { kind: "curve", curve },
  ...rows({
    grid: [
      { threshold: 0.3, precision: 0.5, recall: 0.6, quality: 0.99 },
      { threshold: 0.5, precision: 0.3, recall: 0.9, quality: 0.7 },
    ],
  }),
};
const buckets = { kind: "buckets", curve: "curve", unit: "score" };

describe("ranges that the answer chooses", () => {
  it.each([
    "- 0–2: 0.100\n- 3–5: 0.400\n- 6+: 0.750",
    "| Posts | Mean |\n| --- | --- |\n| 0 to 2 | 0.100 |\n| 3 to 5 | 0.400 |\n| 6 or more | 0.750 |",
    "| Posts | Mean |\n| --- | --- |\n| 0 | 0.000 |\n| 1 to 5 | 0.300 |\n| 6 to 9 | 0.750 |",
    "By fifths the means are 0.05, 0.25, 0.45, 0.65 and 0.85.",
  ])("pass with their means: %s", (text) => {
    expect(score(buckets, text, truth).pass).toBe(true);
  });

  it.each([
    ["wrong means", "- 0–2: 0.200\n- 3–5: 0.500\n- 6+: 0.850"],
    ["swapped means", "- 0–2: 0.750\n- 3–5: 0.400\n- 6+: 0.100"],
    ["too few", "- 0–2: 0.100\n- 3–9: 0.600"],
    ["means without ranges", "The means are 0.10, 0.40 and 0.75."],
    ["nothing", "It rises."],
  ])("fail with %s", (_, text) => {
    expect(score(buckets, text, truth).pass).toBe(false);
  });

  it("count rows where counts are told", () => {
    const counts = { ...buckets, tell: "count", unit: "count" };
    expect(score(counts, "- 0–1: 20 customers\n- 2–4: 30 customers\n- 5+: 50 customers", truth).pass).toBe(true);
    expect(score(counts, "- 0–1: 50 customers\n- 2–4: 70 customers\n- 5+: 90 customers", truth).pass).toBe(false);
  });
});

describe("a key that the answer chooses", () => {
  const lookup = {
    kind: "lookup",
    of: "grid",
    key: "threshold",
    keyUnit: "score",
    keyNear: ["below", "threshold"],
    good: { any: ["quality"], least: 0.95 },
    columns: [
      { any: ["precision"], unit: "share", near: ["precision"] },
      { any: ["recall"], unit: "share", near: ["recall"] },
    ],
  };

  it("passes with the figures of that key", () => {
    expect(score(lookup, "The threshold is 0.30: precision 50.0 %, recall 60.0 %.", truth).pass).toBe(true);
  });

  it.each([
    ["another key's figures", "The threshold is 0.30: precision 30.0 %, recall 90.0 %."],
    ["a poor choice", "The threshold is 0.50: precision 30.0 %, recall 90.0 %."],
    ["no figures", "The threshold is 0.30."],
    ["no key", "Precision is 50.0 % and recall 60.0 %."],
  ])("fails with %s", (_, text) => {
    expect(score(lookup, text, truth).pass).toBe(false);
  });
});
