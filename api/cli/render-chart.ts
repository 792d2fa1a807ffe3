import type { Answer } from "#agent";

import type { EvidenceTable } from "../service.ts";
import { cleanLine } from "./clean-text.ts";
import { wrapText } from "./fit-text.ts";
import { renderBars, type Bar } from "./render-bars.ts";
import { renderNumber, renderValue } from "./render-table.ts";
import type { Style } from "./style.ts";

type Chart = NonNullable<Answer["chart"]>;

const maxBars = 16;

/** The answer's chart as bars, one a line. Nothing where the chart's rows hold no numbers. */
export function renderChart(answer: Pick<Answer, "chart" | "evidence">, width: number, style: Style): string[] {
  const { chart } = answer;
  const table = chart && tableOf(chart, answer.evidence);
  if (!table) return [];
  const all = barsOf(chart, table);
  const bars = all.slice(0, maxBars);
  if (bars.length === 0) return [];
  const isSigned = chart.kind === "contributions" || bars.some((bar) => bar.value < 0);
  const title = wrapText(cleanLine(chart.title), width).map(style.bold);
  const rest = all.length > bars.length ? [style.dim(`… ${all.length - bars.length} more`)] : [];
  return [...title, ...renderBars(bars, isSigned, width, style), ...rest];
}

function tableOf(chart: Chart, evidence: Answer["evidence"]): EvidenceTable | undefined {
  const source = evidence.find((candidate) => candidate.id === chart.evidence);
  return chart.table === null ? source : source?.more[chart.table];
}

function barsOf(chart: Chart, table: EvidenceTable): Bar[] {
  const indexOf = (name: string | null) => table.columns.findIndex((column) => column.name === name);
  const [x, y, low, high] = [indexOf(chart.x), indexOf(chart.y), indexOf(chart.low), indexOf(chart.high)];
  return table.rows.flatMap((row) => {
    const value = row[y];
    if (typeof value !== "number") return [];
    const [from, to] = [row[low], row[high]];
    const hasInterval = typeof from === "number" && typeof to === "number";
    const note = hasInterval ? `[${renderNumber(from)} – ${renderNumber(to)}]` : "";
    return [{ label: renderValue(row[x] ?? null), value, note }];
  });
}
