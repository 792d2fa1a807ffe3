import type { EvidenceIndex } from "./evidence-index.ts";
import type { Numeral } from "./numerals.ts";
import type { NumeralSource } from "./trace-numeral.ts";

/**
 * The numeral as the total of a column of counts: the customers of all groups together. Only of whole tables, and
 * only numbers as they are written, so that no rounded number is found by chance.
 */
export function deriveTotal(numeral: Numeral, index: EvidenceIndex): NumeralSource | null {
  if (!numeral.isWhole || numeral.sign !== "none" || numeral.value < 10) return null;
  for (const known of index.tables()) {
    if (known.table.truncated || known.table.rows.length < 2) continue;
    for (const [position, column] of known.columns.entries()) {
      if (!column.isCount || totalOf(known.table.rows, position) !== numeral.value) continue;
      const how = `sum of ${known.evidence}, ${column.name}`;
      return { status: "derived", evidence: [known.evidence], how, values: [numeral.value], place: null };
    }
  }
  return null;
}

function totalOf(rows: readonly (readonly unknown[])[], column: number): number {
  return rows.reduce<number>((sum, row) => sum + (typeof row[column] === "number" ? row[column] : 0), 0);
}
