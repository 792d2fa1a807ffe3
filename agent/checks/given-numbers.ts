import { scanDates } from "./dates.ts";
import type { Source } from "./known-names.ts";
import { scanNumerals } from "./numerals.ts";

/** A number that is right because somebody said it or a query was run with it. */
export type GivenNumber = Source & { readonly value: number; readonly isPercent: boolean };

/** The numbers written in a question, a query or a tool's input; dates are not read as numbers. */
export function numbersIn(text: string, source: Source): GivenNumber[] {
  return scanNumerals(text, scanDates(text)).flatMap((numeral): GivenNumber[] => {
    const isPercent = numeral.unit === "percent";
    const value = numeral.sign === "minus" ? -numeral.value : numeral.value;
    const number = { ...source, value, isPercent };
    return numeral.outOf === null ? [number] : [number, { ...number, value: numeral.outOf }];
  });
}

const numberWords = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

/** The numbers from two to twelve that a question says in words. */
export function numberWordsIn(text: string, source: Source): GivenNumber[] {
  return Array.from(text.toLowerCase().matchAll(/[a-z]+/g), ([word]) => numberWords.indexOf(word))
    .filter((value) => value > 1)
    .map((value) => ({ ...source, value, isPercent: false }));
}

/** Every text, number and key within a tool's input, as texts. */
export function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [key, ...textsOf(part)]);
}
