import type { CustomerPage } from "../../operations/results-operations.ts";
import { cleanLine } from "../clean-text.ts";
import { padText, widthOf, wrapText } from "../fit-text.ts";
import { renderBars } from "../render-bars.ts";
import { renderNumber, renderValue } from "../render-table.ts";
import type { Style } from "../style.ts";

type Prediction = CustomerPage["predictions"][number];

/** Contributions shown of each model; the rest is summed up, so that they still add up. */
const shownContributions = 8;

/**
 * A customer as published, for a terminal of `width` columns: what every model says and why, what is known, and of which
 * run. Ends with a line feed.
 */
export function renderProfile(page: CustomerPage, width: number, style: Style): string {
  const { id, predictions, attributes, dataset } = page;
  const names = attributes.map(({ label, name }) => cleanLine(label || name));
  const nameWidth = Math.min(Math.floor(width / 2), Math.max(0, ...names.map(widthOf)));
  const known = attributes.flatMap(({ value }, index) => {
    const [first = "", ...rest] = wrapText(names[index] ?? "", nameWidth);
    return [`${padText(first, nameWidth, "left")}  ${renderValue(value)}`, ...rest];
  });
  const sections = [
    [style.bold(cleanLine(id))],
    ...predictions.map((prediction) => renderPrediction(prediction, width, style)),
    known.length > 0 ? [style.bold("Known of them"), ...known] : [],
    wrapText("The model's reasons, not causes.", width).map(style.dim),
    wrapText(`run ${dataset.runId} of ${dataset.snapshotDate}`, width).map(style.dim),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function renderPrediction(prediction: Prediction, width: number, style: Style): string[] {
  const { label, version, unit, lower, upper, actual, baseValue, margin, contributions } = prediction;
  const interval = lower === null || upper === null ? "" : ` (${renderNumber(lower)} to ${renderNumber(upper)})`;
  const observed = actual === null ? "" : `, observed ${renderValue(actual)}`;
  const head = `${cleanLine(label)} ${cleanLine(version)}: ${renderNumber(prediction.prediction)}${interval}${observed}`;
  const sum = `From ${renderNumber(baseValue)}, which is usual, to ${renderNumber(margin)} (${cleanLine(unit)}):`;
  return [
    ...wrapText(head, width).map(style.bold),
    ...wrapText(sum, width).map(style.dim),
    ...renderBars(barsOf(contributions), true, width, style),
  ];
}

function barsOf({ columns, rows }: Prediction["contributions"]) {
  const indexOf = (name: string) => columns.findIndex((column) => column.name === name);
  const [label, value, contribution] = [indexOf("label"), indexOf("value"), indexOf("contribution")];
  const all = rows.map((row) => ({
    label: renderValue(row[label] ?? null),
    value: Number(row[contribution] ?? 0),
    note: renderValue(row[value] ?? null),
  }));
  const rest = all.slice(shownContributions);
  if (rest.length === 0) return all;
  const sum = rest.reduce((total, bar) => total + bar.value, 0);
  return [...all.slice(0, shownContributions), { label: `${rest.length} others`, value: sum, note: "" }];
}
