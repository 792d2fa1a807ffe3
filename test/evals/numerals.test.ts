import { describe, expect, it } from "vitest";

import { findFigures, findNumerals, plainText } from "../../evals/text/numerals.ts";

function read(text: string) {
  return findNumerals(plainText(text)).map(({ sign, size, place, unit }) => [`${sign ?? ""}${size}`, place, unit]);
}

describe("findNumerals", () => {
  it("reads signs, separators, decimals, percent, points, dollars and scales", () => {
    expect(read("r = −0.45, 62 %, +1.5 percentage points, $1,234.50, 12,345 users, 1.2k, 3 million, ±0.02")).toEqual([
      ["-0.45", 0.01, null],
      ["62", 1, "percent"],
      ["+1.5", 0.1, "points"],
      ["1234.5", 0.01, "usd"],
      ["12345", 1, null],
      ["1200", 100, null],
      ["3000000", 1_000_000, null],
      ["±0.02", 0.01, null],
    ]);
  });

  it("takes no digits from ids, names, versions and citations", () => {
    expect(read("user_12345 [e1] churn_30_day R2 p95 v1.2 top_feature_1")).toEqual([]);
  });

  it("reads a dash between numbers as a range and not as a minus", () => {
    expect(read("from 0.2–0.3 and 4-6")).toEqual([
      ["0.2", 0.1, null],
      ["0.3", 0.1, null],
      ["4", 1, null],
      ["6", 1, null],
    ]);
  });

  it("marks ordinals", () => {
    expect(findNumerals("the 9th of 46").map((numeral) => numeral.isOrdinal)).toEqual([true, false]);
  });
});

describe("the ends of a range", () => {
  it.each([
    ["from −13.0 to −11.1 percentage points", ["points", "points"]],
    ["30 to 40 %", ["percent", "percent"]],
    ["12 customers and 4 %", [null, "percent"]],
    ["3 to 4", [null, null]],
  ])("share the unit of the second: %s", (text, units) => {
    expect(findFigures(plainText(text)).map(({ unit }) => unit)).toEqual(units);
  });
});
