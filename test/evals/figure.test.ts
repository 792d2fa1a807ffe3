import { describe, expect, it } from "vitest";

import { buildEvidence } from "../support/build-answer.ts";
import { rows, score } from "./build-context.ts";

const groups = rows({
  groups: [
    { name: "premium", mean: 0.6314, n: 5915, share: 0.2965 },
    { name: "free", mean: 0.4484, n: 14_035, share: 0.7035 },
  ],
  difference: [{ difference: 0.1831, tiny: 0.0004, rate: -0.0161, r: -0.2345, dollars: 1234.56 }],
});
const means = { kind: "figures", of: "groups", columns: [{ any: ["mean"], unit: "score" }] };

describe("a table's figures", () => {
  it.each([
    "Premium customers score 0.631, free customers 0.448.",
    "The mean is 0.63 for premium against 0.45 for free accounts.",
    "Premium and free accounts score 0.631 and 0.448.",
    "- Premium: 0.631\n- Free: 0.448",
    "| Plan | Mean |\n| --- | ---: |\n| Premium | 0.631 |\n| Free | 0.448 |",
    "| | premium | free |\n| --- | --- | --- |\n| mean | 0.631 | 0.448 |",
  ])("are found in: %s", (text) => {
    expect(score(means, text, groups)).toMatchObject({ pass: true, score: 1 });
  });

  it.each([
    ["wrong numbers", "Premium customers score 0.641, free customers 0.458."],
    ["swapped numbers", "Premium customers score 0.448, free customers 0.631."],
    ["swapped rows", "| Plan | Mean |\n| --- | ---: |\n| Premium | 0.448 |\n| Free | 0.631 |"],
    ["swapped by preposition", "The mean is 0.448 for premium against 0.631 for free accounts."],
    ["swapped in two lists", "Premium and free accounts score 0.448 and 0.631."],
    ["numbers far from their names", "There are premium and there are free accounts. The scores are 0.631, 0.448."],
    ["rounding that says little", "Premium customers score 0.6, free customers 0.4."],
    ["percent for a score", "Premium customers score 63.1 %, free customers 44.8 %."],
    ["nothing", "Premium is better."],
  ])("fail with %s", (_, text) => {
    expect(score(means, text, groups)).toMatchObject({ pass: false });
  });

  it("give the share found where some are missing", () => {
    expect(score(means, "Premium customers score 0.631.", groups)).toMatchObject({
      pass: false,
      score: 0.5,
      note: "missing: free mean 0.4484",
    });
  });

  it("fail with the wrong sign, unless the sign is left open", () => {
    const truth = rows({ lift: [{ name: "premium", change: 0.0415 }] });
    const change = { kind: "figures", of: "lift", columns: [{ any: ["change"], unit: "score" }] };
    const open = { ...change, columns: [{ any: ["change"], unit: "score", sign: "any" }] };
    expect(score(change, "Premium: +0.042", truth).pass).toBe(true);
    expect(score(change, "Premium: −0.042", truth).pass).toBe(false);
    expect(score(open, "Premium: −0.042", truth).pass).toBe(true);
  });

  it("count a number of people before its name", () => {
    const counts = { kind: "figures", of: "groups", columns: [{ any: ["n"], unit: "count" }] };
    expect(score(counts, "5,915 of these customers are premium and 14,035 are free.", groups).pass).toBe(true);
    expect(score(counts, "14,035 of these customers are premium and 5,915 are free.", groups).pass).toBe(false);
  });

  it("are found in a cited table only where tables count", () => {
    const evidence = [
      buildEvidence({
        columns: [
          { name: "account_type", type: "varchar" },
          { name: "mean", type: "double" },
        ],
        rows: [
          ["premium", 0.63144],
          ["free", 0.44835],
        ],
      }),
    ];
    const text = "The table has the means of both [e1].";
    expect(score({ ...means, where: "shown" }, { text, evidence }, groups).pass).toBe(true);
    expect(score(means, { text, evidence }, groups).pass).toBe(false);
    expect(score({ ...means, where: "shown" }, { text: "A table has them.", evidence, chart: null }, groups).pass).toBe(
      false,
    );
  });
});

describe("one figure", () => {
  const figure = (value: string, unit: string, more: object = {}) => ({ kind: "figure", value, unit, ...more });

  it("may be told as a share or in percent", () => {
    const share = figure("groups.premium.share", "share", { near: ["premium"] });
    expect(
      ["29.65 % are premium", "premium: 0.297", "30 % premium"].map((text) => score(share, text, groups).pass),
    ).toEqual([true, true, true]);
    expect(
      ["31 % are premium", "premium: 29.65", "30 % are men"].map((text) => score(share, text, groups).pass),
    ).toEqual([false, false, false]);
  });

  it("needs its sign where that is required, by sign or by word", () => {
    const signed = figure("difference.r", "correlation", { sign: "required" });
    expect(
      ["r = −0.2345", "a negative correlation of 0.235", "it falls: 0.23"].map(
        (text) => score(signed, text, groups).pass,
      ),
    ).toEqual([true, true, true]);
    expect(
      ["r = 0.2345", "r = +0.235", "a positive correlation of 0.235"].map((text) => score(signed, text, groups).pass),
    ).toEqual([false, false, false]);
  });

  it("is told with digits of its own when it is small", () => {
    const tiny = figure("difference.tiny", "score");
    expect(score(tiny, "a change of 0.0004", groups).pass).toBe(true);
    expect(score(tiny, "a change of 0.00", groups).pass).toBe(false);
  });

  it("may be a rounded count, not a wrong one", () => {
    const count = figure("groups.free.n", "count");
    expect(["14,035", "14.0k", "14k"].map((text) => score(count, text, groups).pass)).toEqual([true, true, false]);
    expect(score(count, "14,036 customers", groups).pass).toBe(false);
  });

  it("is in dollars", () => {
    expect(score(figure("difference.dollars", "usd"), "worth $1,234.56", groups).pass).toBe(true);
    expect(score(figure("difference.dollars", "usd"), "worth 1,234.56 %", groups).pass).toBe(false);
  });

  it("is not the end of an interval", () => {
    const estimate = figure("difference.difference", "score", { tolerance: { relative: 0.1 } });
    expect(score(estimate, "a gain (95 % interval 0.178 to 0.189)", groups).pass).toBe(false);
    expect(score(estimate, "a gain of 0.183 (95 % interval 0.178 to 0.189)", groups).pass).toBe(true);
  });

  it("refers to a truth that is there, or the case is at fault", () => {
    expect(() => score(figure("groups.trial.mean", "score"), "0.5", groups)).toThrow(/no groups\.trial\.mean/);
  });
});
