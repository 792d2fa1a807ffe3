import type { ChartColours } from "./chart-colours.ts";
import { textWidthPx } from "./text-width.ts";
import { toldChange, toldValue } from "./told-value.ts";
import type { WaterfallRow } from "./waterfall-rows.ts";

/** How labels and values are set, the same as beside other bars. */
export type LabelStyle = { readonly fontSizePx: number; readonly gapPx: number; readonly labelShare: number };

/** The layers of a waterfall in Vega-Lite: a bar for each row, and its value behind its right end. */
export function waterfallLayers(
  rows: readonly WaterfallRow[],
  { widthPx, colours, label }: { readonly widthPx: number; readonly colours: ChartColours; readonly label: object },
  style: LabelStyle,
): { readonly values: readonly object[]; readonly layer: readonly object[] } {
  const values = rows.map((row) => ({ ...row, told: toldOf(row), right: Math.max(row.from, row.to) }));
  const x = {
    field: "from",
    type: "quantitative",
    axis: { title: null, tickCount: 4 },
    scale: scaleOf(values, widthPx, style),
  };
  const colour = {
    condition: [
      { test: "datum.kind === 'base'", value: colours.base },
      { test: "datum.kind === 'total'", value: colours.ink },
      { test: "datum.value < 0", value: colours.down },
    ],
    value: colours.up,
  };
  const bars = {
    mark: { type: "bar", cornerRadius: 2, height: { band: 0.5 }, minBandSize: 2 },
    encoding: { y: label, x, x2: { field: "to" }, color: colour },
  };
  const told = {
    mark: {
      type: "text",
      align: "left",
      dx: style.gapPx - 2,
      baseline: "middle",
      font: "Inter",
      fontSize: style.fontSizePx,
    },
    encoding: {
      y: label,
      x: { field: "right", type: "quantitative" },
      text: { field: "told" },
      color: { value: colours.ink },
    },
  };
  return { values, layer: [bars, told] };
}

function toldOf({ kind, value }: WaterfallRow): string {
  return kind === "step" ? toldChange(value) : toldValue(value);
}

type Valued = WaterfallRow & { readonly told: string };

/** From the lowest end to the highest, and further by what the longest value takes. */
function scaleOf(rows: readonly Valued[], widthPx: number, { fontSizePx, gapPx, labelShare }: LabelStyle): object {
  const ends = [0, ...rows.flatMap(({ from, to }) => [from, to])];
  const [lowest, highest] = [Math.min(...ends), Math.max(...ends)];
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => textWidthPx(text, fontSizePx)));
  const labelsPx = Math.min(widest(rows.map(({ label }) => label)), labelShare * widthPx) + gapPx;
  const valuesPx = widest(rows.map(({ told }) => told)) + gapPx;
  const room = ((highest - lowest) * valuesPx) / Math.max(widthPx - labelsPx - 2 * valuesPx, valuesPx);
  return { domainMin: lowest, domainMax: highest + room, nice: false };
}
