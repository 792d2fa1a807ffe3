import type { Answer } from "#agent";
import type { Domain } from "#knowledge";

import { findNumerals, plainText, type Numeral } from "../text/numerals.ts";
import type { Check, CheckContext } from "./check.ts";
import { isRoundedFrom } from "./grounded.ts";

/** How many seconds a unit of time has, by its name without the plural's s. */
const seconds: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  min: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
};
const unitWord = /^\s*(seconds?|minutes?|min|hours?|days?|weeks?)(?!\p{L})/iu;
const longestUnitWord = 12;
/** All amounts of the data are US dollars. */
const otherCurrency = /[€£¥]\s?\d|\d\s?(?:€|£|¥|(?:euros?|eur|pounds|gbp)\b)/i;
const difference = /(?:^|_)(?:mean_)?(?:change|difference|delta|uplift)(?:_|$)/;
const relative = /relative|percent|ratio/;

/** A number that was found, with what it measures where its column's name says so. */
type Cell = { readonly value: number; readonly column: string; readonly seconds: number | null };

/**
 * A figure is told in its own unit: a duration in the unit of its column or converted to the other, amounts in dollars,
 * a difference of shares in percentage points. Figures are known by their value; round ones may be anything's.
 */
export function checkUnits({ answer, domain }: CheckContext): Check {
  const text = plainText(answer.text);
  const told = findNumerals(text).flatMap((numeral) => toldIn(numeral, text) ?? []);
  const cells = told.length === 0 ? [] : cellsOf(answer, domain);
  const currency = otherCurrency.exec(text)?.[0];
  const faults = [
    ...(currency === undefined ? [] : [`"${currency}" is not in dollars`]),
    ...told.flatMap((one) => faultOf(one, cells) ?? []),
  ];
  return { id: "units", pass: faults.length === 0, note: faults.slice(0, 3).join("; ") };
}

/** A figure that says its unit: a duration with its word, or a signed percentage. */
type Told = { readonly numeral: Numeral; readonly word: string | null };

/** Null where the figure is round, or says no unit that could be another. */
function toldIn(numeral: Numeral, text: string): Told | null {
  if (numeral.size === 0 || numeral.place >= numeral.size / 20) return null;
  const word = unitWord.exec(text.slice(numeral.end, numeral.end + longestUnitWord))?.[1]?.toLowerCase() ?? null;
  const isSignedPercent = numeral.unit === "percent" && (numeral.sign === "+" || numeral.sign === "-");
  return word !== null || isSignedPercent ? { numeral, word } : null;
}

function faultOf({ numeral, word }: Told, cells: readonly Cell[]): string | null {
  const found = cells.filter(({ value }) => isRoundedFrom(numeral, value));
  if (found.length === 0) return null;
  const told = word === null ? undefined : seconds[word.replace(/s$/, "")];
  if (told === undefined) {
    // A rise of a share by 2 points is not one by 2 %.
    const isDifference = found.every(({ column }) => difference.test(column) && !relative.test(column));
    return isDifference ? `${numeral.text} is a difference in percentage points` : null;
  }
  const isOfAnother = found.every((cell) => cell.seconds !== null && cell.seconds !== told);
  const isConverted = cells.some(
    (cell) => cell.seconds !== null && isRoundedFrom(numeral, (cell.value * cell.seconds) / told),
  );
  return isOfAnother && !isConverted ? `${numeral.text} ${word} is of ${found[0]?.column}` : null;
}

function cellsOf(answer: Answer, domain: Domain): readonly Cell[] {
  const columns = [...domain.resultColumns, ...domain.feedColumns, ...domain.tables.flatMap((table) => table.columns)];
  const longestFirst = columns.toSorted((a, b) => b.name.length - a.name.length);
  const secondsOf = (name: string) => {
    const unit = longestFirst.find((column) => name.includes(column.name))?.unit ?? null;
    return (unit === null ? undefined : seconds[unit.replace(/s$/, "")]) ?? null;
  };
  return answer.evidence
    .flatMap((evidence) => [evidence, ...Object.values(evidence.more)])
    .flatMap((table) =>
      table.columns.flatMap(({ name }, place) => {
        const measured = { column: name, seconds: secondsOf(name) };
        return table.rows.flatMap((row) =>
          typeof row[place] === "number" ? [{ ...measured, value: row[place] }] : [],
        );
      }),
    );
}
