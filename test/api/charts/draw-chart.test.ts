import { describe, expect, it } from "vitest";

import { chartRows } from "../../../api/charts/chart-rows.ts";
import { pageColours } from "../../../api/charts/chart-colours.ts";
import { drawChart } from "../../../api/charts/draw-chart.ts";
import { buildEvidence } from "../../support/build-answer.ts";

const chart = {
  kind: "bar",
  title: "t",
  evidence: "e1",
  table: null,
  x: "plan",
  y: "mean_score",
  low: null,
  high: null,
} as const;
const draw = (rows: (string | number)[][], changes: object = {}, widthPx = 700) =>
  drawChart(
    { chart: { ...chart, ...changes }, evidence: [buildEvidence({ rows })] },
    { widthPx, colours: pageColours, hasTitle: false },
  );
const textsOf = (svg: string | null) =>
  [...(svg ?? "").matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text);

describe("the rows of a chart", () => {
  it("have labels that tell numbers apart with as few digits as that takes", () => {
    const labels = (keys: (string | number)[]) =>
      chartRows({ evidence: [buildEvidence({ rows: keys.map((key) => [key, 1]) })] }, chart).map((row) => row.label);
    expect(labels([0.0678841, 0.161011])).toEqual(["0.0679", "0.161"]);
    expect(labels([0.12341, 0.12342])).toEqual(["0.12341", "0.12342"]);
    expect(labels([2026, 13_937])).toEqual(["2026", "13937"]);
    expect(labels(["free_trial"])).toEqual(["free_trial"]);
  });

  it("tell features in words: the label where the evidence has one, else the name", () => {
    const features = buildEvidence({
      columns: ["feature", "label", "mean_score"].map((name) => ({ name, type: "varchar" })),
      rows: [["avg_logins", "logins a day", 1]],
    });
    const featureChart = { ...chart, x: "feature" };
    expect(chartRows({ evidence: [features] }, featureChart)[0]?.label).toBe("logins a day");
    const bare = buildEvidence({
      columns: ["feature", "mean_score"].map((name) => ({ name, type: "varchar" })),
      rows: [["avg_logins", 1]],
    });
    expect(chartRows({ evidence: [bare] }, featureChart)[0]?.label).toBe("avg logins");
  });
});

describe("a drawn chart", () => {
  it("tells each bar's label and value", async () => {
    const texts = textsOf(
      await draw([
        ["free", 0.25431],
        ["premium", -13_937],
      ]),
    );
    expect(texts).toEqual(expect.arrayContaining(["free", "premium", "0.254", "−13,937"]));
  });

  it("keeps every value inside the picture, wide or narrow", async () => {
    for (const widthPx of [334, 700]) {
      const svg = await draw(
        [
          ["a name that is long enough to be cut", 1_234_567],
          ["b", 1],
        ],
        {},
        widthPx,
      );
      const [, place] = /translate\(([\d.]+),[\d.]+\)"[^>]*>1,234,567</.exec(svg ?? "") ?? [];
      expect(Number(place)).toBeGreaterThan(0);
      expect(Number(place)).toBeLessThan(widthPx - 50);
    }
  });

  it("takes its colours from the page, and has no name of its own for screen readers", async () => {
    const svg = await draw([["free", 1]]);
    expect(svg).toContain("var(--accent)");
    expect(svg).not.toContain("aria-label");
  });

  it("is none where the evidence lacks its rows", async () => {
    expect(await draw([["free", "no number"]])).toBeNull();
    expect(await draw([["free", 1]], { evidence: "e9" })).toBeNull();
  });
});
