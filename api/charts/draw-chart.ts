import type { Answer } from "#agent";
import * as vega from "vega";
import { compile } from "vega-lite";

import { chartRows } from "./chart-rows.ts";
import { textWidthPx } from "./text-width.ts";
import { vegaLiteSpec, type ChartColours } from "./vega-lite-spec.ts";

/** Themed by the page that shows the picture: browsers read CSS variables in an SVG's attributes. */
export const pageColours: ChartColours = {
  ink: "var(--ink)",
  dim: "var(--ink-2)",
  line: "var(--line)",
  accent: "var(--accent)",
  up: "var(--up)",
  down: "var(--down)",
};

/** An answer's chart as SVG of `widthPx`; null where it has none or its rows cannot be drawn. */
export async function drawChart(
  answer: Pick<Answer, "chart" | "evidence">,
  options: { readonly widthPx: number; readonly colours: ChartColours },
): Promise<string | null> {
  const { chart } = answer;
  const rows = chart ? chartRows(answer, chart) : [];
  if (!chart || rows.length === 0) return null;
  measureWithoutCanvas();
  const spec = compile(vegaLiteSpec(chart, rows, options), { logger: vega.logger(vega.None) }).spec;
  // Data stands in the spec; a loader that loads nothing keeps it so.
  const view = new vega.View(vega.parse(spec), { renderer: "none", loader: noLoader });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

const nothingLoads = () => Promise.reject(new Error("A chart loads nothing."));
const noLoader: vega.Loader = { load: nothingLoads, sanitize: nothingLoads, http: nothingLoads, file: nothingLoads };

type TextItem = { readonly fontSize?: number; readonly limit?: number };

/** Gives Vega the widths of the font that the picture is shown in. */
function measureWithoutCanvas(): void {
  // Vega exports its measure for this purpose, but its types leave it out.
  const { textMetrics } = vega as unknown as { textMetrics: { width: (item: TextItem, text: unknown) => number } };
  textMetrics.width = ({ fontSize = 11 }, text) => textWidthPx(String(text), fontSize);
}
