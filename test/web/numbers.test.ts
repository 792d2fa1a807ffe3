import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { columnFormat, formatNumber, formatSigned } from "../../web/ui/format.ts";
import { niceAxis } from "../../web/ui/nice-axis.ts";
import { capitalised, readableName } from "../../web/ui/readable.ts";
import { tableMarkdown } from "../../web/ui/table-markdown.ts";

describe("a number on the page", () => {
  it.each([
    [13_937, "13,937"],
    [0.45238, "0.4524"],
    [-0.5, "−0.5"],
    [12_345.6, "12,346"],
    [3.638e-12, "3.6 × 10⁻¹²"],
    [-0.00002, "−2.0 × 10⁻⁵"],
    [0, "0"],
  ])("%f is written %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it("has its sign in front where it is a part, and none where it rounds to nothing", () => {
    expect([1442.839, -0.6262, 0.0001].map((value, index) => formatSigned(value, index === 0 ? 0 : 3))).toEqual([
      "+1,443",
      "−0.626",
      "0.000",
    ]);
  });
});

describe("the numbers of a column", () => {
  const written = (values: readonly (number | string | null)[]) => values.map(columnFormat(values));
  it("have the same digits after the point, and no more than they need", () => {
    expect(written([0.006846, 0.1216, 0.6325])).toEqual(["0.0068", "0.1216", "0.6325"]);
    expect(written([0.25, 0.75, null])).toEqual(["0.25", "0.75", "–"]);
    expect(written([887.1, 3121.4])).toEqual(["887", "3,121"]);
  });

  it("stay whole where all are, and are written each by itself where one would be lost", () => {
    expect(written([13_937, 6_013])).toEqual(["13,937", "6,013"]);
    expect(written([2.5e-9, 0.5])).toEqual(["2.5 × 10⁻⁹", "0.5"]);
  });
});

describe("an axis", () => {
  it.each([
    [-3.86, 0, [-4, -3, -2, -1, 0], 0],
    [0, 0.611, [0, 0.2, 0.4, 0.6, 0.8], 1],
    [0, 1802, [0, 500, 1000, 1500, 2000], 0],
    [0, 0, [0, 0.25, 0.5, 0.75, 1], 2],
  ] as const)("from %f to %f has its lines at round numbers", (low, high, ticks, digits) => {
    const axis = niceAxis(low, high, 4);
    expect(axis.ticks.map((tick) => Number(tick.toFixed(6)))).toEqual(ticks);
    expect([axis.low, axis.high, axis.digits]).toEqual([axis.ticks[0], axis.ticks.at(-1), digits]);
  });

  it("holds what it is made for, in few parts, and never writes minus zero", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 0, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (low, high) => {
          const axis = niceAxis(low, high, 4);
          const slack = (axis.high - axis.low) * 1e-6;
          expect(axis.low <= low + slack && axis.high >= high - slack).toBe(true);
          expect(axis.ticks.length).toBeLessThanOrEqual(7);
          expect(axis.ticks.some((tick) => Object.is(tick, -0))).toBe(false);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe("a name in words", () => {
  it("has the letters that figures are known by", () => {
    expect(["baseline_rmse", "auc", "r2", "what_if_close"].map((name) => capitalised(readableName(name)))).toEqual([
      "Baseline RMSE",
      "AUC",
      "R²",
      "What if close",
    ]);
  });
});

describe("a table as markdown", () => {
  it("aligns numbers, and keeps every cell in its place whatever is in it", () => {
    const columns = ["a|b", "n"].map((name) => ({ name, type: "varchar" }));
    const rows = [
      ["x | y\nz \\", -1.5],
      [null, 2],
    ];
    expect(tableMarkdown({ columns, rows })).toBe(
      "| a\\|b | n |\n| --- | ---: |\n| x \\| y z \\\\ | −1.5 |\n| – | 2 |\n",
    );
  });
});
