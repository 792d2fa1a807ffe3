import { describe, expect, it } from "vitest";

import { pageColours, pictureColours } from "../../../api/charts/chart-colours.ts";
import { describeChart } from "../../../api/charts/describe-chart.ts";
import { drawChart } from "../../../api/charts/draw-chart.ts";
import { renderChart } from "../../../api/cli/render-chart.ts";
import { createStyle } from "../../../api/cli/style.ts";
import { slackChart } from "../../../api/slack/render/slack-chart.ts";
import { buildEvidence } from "../../support/build-answer.ts";

type Figures = Readonly<Record<string, number>>;

const chart = {
  kind: "bar",
  title: "By plan",
  evidence: "e1",
  table: null,
  x: "feature",
  y: "value",
  low: null,
  high: null,
} as const;
const names = ["feature", "label", "value"];
const rows: [string, string, number][] = [
  ["plan_free", "free plan", 12.3456],
  ["plan_trial", "a trial", 0.3333333],
  ["logins", "logins a day", -1.23456],
  ["none", "nothing at all", 0],
];
const answerOf = (changes: object = {}) => ({
  chart: { ...chart, ...changes },
  evidence: [
    buildEvidence({
      columns: [...names, "base_value", "margin"].map((name) => ({ name, type: "varchar" })),
      rows: rows.map((row) => [...row, 1, 12.4443733]),
    }),
  ],
});
const told: Figures = { "free plan": 12.3, "a trial": 0.333, "logins a day": -1.23, "nothing at all": 0 };
const labels = Object.keys(told);

/** The labels of an SVG's axis with the values beside their bars, which stand in the same order. */
function svgFigures(svg: string | null): Figures {
  const texts = [...(svg ?? "").matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text = ""]) => text);
  const values = labels.map((label) => rows.find(([, name]) => name === label)?.[2] ?? 0).map(writtenInSvg);
  const shownValues = values.filter((value) => texts.includes(value) || texts.includes(`+${value}`));
  return Object.fromEntries(
    labels.filter((label) => texts.includes(label)).map((label, index) => [label, numberOf(shownValues[index] ?? "")]),
  );
}

function writtenInSvg(value: number): string {
  const text = value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
  return text.replace("-", "−");
}

/** "label  value  ███" in a terminal: the labels, and by how much each value is off, in units of its last digit. */
function terminalFigures(lines: readonly string[]): Figures {
  return Object.fromEntries(
    lines.slice(1).map((line) => {
      const [label = "", value = ""] = line.split(/ {2,}/);
      const exact = rows.find(([, name]) => name === label)?.[2] ?? Number.NaN;
      const decimals = value.split(".")[1]?.length ?? 0;
      return [label, Math.round((numberOf(value) - exact) * 10 ** decimals) + 0];
    }),
  );
}

/** Each value as it is, rounded. */
const rounded: Figures = Object.fromEntries(labels.map((label) => [label, 0]));

function numberOf(text: string): number {
  return Number(text.replaceAll(",", "").replace("−", "-").replace("+", ""));
}

describe("one chart", () => {
  it("has the same labels and values on the page, in a picture, in its words, in a terminal and in Slack", async () => {
    const answer = answerOf();
    const onPage = await drawChart(answer, { widthPx: 700, colours: pageColours, hasTitle: false });
    const inPicture = await drawChart(answer, { widthPx: 700, colours: pictureColours.dark, hasTitle: true });
    const inTerminal = renderChart(answer, 100, createStyle(false));
    const [series] = slackChart(answer)?.chart.series ?? [];
    expect(svgFigures(onPage)).toEqual(told);
    expect(svgFigures(inPicture)).toEqual(told);
    expect(terminalFigures(inTerminal)).toEqual(rounded);
    expect(describeChart(answer, answer.chart)).toBe(
      "Bar chart: By plan. free plan: 12.3; a trial: 0.333; logins a day: −1.23; nothing at all: 0.",
    );
    expect(series?.data).toEqual(rows.map(([, label, value]) => ({ label, value })));
  });

  it("adds up as a waterfall, with the same contributions", async () => {
    const answer = answerOf({ kind: "contributions" });
    const svg = await drawChart(answer, { widthPx: 700, colours: pictureColours.light, hasTitle: true });
    expect(svgFigures(svg)).toEqual(told);
    expect(svg).toContain(">Base value<");
    expect(svg).toContain(">Prediction<");
    expect(svg).toContain(">12.4<");
    expect(terminalFigures(renderChart(answer, 100, createStyle(false)))).toEqual(rounded);
  });

  it("has its title in a picture, and not on a page, which has it above", async () => {
    const onPage = await drawChart(answerOf(), { widthPx: 700, colours: pageColours, hasTitle: false });
    const inPicture = await drawChart(answerOf(), { widthPx: 700, colours: pictureColours.light, hasTitle: true });
    expect([onPage?.includes(">By plan<"), inPicture?.includes(">By plan<")]).toEqual([false, true]);
  });
});
