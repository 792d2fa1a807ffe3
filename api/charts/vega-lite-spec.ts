import type { Answer } from "#agent";
import type { TopLevelSpec } from "vega-lite";

import type { ChartRow } from "./chart-rows.ts";
import { textWidthPx } from "./text-width.ts";

type Chart = NonNullable<Answer["chart"]>;

/** Colours of a picture: CSS variables where a page's theme gives them, fixed ones for a picture of its own. */
export type ChartColours = {
  readonly ink: string;
  readonly dim: string;
  readonly line: string;
  readonly accent: string;
  readonly up: string;
  readonly down: string;
};

/** More bars than this are not told apart; the rows beside the picture hold all. */
const mostBars = 40;
const mostPoints = 2_000;
/** Room for a bar: more of them stand closer. */
const barStepPx = { few: 30, many: 20 };
const fewBars = 14;
const plotHeightPx = 200;
/** The longest label, as a share of the picture's width. */
const labelShare = 0.45;
const fontSizePx = 12;
/** Between an axis and its labels, and between a bar and its value. */
const gapPx = 8;

/**
 * The picture of a chart in Vega-Lite: horizontal bars for groups, standing ones for a histogram, a line over dates or
 * numbers, contributions to both sides of zero. `widthPx` is that of the whole picture.
 */
export function vegaLiteSpec(
  chart: Chart,
  rows: readonly ChartRow[],
  { widthPx, colours }: { readonly widthPx: number; readonly colours: ChartColours },
): TopLevelSpec {
  const isLine = chart.kind === "line" && rows.every((row) => row.position !== null);
  const values = rows.slice(0, isLine ? mostPoints : mostBars);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: widthPx,
    height:
      isLine || chart.kind === "histogram"
        ? plotHeightPx
        : { step: values.length > fewBars ? barStepPx.many : barStepPx.few },
    autosize: { type: "fit-x", contains: "padding" },
    background: "transparent",
    padding: 4,
    data: { values: values.map((row) => ({ ...row, told: toldValue(row.value) })) },
    layer: isLine ? lineLayers(values, colours) : barLayers(chart, values, widthPx, colours),
    config: configOf(colours),
    // The layers are put together from parts whose types Vega-Lite tells only of the whole.
  } as TopLevelSpec;
}

function barLayers(chart: Chart, rows: readonly ChartRow[], widthPx: number, colours: ChartColours): readonly object[] {
  const isStanding = chart.kind === "histogram";
  const [along, across] = isStanding ? (["x", "y"] as const) : (["y", "x"] as const);
  const label = {
    field: "label",
    type: "nominal",
    sort: null,
    axis: {
      title: null,
      labelLimit: labelShare * widthPx,
      ticks: false,
      domain: false,
      labelPadding: gapPx,
      labelAngle: 0,
      labelOverlap: isStanding,
    },
  };
  const value = {
    field: "value",
    type: "quantitative",
    axis: { title: null, tickCount: 4 },
    ...(isStanding ? {} : { scale: scaleWithRoom(rows, widthPx) }),
  };
  const isSigned = chart.kind === "contributions" || rows.some((row) => row.value < 0);
  const colour = isSigned
    ? { condition: { test: "datum.value < 0", value: colours.down }, value: colours.up }
    : { value: colours.accent };
  const bars = {
    mark: { type: "bar", cornerRadius: 3, ...(isStanding ? { binSpacing: 2 } : { height: { band: 0.55 } }) },
    encoding: { [along]: label, [across]: value, color: colour },
  };
  return [
    bars,
    ...(rows.some((row) => row.low !== null) ? [intervals(along, across, label, colours)] : []),
    ...(isStanding ? [] : valuesAtEnds(label, colours)),
  ];
}

/** From zero, or the lowest value, to the highest, and further by what the longest value takes. */
function scaleWithRoom(rows: readonly ChartRow[], widthPx: number): object {
  const lowest = Math.min(0, ...rows.map((row) => row.low ?? row.value));
  const highest = Math.max(0, ...rows.map((row) => row.high ?? row.value));
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => textWidthPx(text, fontSizePx)));
  const labelsPx = Math.min(widest(rows.map((row) => row.label)), labelShare * widthPx) + gapPx;
  const valuesPx = widest(rows.map((row) => toldValue(row.value))) + gapPx;
  const room = ((highest - lowest) * valuesPx) / Math.max(widthPx - labelsPx - 2 * valuesPx, valuesPx);
  return {
    domainMin: rows.some((row) => row.value < 0) ? lowest - room : lowest,
    domainMax: rows.some((row) => row.value >= 0) ? highest + room : highest,
    nice: false,
  };
}

/** Each bar's value beyond its end, or beyond its interval's. */
function valuesAtEnds(label: object, colours: ChartColours): readonly object[] {
  const side = (test: string, field: string, align: string, dx: number) => ({
    mark: { type: "text", align, dx, baseline: "middle", font: "Inter", fontSize: fontSizePx },
    transform: [{ filter: test }, { calculate: field, as: "end" }],
    encoding: {
      y: label,
      x: { field: "end", type: "quantitative" },
      text: { field: "told" },
      color: { value: colours.ink },
    },
  });
  return [
    side("datum.value >= 0", "isValid(datum.high) ? datum.high : datum.value", "left", gapPx - 2),
    side("datum.value < 0", "isValid(datum.low) ? datum.low : datum.value", "right", 2 - gapPx),
  ];
}

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fraction = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** A value as it is told beside its bar: whole numbers with commas, others with three digits that count. */
function toldValue(value: number): string {
  const text = Number.isInteger(value) || Math.abs(value) >= 1_000 ? whole.format(value) : fraction.format(value);
  return text.replace("-", "−");
}

function intervals(along: string, across: string, label: object, colours: ChartColours): object {
  return {
    mark: { type: "rule", strokeWidth: 1.5 },
    transform: [{ filter: "isValid(datum.low) && isValid(datum.high)" }],
    encoding: {
      [along]: label,
      [across]: { field: "low", type: "quantitative" },
      [`${across}2`]: { field: "high" },
      color: { value: colours.ink },
    },
  };
}

function lineLayers(rows: readonly ChartRow[], colours: ChartColours): readonly object[] {
  // Positions of dates are milliseconds, larger than any other number on an axis.
  const areDates = rows.every((row) => /^\d{4}-\d{2}-\d{2}/.test(row.label));
  const x = {
    field: "position",
    type: areDates ? "temporal" : "quantitative",
    axis: { title: null, tickCount: 6, grid: false },
    scale: { zero: false },
  };
  const y = { field: "value", type: "quantitative", axis: { title: null, tickCount: 4 }, scale: { zero: false } };
  const band = {
    mark: { type: "area", opacity: 0.12 },
    encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color: { value: colours.accent } },
  };
  const line = { mark: { type: "line", strokeWidth: 2 }, encoding: { x, y, color: { value: colours.accent } } };
  const points = {
    mark: { type: "point", filled: true, size: 24 },
    encoding: { x, y, color: { value: colours.accent } },
  };
  return [...(rows.some((row) => row.low !== null) ? [band] : []), line, ...(rows.length <= 40 ? [points] : [])];
}

function configOf(colours: ChartColours): object {
  const text = { labelFont: "Inter", labelFontSize: fontSizePx, labelColor: colours.dim };
  return {
    // The picture has one name, given where it is shown; its figures are read from the table beside it.
    aria: false,
    view: { stroke: null },
    axis: { ...text, gridColor: colours.line, domainColor: colours.line, tickColor: colours.line },
  };
}
