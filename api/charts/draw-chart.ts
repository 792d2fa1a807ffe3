import type { Answer } from "#agent";
import * as vega from "vega";
import { compile } from "vega-lite";

import type { ChartColours } from "./chart-colours.ts";
import { chartRows, type ChartRow } from "./chart-rows.ts";
import { textWidthPx } from "./text-width.ts";
import { framePaddingPx, titleSizePx, vegaLiteSpec, type Drawn } from "./vega-lite-spec.ts";
import { waterfallRows } from "./waterfall-rows.ts";

type Chart = NonNullable<Answer["chart"]>;

export type DrawOptions = {
  /** Of the whole picture. */
  readonly widthPx: number;
  readonly colours: ChartColours;
  /** Whether the title stands in the picture; a page has it above. */
  readonly hasTitle: boolean;
};

/** An answer's chart as SVG of `widthPx`; null where it has none or its rows cannot be drawn. */
export async function drawChart(
  answer: Pick<Answer, "chart" | "evidence">,
  { widthPx, colours, hasTitle }: DrawOptions,
): Promise<string | null> {
  const { chart } = answer;
  const drawn = chart && drawnRows(answer, chart);
  if (!drawn || drawn.rows.length === 0) return null;
  measureWithoutCanvas();
  const titleLines = hasTitle ? linesOf(chart.title, widthPx - 2 * framePaddingPx) : [];
  const options = { widthPx, colours, titleLines };
  const spec = compile(vegaLiteSpec(chart, drawn, options), { logger: vega.logger(vega.None) }).spec;
  // Data stands in the spec; a loader that loads nothing keeps it so.
  const view = new vega.View(vega.parse(spec), { renderer: "none", loader: noLoader });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

function drawnRows(answer: Pick<Answer, "evidence">, chart: Chart): Drawn {
  if (chart.kind !== "contributions") return { kind: "rows", rows: chartRows(answer, chart).map(drawable) };
  return { kind: "waterfall", rows: waterfallRows(answer, chart).map(drawable) };
}

/** Past this, sums and widths of an axis are no numbers any more. */
const largest = 1e100;
const mostLabelChars = 120;

/** A row that can be drawn: its label on one line and of a length that somebody may read. Throws a `RangeError`. */
function drawable<Row extends Pick<ChartRow, "label" | "value">>(row: Row): Row {
  if (Math.abs(row.value) > largest) throw new RangeError("a value is too large to be drawn");
  // Letters that no document in XML may hold are no letters of a label.
  // oxlint-disable-next-line no-control-regex -- finding control characters is the point
  const label = row.label.replaceAll(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, " ").trim();
  return { ...row, label: label.length > mostLabelChars ? `${label.slice(0, mostLabelChars - 1)}…` : label };
}

/** A text broken into lines of at most `widthPx`, for a title in semi-bold letters. */
function linesOf(text: string, widthPx: number): readonly string[] {
  const semiBold = 1.06;
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const line = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidthPx(line, titleSizePx) * semiBold <= widthPx) lines.splice(-1, 1, line);
    else lines.push(word);
  }
  return lines;
}

const nothingLoads = () => Promise.reject(new Error("A chart loads nothing."));
const noLoader: vega.Loader = { load: nothingLoads, sanitize: nothingLoads, http: nothingLoads, file: nothingLoads };

/** A text whose width is asked for; one that is wider than its limit is cut to it. */
type TextItem = { readonly fontSize?: number; readonly limit?: number };

/** Gives Vega the widths of the font that the picture is shown in. */
function measureWithoutCanvas(): void {
  // Vega exports its measure for this purpose, but its types leave it out.
  const { textMetrics } = vega as unknown as { textMetrics: { width: (item: TextItem, text: unknown) => number } };
  textMetrics.width = ({ fontSize = 11, limit = 0 }, text) => {
    const widthPx = textWidthPx(String(text), fontSize);
    return limit > 0 ? Math.min(widthPx, limit) : widthPx;
  };
}
