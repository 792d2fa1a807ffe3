/** Units a company may deliver in, and the factor to the dictionary's; as a quotient, so that 29 % is 0.29 exactly. */
const factors = {
  "percent-to-share": [1, 100],
  "share-to-percent": [100, 1],
  "permille-to-share": [1, 1_000],
  "seconds-to-minutes": [1, 60],
  "hours-to-minutes": [60, 1],
  "milliseconds-to-minutes": [1, 60_000],
  "minutes-to-hours": [1, 60],
  "seconds-to-hours": [1, 3_600],
  "days-to-hours": [24, 1],
  "hours-to-days": [1, 24],
  "weeks-to-days": [7, 1],
  "months-to-years": [1, 12],
  "cents-to-dollars": [1, 100],
  "thousands-to-units": [1_000, 1],
  "per-week-to-per-day": [1, 7],
  "per-day-to-per-week": [7, 1],
  "per-month-to-per-day": [1, 30],
  "per-day-to-per-month": [30, 1],
} as const satisfies Record<string, readonly [number, number]>;

/** A named change of unit, `seconds-to-minutes` for one. A month has 30 days. */
export type Conversion = keyof typeof factors;

/** Every conversion there is, by name. */
// The keys of a literal object are exactly its type's.
export const conversionNames = Object.keys(factors) as [Conversion, ...Conversion[]];

/** SQL of a number (a DOUBLE) in the dictionary's unit. */
export function convertSql(value: string, conversion: Conversion): string {
  const [numerator, denominator] = factors[conversion];
  return `(${value} * ${numerator} / ${denominator})`;
}
