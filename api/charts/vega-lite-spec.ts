import type { Answer } from "#agent";
import type { TopLevelSpec } from "vega-lite";

import type { ChartColours } from "./chart-colours.ts";
import type { ChartRow } from "./chart-rows.ts";
import { textWidthPx } from "./text-width.ts";
import { toldValue } from "./told-value.ts";
import { waterfallLayers } from "./waterfall-layers.ts";
import type { WaterfallRow } from "./waterfall-rows.ts";

type Chart = NonNullable<Answer["chart"]>;

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
export const titleSizePx = 15;
/** Between an axis and its labels, and between a bar and its value. */
const gapPx = 8;
/** Around a picture that has its title in it. */
export const framePaddingPx = 16;

/** What a chart draws: bars and points, or a waterfall's steps. */
export type Drawn =
  | { readonly kind: "rows"; readonly rows: readonly ChartRow[] }
  | { readonly kind: "waterfall"; readonly rows: readonly WaterfallRow[] };

/** The picture's width as a whole, its colours, and the lines of the title that stands in it, none on a page. */
export type SpecOptions = {
  readonly widthPx: number;
  readonly colours: ChartColours;
  readonly titleLines: readonly string[];
};

/**
 * The picture of a chart in Vega-Lite: horizontal bars for groups, standing ones for a histogram, a line over dates or
 * numbers, contributions one from the end of the other.
 */
export function vegaLiteSpec(chart: Chart, drawn: Drawn, options: SpecOptions): TopLevelSpec {
  const { widthPx, colours, titleLines } = options;
  const hasTitle = titleLines.length > 0;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: widthPx,
    autosize: { type: "fit-x", contains: "padding" },
    background: colours.background,
    padding: hasTitle ? framePaddingPx : 4,
    ...(hasTitle && { title: { text: [...titleLines], anchor: "start", frame: "bounds", offset: 14 } }),
    ...(drawn.kind === "waterfall" ? waterfall(drawn.rows, options) : barsOrLine(chart, drawn.rows, options)),
    config: configOf(colours),
    // The layers are put together from parts whose types Vega-Lite tells only of the whole.
  } as TopLevelSpec;
}

function barsOrLine(chart: Chart, rows: readonly ChartRow[], { widthPx, colours }: SpecOptions): object {
  const isLine = chart.kind === "line" && rows.every((row) => row.position !== null);
  const values = rows.slice(0, isLine ? mostPoints : mostBars);
  return {
    height: isLine || chart.kind === "histogram" ? plotHeightPx : heightOf(values.length),
    data: { values: values.map((row) => ({ ...row, told: toldValue(row.value) })) },
    layer: isLine ? lineLayers(values, colours) : barLayers(chart, values, widthPx, colours),
  };
}

function waterfall(rows: readonly WaterfallRow[], { widthPx, colours }: SpecOptions): object {
  const label = labelEncoding(widthPx, false);
  const { values, layer } = waterfallLayers(rows, { widthPx, colours, label }, { fontSizePx, gapPx, labelShare });
  return { height: heightOf(rows.length), data: { values }, layer };
}

function heightOf(bars: number): object {
  return { step: bars > fewBars ? barStepPx.many : barStepPx.few };
}

/** The axis of the labels. */
function labelEncoding(widthPx: number, isStanding: boolean): object {
  return {
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
}

function barLayers(chart: Chart, rows: readonly ChartRow[], widthPx: number, colours: ChartColours): readonly object[] {
  const isStanding = chart.kind === "histogram";
  const [along, across] = isStanding ? (["x", "y"] as const) : (["y", "x"] as const);
  const label = labelEncoding(widthPx, isStanding);
  const value = {
    field: "value",
    type: "quantitative",
    axis: { title: null, tickCount: 4 },
    ...(isStanding ? {} : { scale: scaleWithRoom(rows, widthPx) }),
  };
  const isSigned = rows.some((row) => row.value < 0);
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
    title: { font: "Inter", fontSize: titleSizePx, fontWeight: 600, color: colours.ink, lineHeight: 20 },
  };
}
