import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Answer } from "../../../agent/answer.ts";
import { pictureColours } from "../../../api/charts/chart-colours.ts";
import { createDrawChart } from "../../../api/charts/create-draw-chart.ts";
import { describeChart } from "../../../api/charts/describe-chart.ts";
import { buildEvidence } from "../../support/build-answer.ts";
import { readPng } from "../../support/read-png.ts";

type Rows = Answer["evidence"][number]["rows"];
type Chart = NonNullable<Answer["chart"]>;

const chart: Chart = {
  kind: "bar",
  title: "Mean score by plan",
  evidence: "e1",
  table: null,
  x: "plan",
  y: "mean_score",
  low: null,
  high: null,
};
const answerOf = (rows: Rows, changes: object = {}) => ({
  chart: { ...chart, ...changes },
  evidence: [buildEvidence({ rows })],
});
const two: Rows = [
  ["free", 0.25],
  ["premium", -0.75],
];

let charts: ReturnType<typeof createDrawChart>;
beforeAll(() => {
  charts = createDrawChart({ timeoutMs: 60_000, idleMs: 60_000 });
});
afterAll(() => charts.close());
const { signal } = new AbortController();
const picture = (answer: ReturnType<typeof answerOf>, theme: "light" | "dark" = "light") =>
  charts.drawPicture(answer, { theme, signal });

describe("a chart as a picture of its own", { timeout: 60_000 }, () => {
  it("is a PNG of two pixels to each of its width, on the theme's ground", async () => {
    for (const theme of ["light", "dark"] as const) {
      const drawn = await picture(answerOf(two), theme);
      const read = readPng(drawn?.png ?? new Uint8Array());
      expect({ width: read.widthPixels, height: read.heightPixels }).toEqual({
        width: drawn?.widthPixels,
        height: drawn?.heightPixels,
      });
      expect(drawn?.widthPixels).toBe(1_400);
      expect(read.colourAt(0, 0)).toBe(sixDigits(pictureColours[theme].background));
      // Bars above zero, bars below, and letters: each colour of the theme is somewhere.
      const colours = read.colours();
      const { up, down, ink } = pictureColours[theme];
      expect([up, down, ink].filter((colour) => !colours.has(colour))).toEqual([]);
    }
  });

  it("has the page's colours", () => {
    const css = readFileSync(new URL("../../../web/styles/tokens.css", import.meta.url), "utf8");
    const variables = {
      background: "panel",
      ink: "ink",
      dim: "ink-2",
      line: "line",
      accent: "accent",
      up: "up",
      down: "down",
      base: "base",
    };
    const onPage = (theme: number) =>
      Object.fromEntries(
        Object.entries(variables).map(([name, variable]) => [
          name,
          new RegExp(String.raw`--${variable}: light-dark\((#\w+), (#\w+)\)`).exec(css)?.[theme + 1],
        ]),
      );
    expect(pictureColours).toEqual({ light: onPage(0), dark: onPage(1) });
  });

  it("says in words what it shows, however many rows there are", async () => {
    const drawn = await picture(answerOf(two));
    expect(drawn?.altText).toBe("Bar chart: Mean score by plan. free: 0.25; premium: −0.75.");
    const many = answerOf(Array.from({ length: 500 }, (_, index) => [`group ${index}`, index]));
    const told = describeChart(many, chart);
    expect(told.length).toBeLessThanOrEqual(1_000);
    expect(told).toMatch(/; and \d+ more\.$/);
  });

  it("is none without a chart or rows", async () => {
    const evidence = [buildEvidence()];
    expect(await charts.drawPicture({ chart: null, evidence }, { theme: "light", signal })).toBeNull();
    expect(await picture(answerOf([["free", null]]))).toBeNull();
  });

  it("is not drawn in a form that is not ours", async () => {
    const forms = [
      { data: { sequence: { start: 0, stop: 1e9 } } },
      { kind: "scatter" },
      { title: "" },
      { evidence: "e1'; drop" },
      { x: 7 },
    ];
    for (const form of forms) {
      await expect(picture(answerOf(two, form))).rejects.toMatchObject({ code: "CHART_MISSING" });
    }
    // The thread is none the worse for them.
    expect((await picture(answerOf(two)))?.widthPixels).toBe(1_400);
  });

  it("takes rows for what they are, and not for more than it can show", async () => {
    const hostile: readonly Rows[] = [
      Array.from({ length: 200_000 }, (_, index) => [`g${index}`, index]),
      [
        ["<script>alert(1)</script>", 1],
        ['"/><image href="file:///etc/passwd"/>', 2],
        ["${datum}", 3],
      ],
      [
        ["\u0000\u0007\ud800\uffff", 1],
        ["x".repeat(1_000_000), 2],
      ],
      [
        ["nothing", Number.NaN],
        ["endless", Number.POSITIVE_INFINITY],
        ["one", 1],
      ],
      [
        ["__proto__", 1],
        ["constructor", 2],
      ],
    ];
    for (const rows of hostile) {
      const drawn = await picture(answerOf(rows));
      expect(drawn?.widthPixels).toBe(1_400);
      expect(drawn?.heightPixels).toBeLessThan(2_400);
    }
    await expect(
      picture(
        answerOf([
          ["a", 1e308],
          ["b", -1e308],
        ]),
      ),
    ).rejects.toMatchObject({ code: "CHART_MISSING" });
  });

  it("is given up where it takes too long", async () => {
    const hurried = createDrawChart({ timeoutMs: 1, idleMs: 60_000 });
    const late = hurried.drawPicture(answerOf(two), { theme: "light", signal });
    await expect(late).rejects.toMatchObject({ code: "TURN_TIMEOUT" });
    await hurried.close();
  });

  it("ends with who asked for it", async () => {
    const stop = new AbortController();
    const drawing = charts.drawPicture(answerOf(two), { theme: "light", signal: stop.signal });
    stop.abort();
    await expect(drawing).rejects.toMatchObject({ code: "TURN_ABORTED" });
    const late = charts.drawPicture(answerOf(two), { theme: "light", signal: stop.signal });
    await expect(late).rejects.toMatchObject({ code: "TURN_ABORTED" });
  });

  it("is drawn though the thread was about to be given back", async () => {
    const soonIdle = createDrawChart({ timeoutMs: 60_000, idleMs: 1 });
    for (let count = 0; count < 3; count++) {
      expect(await soonIdle.drawPicture(answerOf(two), { theme: "light", signal })).not.toBeNull();
    }
    await soonIdle.close();
  });
});

function sixDigits(colour: string): string {
  return colour.length === 4 ? colour.replaceAll(/\w/g, "$&$&") : colour;
}
