import { findNumerals, plainText } from "../text/numerals.ts";
import type { Check, CheckContext } from "./check.ts";
import { isRoundedFrom } from "./grounded.ts";

/**
 * A chart draws rows that are there: its columns exist, what it measures are numbers, an interval holds its estimate. And it
 * draws what is told: at least one of its measures stands in the text.
 */
export function checkChart({ answer }: CheckContext): Check {
  const { chart } = answer;
  const evidence = answer.evidence.find((one) => one.id === chart?.evidence);
  const table = chart?.table == null ? evidence : evidence?.more[chart.table];
  const faults: string[] = [];
  if (chart !== null && !table) faults.push(`draws ${chart.evidence}, which is not there`);
  if (chart !== null && table) {
    const place = (column: string) => table.columns.findIndex(({ name }) => name === column);
    const named = [chart.x, chart.y, chart.low, chart.high].filter((column) => column !== null);
    faults.push(...named.filter((column) => place(column) < 0).map((column) => `has no column ${column}`));
    const [y, low, high] = [chart.y, chart.low, chart.high].map((column) => (column === null ? -1 : place(column)));
    for (const row of faults.length === 0 ? table.rows : []) {
      const [value, from, to] = [row[y ?? -1], row[low ?? -1], row[high ?? -1]];
      if (value !== null && typeof value !== "number") faults.push(`draws ${String(value)} as a number`);
      const isOutside =
        typeof value === "number" &&
        ((typeof from === "number" && from > value + 1e-9) || (typeof to === "number" && to < value - 1e-9));
      if (isOutside) faults.push(`an interval from ${String(from)} to ${String(to)} does not hold ${value}`);
    }
    const drawn = table.rows.map((row) => row[y ?? -1]).filter((value) => typeof value === "number");
    const told = findNumerals(plainText(answer.text));
    const isTold = drawn.some((value) => told.some((numeral) => isRoundedFrom(numeral, value)));
    if (faults.length === 0 && drawn.length > 0 && !isTold) faults.push(`the text tells no ${chart.y}`);
  }
  return { id: "chart", pass: faults.length === 0, note: faults.slice(0, 3).join("; ") };
}
