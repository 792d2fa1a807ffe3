import type { Answer } from "#agent";

import { chartRows, type ChartRow } from "../charts/chart-rows.ts";
import { cleanLine } from "./clean-text.ts";
import { wrapText } from "./fit-text.ts";
import { renderBars, type Bar } from "./render-bars.ts";
import { renderNumber } from "./render-table.ts";
import type { Style } from "./style.ts";

const maxBars = 16;

/** The answer's chart as bars, one a line. Nothing where the chart's rows hold no numbers. */
export function renderChart(answer: Pick<Answer, "chart" | "evidence">, width: number, style: Style): string[] {
  const { chart } = answer;
  const all = chart ? chartRows(answer, chart) : [];
  if (!chart || all.length === 0) return [];
  const bars = all.slice(0, maxBars).map(barOf);
  const isSigned = chart.kind === "contributions" || bars.some((bar) => bar.value < 0);
  const title = wrapText(cleanLine(chart.title), width).map(style.bold);
  const rest = all.length > bars.length ? [style.dim(`… ${all.length - bars.length} more`)] : [];
  return [...title, ...renderBars(bars, isSigned, width, style), ...rest];
}

function barOf({ label, value, low, high }: ChartRow): Bar {
  const note = low !== null && high !== null ? `[${renderNumber(low)} – ${renderNumber(high)}]` : "";
  return { label: cleanLine(label), value, note };
}
