const monthName =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const ordinalDay = "\\d{1,2}(?:st|nd|rd|th)?";
const dateText = new RegExp(
  [
    "\\b\\d{4}-\\d{2}(?:-\\d{2})?(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?Z?)?\\b",
    "\\b\\d{1,2}:\\d{2}(?::\\d{2})?\\b",
    `\\b(?:${ordinalDay}\\s+)?${monthName}\\.?\\s+(?:${ordinalDay},?\\s+)?\\d{4}\\b`,
  ].join("|"),
  "gi",
);
const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** A date or time of day as written, with its place. */
export type DateText = { readonly text: string; readonly start: number; readonly end: number };

/** The dates (2026-11-01, 1 November 2026, Nov 2026) and times of day (22:00) of a text. */
export function scanDates(text: string): DateText[] {
  // Most texts hold no date: a cheap look first.
  if (!/\d{4}|\d:\d/.test(text)) return [];
  return Array.from(text.matchAll(dateText), (match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** A date as 2026-11-01, a month as 2026-11; a time of day or a year as it is. */
export function isoOfDate(text: string): string {
  const iso = /^\d{4}(?:-\d{2}){0,2}/.exec(text);
  if (iso) return iso[0];
  const month = months.indexOf((/[a-z]{3}/i.exec(text)?.[0] ?? "").toLowerCase()) + 1;
  const year = /\d{4}$/.exec(text)?.[0];
  if (month === 0 || !year) return text;
  const day = /(?<!\d)\d{1,2}(?!\d)/.exec(text)?.[0];
  const head = `${year}-${String(month).padStart(2, "0")}`;
  return day ? `${head}-${day.padStart(2, "0")}` : head;
}
