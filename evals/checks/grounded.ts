import type { Answer } from "#agent";
import type { Domain } from "#knowledge";

import { findFigures, findNumerals, plainText, type Numeral } from "../text/numerals.ts";
import type { Check, CheckContext } from "./check.ts";

/** Tables larger than this give no derived figures: with enough cells any number is a difference of two. */
const mostDerivingCells = 80;

/** The agent's own count: no figure of the text is untraced. */
export function checkUntraced({ answer }: CheckContext): Check {
  const { untraced } = answer.verification;
  return {
    id: "untraced",
    pass: untraced === 0,
    note: untraced === 0 ? "" : `${untraced} figures are untraced by the answer's own count`,
  };
}

/**
 * The same looked up anew: every numeral of the text is a cell of the evidence (rounded, as a share or in percent), a
 * number of the question, the rules, or the SQL, or a difference, sum, ratio or share of two cells of one small table, or
 * the sum of a column's first or last rows.
 */
export function checkGrounded({ answer, domain }: CheckContext): Check {
  const loose = looseNumerals(answer, domain);
  return {
    id: "grounded",
    pass: loose.length === 0,
    note: loose.length === 0 ? "" : `not in the evidence: ${loose.slice(0, 6).join(", ")}`,
  };
}

/** Dates, times of day, and the level that an interval is named by. */
const noFigures =
  /\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}\b|\b(?:80|90|95|99) ?% (?=(?:confidence |prediction )?intervals?\b)/g;

/** The numerals of an answer that nothing explains, as written. */
export function looseNumerals(answer: Answer, domain: Domain): string[] {
  const cells = answer.evidence.flatMap(cellsOf);
  const given = [
    answer.question,
    JSON.stringify(domain.groups.map((group) => group.definition)),
    ...answer.evidence.flatMap((evidence) => [
      evidence.title,
      evidence.sql ?? "",
      JSON.stringify(evidence.input),
      ...evidence.notices,
    ]),
    ...answer.evidence.flatMap(textCells),
  ].flatMap((text) => findNumerals(plainText(text)).map((numeral) => numeral.size));
  const derived = answer.evidence.flatMap(derivedOf);
  const text = plainText(answer.text).replaceAll(noFigures, "");
  return findFigures(text)
    .filter((numeral) => !numeral.isOrdinal && !(numeral.place === 1 && numeral.size <= 20 && numeral.unit === null))
    .filter(
      (numeral) => ![cells, given, derived].some((values) => values.some((value) => isRoundedFrom(numeral, value))),
    )
    .map((numeral) => numeral.text);
}

type EvidenceItem = Answer["evidence"][number];

function tablesOf(evidence: EvidenceItem) {
  return [evidence, ...Object.values(evidence.more)];
}

function cellsOf(evidence: EvidenceItem): number[] {
  return tablesOf(evidence).flatMap((table) => [
    table.rowCount,
    ...table.rows.flat().filter((cell) => typeof cell === "number"),
  ]);
}

function textCells(evidence: EvidenceItem): string[] {
  return tablesOf(evidence).flatMap((table) => table.rows.flat().filter((cell) => typeof cell === "string"));
}

function derivedOf(evidence: EvidenceItem): number[] {
  return tablesOf(evidence).flatMap((table) => {
    const columns = table.columns.map((_, column) =>
      table.rows.map((row) => (typeof row[column] === "number" ? row[column] : 0)),
    );
    const values = table.rows.flat().filter((cell) => typeof cell === "number");
    const sums = columns.flatMap(partialSums);
    if (values.length > mostDerivingCells) return sums;
    const totals = columns.map((column) => column.reduce((sum, value) => sum + value, 0));
    const others = [...values, ...totals];
    return [
      ...sums,
      ...values.flatMap((a) => [
        1 - a,
        ...others.flatMap((b) => [a - b, a + b, b === 0 ? a : a / b, b === 0 ? a : a / b - 1]),
      ]),
    ];
  });
}

/** Sums of a column's first values and of its last: "the rest adds …". */
function partialSums(column: readonly number[]): number[] {
  const sums: number[] = [];
  let sum = 0;
  for (const value of column) sums.push((sum += value));
  return [...sums, ...sums.map((first) => sum - first)];
}

/** Whether a numeral tells a value: rounded to its digits, as a share or in percent, whatever the sign. */
export function isRoundedFrom(numeral: Numeral, value: number): boolean {
  const slack = numeral.place * 0.51;
  const near = (size: number) => Math.abs(size - Math.abs(value)) <= slack + 1e-9;
  if (near(numeral.size)) return true;
  return numeral.unit === "percent" || numeral.unit === "points"
    ? Math.abs(numeral.size / 100 - Math.abs(value)) <= slack / 100 + 1e-9
    : false;
}
