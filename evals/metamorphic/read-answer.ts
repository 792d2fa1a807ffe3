import type { Answer } from "#agent";
import type { Domain } from "#knowledge";

import { findNumerals, plainText, type Numeral } from "../text/numerals.ts";

type Table = Answer["evidence"][number]["more"][string];

/** A figure as told: its value in its unit's base (3.2 % is 0.032), and half the worth of its last digit. */
export type Told = {
  readonly value: number;
  readonly slack: number;
  readonly text: string;
  /** The word that follows it, in lower case: "minutes" of "11.7 minutes"; empty where none does. */
  readonly unit: string;
};

/** What kind of figure is looked for: a whole number, a share or percentage, or the first one that there is. */
export type FigureKind = "count" | "share" | "any";

/**
 * The figure that the answer gives first and foremost: the first that is emphasised, else the first of its text; of the kind
 * asked for, and not merely repeated from the question. Null where the text has none.
 */
export function headlineOf(answer: Answer, kind: FigureKind = "any"): Told | null {
  const repeated = new Set(findNumerals(plainText(answer.question)).map((numeral) => numeral.size));
  const emphasised = Array.from(answer.text.matchAll(/\*\*([^*]+)\*\*/g), ([, words = ""]) => words);
  for (const passage of [...emphasised, ...answer.text.split("\n")]) {
    const text = plainText(passage);
    const found = findNumerals(text).find(
      (numeral) => isOfKind(numeral, kind) && (!repeated.has(numeral.size) || kind !== "any"),
    );
    if (found) return toldOf(found, text);
  }
  return null;
}

/** The number at a column of the first row of evidence that has it; null where none has. */
export function cellOf(answer: Answer, column: string, where: Readonly<Record<string, string>> = {}): number | null {
  for (const table of tablesOf(answer)) {
    const place = indexOf(table, column);
    if (place < 0) continue;
    const row = table.rows.find((cells) =>
      Object.entries(where).every(([name, value]) => cells[indexOf(table, name)] === value),
    );
    const cell = row?.[place];
    if (typeof cell === "number") return cell;
  }
  return null;
}

/** The rows of a breakdown by a column, from the evidence: each group with its size and its mean of a measure. */
export function breakdownOf(
  answer: Answer,
  domain: Domain,
  measure: string | null,
): readonly { readonly group: string; readonly size: number; readonly mean: number | null }[] | null {
  for (const table of tablesOf(answer)) {
    const label = table.columns.findIndex(({ type }) => type === "varchar");
    const size = indexOf(table, domain.entity.plural);
    const mean =
      measure === null ? -1 : table.columns.findIndex(({ name }) => name.startsWith("mean_") && name.endsWith(measure));
    if (label < 0 || size < 0 || (measure !== null && mean < 0)) continue;
    return table.rows.map((row) => {
      const value = row[mean];
      return { group: String(row[label]), size: Number(row[size]), mean: typeof value === "number" ? value : null };
    });
  }
  return null;
}

/** The first cells of the rows of the text's first table, in order; empty where it has none. */
export function listedNames(answer: Answer): readonly string[] {
  const rows = answer.text.split("\n").filter((line) => line.trimStart().startsWith("|"));
  return rows.slice(2).map((row) =>
    plainText(row.split("|")[1] ?? "")
      .trim()
      .toLowerCase(),
  );
}

function tablesOf(answer: Answer): readonly Table[] {
  return answer.evidence.flatMap((evidence) => [evidence, ...Object.values(evidence.more)]);
}

function indexOf(table: Table, column: string): number {
  return table.columns.findIndex(({ name }) => name === column);
}

function isOfKind(numeral: Numeral, kind: FigureKind): boolean {
  if (numeral.isOrdinal) return false;
  if (kind === "any") return true;
  return kind === "share" ? numeral.unit === "percent" : numeral.unit === null && Number.isInteger(numeral.size);
}

function toldOf(numeral: Numeral, text: string): Told {
  const scale = numeral.unit === "percent" || numeral.unit === "points" ? 0.01 : 1;
  const size = (numeral.sign === "-" ? -numeral.size : numeral.size) * scale;
  const [unit = ""] = /^\s*\p{L}+/u.exec(text.slice(numeral.end)) ?? [];
  // A whole number without a unit is a count, which is exact.
  const isCount = numeral.unit === null && numeral.place === 1;
  const slack = isCount ? 0 : (numeral.place * scale) / 2;
  return { value: size, slack, text: numeral.text, unit: unit.trim().toLowerCase() };
}
