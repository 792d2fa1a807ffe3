import type { Numeral, NumeralUnit } from "./numerals.ts";

/** Values that would be printed as a numeral: magnitudes within [low, high], told in this kind of column. */
export type NumeralRange = {
  readonly low: number;
  readonly high: number;
  /** any: the value itself. share: a fraction told in percent. percent: a column that is in percent already. */
  readonly column: "any" | "share" | "percent";
};

/** What printed values may be off by from floating point, relative. */
const floatSlack = 1e-9;
/** A whole number below ten stands for values within a tenth of it, so that 0 and 1 do not stand for any share. */
const smallWholeShare = 0.1;
/** How far "about", "over" and "nearly" stretch a numeral, relative. */
const approximateShare = 0.05;

/** The readings of a numeral: the ranges of values that round to it as it is written. */
export function rangesOf(numeral: Numeral): NumeralRange[] {
  if (numeral.outOf !== null) return [fractionRange(numeral.value, numeral.outOf)];
  const ranges = rangesIn(numeral, numeral.unit, 1);
  if (numeral.shared) ranges.push(...rangesIn(numeral, numeral.shared.unit, numeral.shared.scale));
  return ranges;
}

function rangesIn(numeral: Numeral, unit: NumeralUnit, scale: number): NumeralRange[] {
  const value = numeral.value * scale;
  const [below, above] = reach(numeral, unit, value, numeral.lastPlace * scale);
  const slack = floatSlack * value;
  const low = Math.max(0, value - below - slack);
  const high = value + above + slack;
  const plain: NumeralRange = { low, high, column: "any" };
  const share: NumeralRange = { low: low / 100, high: high / 100, column: "share" };
  switch (unit) {
    case "percent":
      return [share, { ...plain, column: "percent" }];
    case "points":
      return [plain, share];
    case "none":
    case "usd":
    case "times":
      return [plain];
  }
}

/** How far below and above a numeral the values lie that it may stand for. */
function reach(numeral: Numeral, unit: NumeralUnit, value: number, lastPlace: number): [below: number, above: number] {
  const isWhole = numeral.isWhole && unit !== "percent" && unit !== "points";
  const half = isWhole ? Math.min(lastPlace / 2, smallWholeShare * value) : lastPlace / 2;
  if (numeral.rounding === "none") return [half, half];
  const stretch = Math.max(half, Math.min(trailingUnit(numeral), approximateShare * value));
  if (numeral.rounding === "over") return [half, stretch];
  return numeral.rounding === "under" ? [stretch, half] : [Math.max(half, stretch / 2), Math.max(half, stretch / 2)];
}

/** The worth of the last digit that is not a trailing zero: 12,000 → 1,000; 30 → 10; 0.6 → 0.1. */
function trailingUnit(numeral: Numeral): number {
  let unit = numeral.lastPlace;
  while (unit > 0 && numeral.value >= unit * 10 && Math.abs((numeral.value / (unit * 10)) % 1) < 1e-9) unit *= 10;
  return unit;
}

/** "1 in 5" stands for the fractions nearer to it than to "1 in 4" and "1 in 6", and within 0.025. */
function fractionRange(part: number, whole: number): NumeralRange {
  const fraction = part / whole;
  return {
    low: Math.max(part / (whole + 0.5), fraction - 0.025) - floatSlack,
    high: Math.min(part / (whole - 0.5), fraction + 0.025) + floatSlack,
    column: "share",
  };
}
