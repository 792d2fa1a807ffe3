import { cutText, padText, widthOf, wrapText } from "./fit-text.ts";
import type { Style } from "./style.ts";

const gap = "  ";

/**
 * A row of a table that is too wide for a line: a line for each column, its name and its value; several lines where
 * nothing of it is to be cut.
 */
export function renderRecord(
  names: readonly string[],
  values: readonly string[],
  { width, style, isWhole }: { readonly width: number; readonly style: Style; readonly isWhole: boolean },
): string[] {
  const nameWidth = Math.min(Math.max(...names.map(widthOf)), Math.floor(width / 2));
  const valueWidth = Math.max(1, width - nameWidth - gap.length);
  const fit = (text: string, room: number) => (isWhole ? wrapText(text, room) : [cutText(text, room)]);
  return names.flatMap((name, index) => {
    const [nameLines, valueLines] = [fit(name, nameWidth), fit(values[index] ?? "", valueWidth)];
    return Array.from({ length: Math.max(nameLines.length, valueLines.length) }, (_, line) =>
      `${style.dim(padText(nameLines[line] ?? "", nameWidth, "left"))}${gap}${valueLines[line] ?? ""}`.trimEnd(),
    );
  });
}
