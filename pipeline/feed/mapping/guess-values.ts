import type { Column } from "#knowledge";

import type { Conversion } from "./conversions.ts";
import type { ColumnProfile } from "./profile-columns.ts";

/** What a source column seems to need; left out where nothing. */
export type GuessedSource = {
  readonly from: string;
  readonly convert?: Conversion;
  readonly values?: Readonly<Record<string, string>>;
  readonly true?: readonly string[];
  readonly false?: readonly string[];
  readonly format?: string;
};

const yes = ["yes", "y", "t", "ja", "oui", "si", "x"];
const no = ["no", "n", "f", "nein", "non"];

/** Forms of a date beside the ISO one, day before month first: a day above 12 tells the two apart. */
const dateForms = [
  { format: "%d.%m.%Y", pattern: /^(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.\d{4}$/ },
  { format: "%d/%m/%Y", pattern: /^(0?[1-9]|[12]\d|3[01])\/(0?[1-9]|1[0-2])\/\d{4}$/ },
  { format: "%m/%d/%Y", pattern: /^(0?[1-9]|1[0-2])\/(0?[1-9]|[12]\d|3[01])\/\d{4}$/ },
  { format: "%Y/%m/%d", pattern: /^\d{4}\/\d{2}\/\d{2}$/ },
  { format: "%Y%m%d", pattern: /^\d{8}$/ },
] as const;

/** Words of a name that give its unit away, and what turns that into the dictionary's. */
const unitWords: readonly { readonly word: RegExp; readonly unit: RegExp; readonly convert: Conversion }[] = [
  { word: /(^|[^a-z])(s|sec|secs|seconds?)([^a-z]|$)/i, unit: /minute/i, convert: "seconds-to-minutes" },
  { word: /(^|[^a-z])(ms|millis|milliseconds?)([^a-z]|$)/i, unit: /minute/i, convert: "milliseconds-to-minutes" },
  { word: /(^|[^a-z])(h|hrs?|hours?)([^a-z]|$)/i, unit: /minute/i, convert: "hours-to-minutes" },
  { word: /(^|[^a-z])(min|mins|minutes?)([^a-z]|$)/i, unit: /hour/i, convert: "minutes-to-hours" },
  { word: /(^|[^a-z])(s|sec|secs|seconds?)([^a-z]|$)/i, unit: /hour/i, convert: "seconds-to-hours" },
  { word: /cents?([^a-z]|$)/i, unit: /dollar/i, convert: "cents-to-dollars" },
];

/** Guesses units, categories and forms from a column's name and values. */
export function guessValues(column: Column, profile: ColumnProfile): GuessedSource {
  const from = profile.name;
  const present = profile.values ?? profile.examples;
  switch (column.type) {
    case "int":
    case "double": {
      const convert = guessConversion(column, profile);
      return convert === undefined ? { from } : { from, convert };
    }
    case "boolean": {
      const isPlain = areMostly(present, (value) => ["true", "false", "1", "0"].includes(value.toLowerCase()));
      if (isPlain) return { from };
      const among = (words: readonly string[]) => present.filter((value) => words.includes(value.toLowerCase()));
      return { from, true: among(yes), false: among(no) };
    }
    case "date":
    case "timestamp": {
      const form = dateForms.find(({ pattern }) => areMostly(present, (value) => pattern.test(value)));
      return form === undefined ? { from } : { from, format: form.format };
    }
    case "string": {
      const values = guessCategories(column, profile.values ?? []);
      return Object.keys(values).length === 0 ? { from } : { from, values };
    }
  }
}

/** Whether so many of the values pass that the others are defects; false where there are none. */
export function areMostly(values: readonly string[], passes: (value: string) => boolean): boolean {
  const least = Math.min(values.length - 1, 0.9 * values.length);
  return values.length > 0 && values.filter(passes).length >= Math.max(1, least);
}

function guessConversion(column: Column, { name, high }: ColumnProfile): Conversion | undefined {
  // Ten times over the range: a few values out of it are defects, not another unit.
  if (column.range?.[1] === 1 && high !== null && high > 10 && high <= 100) return "percent-to-share";
  if (column.range?.[1] === 100 && column.format === "percent" && high !== null && high <= 1) return "share-to-percent";
  const spaced = name.replaceAll(/([a-z])([A-Z])/g, "$1 $2");
  return unitWords.find(({ word, unit }) => word.test(spaced) && unit.test(column.unit ?? ""))?.convert;
}

function guessCategories(column: Column, found: readonly string[]): Record<string, string> {
  const entries = found.flatMap((value): [string, string][] => {
    const text = value.toLowerCase();
    if (column.values.some((allowed) => allowed.value === value)) return [];
    const meant = column.values.find((allowed) =>
      [allowed.value, allowed.label ?? "", ...allowed.synonyms].some((word) => word.toLowerCase() === text),
    );
    return meant === undefined ? [] : [[value, meant.value]];
  });
  return Object.fromEntries(entries);
}
