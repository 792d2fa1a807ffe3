import { cutText, padText, widthOf } from "./fit-text.ts";
import type { Style } from "./style.ts";

/** One bar; `note` stands behind it, as an interval does. */
export type Bar = { readonly label: string; readonly value: number; readonly note: string };

const widestLabel = 30;
const widestBar = 40;
/** Narrower than this a bar tells nothing. */
const narrowestBar = 4;
const significantDigits = 4;
const mostDecimals = 10;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * Bars, one a line: label, value, bar, note. They start at zero; signed ones leave an axis to both sides, and their
 * values have a sign. Where the line is too short for all, first the notes go, then letters of the labels.
 */
export function renderBars(bars: readonly Bar[], isSigned: boolean, width: number, style: Style): string[] {
  if (bars.length === 0) return [];
  const values = alignedNumbers(
    bars.map((bar) => bar.value),
    isSigned,
  );
  const valueWidth = Math.max(...values.map(widthOf));
  const longestLabel = Math.min(widestLabel, Math.max(...bars.map((bar) => widthOf(bar.label))));
  const longestNote = Math.max(...bars.map((bar) => widthOf(bar.note)));
  // Two between the columns, and one at the end of the line.
  const gaps = 5;
  const roomFor = (labelWidth: number, noteWidth: number) => width - labelWidth - valueWidth - noteWidth - gaps;
  const hasNotes = longestNote > 0 && roomFor(longestLabel, longestNote + 1) >= narrowestBar;
  const noteWidth = hasNotes ? longestNote + 1 : 0;
  const labelWidth = Math.max(1, Math.min(longestLabel, width - valueWidth - noteWidth - gaps - narrowestBar));
  const room = Math.max(narrowestBar, Math.min(widestBar, roomFor(labelWidth, noteWidth)));
  const largest = Math.max(...bars.map((bar) => Math.abs(bar.value)));
  const draw = isSigned ? drawSigned : drawPositive;
  return bars.map((bar, index) => {
    const label = padText(cutText(bar.label, labelWidth), labelWidth, "left");
    const value = padText(values[index] ?? "", valueWidth, "right");
    const drawn = draw(largest > 0 ? bar.value / largest : 0, room, style);
    const note = hasNotes ? ` ${style.dim(bar.note)}` : "";
    return `${label}  ${value}  ${padText(drawn, room, "left")}${note}`.trimEnd();
  });
}

/** Numbers with as many decimals each as the largest needs for four digits, without zeros that all have at their end. */
function alignedNumbers(values: readonly number[], isSigned: boolean): string[] {
  const largest = Math.max(...values.map(Math.abs));
  const most =
    largest > 0 ? Math.max(0, Math.min(mostDecimals, significantDigits - 1 - Math.floor(Math.log10(largest)))) : 0;
  const isEnough = (decimals: number) =>
    values.every((value) => Number(value.toFixed(decimals)) === Number(value.toFixed(most)));
  let decimals = most;
  while (decimals > 0 && isEnough(decimals - 1)) decimals--;
  return values.map((value) => (isSigned && value > 0 ? "+" : "") + value.toFixed(decimals));
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
