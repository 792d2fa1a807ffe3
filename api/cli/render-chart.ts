import type { Answer } from "#agent";

import type { EvidenceTable } from "../service.ts";
import { cleanLine } from "./clean-text.ts";
import { cutText, padText, widthOf } from "./fit-text.ts";
import { renderNumber, renderValue } from "./render-table.ts";
import type { Style } from "./style.ts";

type Chart = NonNullable<Answer["chart"]>;
type Bar = { readonly label: string; readonly value: number; readonly interval: string };

const maxBars = 16;
const widestLabel = 30;
const widestBar = 40;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * The answer's chart as bars, one a line: label, value, bar, interval. Bars start at zero; where a value is negative
 * they leave an axis to both sides. Nothing where the chart's rows hold no numbers.
 */
export function renderChart(answer: Pick<Answer, "chart" | "evidence">, width: number, style: Style): string[] {
  const { chart } = answer;
  const table = chart && tableOf(chart, answer.evidence);
  if (!table) return [];
  const all = barsOf(chart, table);
  const bars = all.slice(0, maxBars);
  if (bars.length === 0) return [];

  const labels = bars.map((bar) => cutText(bar.label, widestLabel));
  const isSigned = chart.kind === "contributions" || bars.some((bar) => bar.value < 0);
  const values = bars.map((bar) => (isSigned && bar.value > 0 ? "+" : "") + renderNumber(bar.value));
  const labelWidth = Math.max(...labels.map(widthOf));
  const valueWidth = Math.max(...values.map(widthOf));
  const intervalWidth = Math.max(...bars.map((bar) => widthOf(bar.interval)));
  const room = Math.max(4, Math.min(widestBar, width - labelWidth - valueWidth - intervalWidth - 5));
  const largest = Math.max(...bars.map((bar) => Math.abs(bar.value)));
  const draw = isSigned ? drawSigned : drawPositive;
  const lines = bars.map((bar, index) => {
    const label = padText(labels[index] ?? "", labelWidth, "left");
    const value = padText(values[index] ?? "", valueWidth, "right");
    const drawn = draw(largest > 0 ? bar.value / largest : 0, room, style);
    return `${label}  ${value}  ${padText(drawn, room, "left")} ${style.dim(bar.interval)}`.trimEnd();
  });
  const title = style.bold(cutText(cleanLine(chart.title), width));
  const rest = all.length > bars.length ? [style.dim(`… ${all.length - bars.length} more`)] : [];
  return [title, ...lines, ...rest];
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
    const interval = hasInterval ? `[${renderNumber(from)} – ${renderNumber(to)}]` : "";
    return [{ label: renderValue(row[x] ?? null), value, interval }];
  });
}

function drawPositive(share: number, room: number, style: Style): string {
  const steps = Math.round(share * room * 8);
  return style.code("█".repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? ""));
}

function drawSigned(share: number, room: number, style: Style): string {
  const side = Math.floor((room - 1) / 2);
  // The smallest effect is still one block, so that its side can be seen.
  const length = share === 0 ? 0 : Math.max(1, Math.round(Math.abs(share) * side));
  const blocks = "█".repeat(length);
  return share < 0 ? `${" ".repeat(side - length)}${style.down(blocks)}│` : `${" ".repeat(side)}│${style.up(blocks)}`;
}
