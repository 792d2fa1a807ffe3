import type { Operand } from "./derive-numeral.ts";
import type { NumeralRange } from "./numeral-range.ts";
import type { Numeral } from "./numerals.ts";
import type { SentenceContext } from "./sentence-context.ts";
import type { NumeralSource } from "./trace-numeral.ts";
import { columnValues, type ValuePlace } from "./value-store.ts";

/**
 * The numeral as what is left of a column once the rows told around it are taken away: "the 7 other features
 * together +0.12". Either the number of those rows or the sum of their values; null where it is neither.
 */
export function deriveRest(
  numeral: Numeral,
  ranges: readonly NumeralRange[],
  context: SentenceContext,
  operands: readonly Operand[],
): NumeralSource | null {
  if (!context.cues.has("complement")) return null;
  for (const { place, rows } of columnsTold(operands)) {
    const left = columnValues(place).filter((value, row) => value !== null && !rows.has(row));
    const sum = left.reduce<number>((total, value) => total + (value ?? 0), 0);
    const isCount = numeral.isWhole && left.length > 0 && numeral.value === left.length;
    if (!isCount && !isSum(sum, numeral, ranges)) continue;
    return {
      status: "derived",
      evidence: [place.table.evidence],
      how: `${isCount ? "number" : "sum"} of the other rows of ${place.table.evidence}, ${place.column.name}`,
      values: [],
      place: null,
    };
  }
  return null;
}

/** The columns that two or more operands stand in, with the rows told. */
function columnsTold(operands: readonly Operand[]): { readonly place: ValuePlace; readonly rows: Set<number> }[] {
  const columns = new Map<string, { readonly place: ValuePlace; readonly rows: Set<number> }>();
  for (const { source } of operands) {
    const { place } = source;
    if (!place) continue;
    const key = `${place.table.evidence}/${place.table.name ?? ""}/${place.column.name}`;
    const told = columns.get(key);
    if (told) told.rows.add(place.row);
    else columns.set(key, { place, rows: new Set([place.row]) });
  }
  return [...columns.values()].filter((column) => column.rows.size > 1);
}

function isSum(sum: number, numeral: Numeral, ranges: readonly NumeralRange[]): boolean {
  if ((numeral.sign === "minus" && sum > 0) || (numeral.sign === "plus" && sum < 0)) return false;
  const size = Math.abs(sum);
  return ranges.some((range) => range.column !== "percent" && size >= range.low && size <= range.high);
}
