import type { Tolerance, Unit } from "../case-schema.ts";
import type { Numeral } from "../text/numerals.ts";

/**
 * By unit: how far a figure may be off beyond its rounding (approximate percentiles, another interpolation), the
 * coarsest rounding that still tells it (half the last place), and how coarse it may be relative to a small figure.
 */
const rules: Readonly<
  Record<
    Unit,
    {
      readonly absolute: number;
      readonly relative: number;
      readonly coarsest: number;
      readonly floor: number;
    }
  >
> = {
  score: { absolute: 0.0005, relative: 0, coarsest: 0.005, floor: 0.0005 },
  share: { absolute: 0.0005, relative: 0, coarsest: 0.005, floor: 0.0005 },
  correlation: { absolute: 0.001, relative: 0, coarsest: 0.005, floor: 0.005 },
  count: { absolute: 0, relative: 0, coarsest: 0.5, floor: 0.5 },
  number: { absolute: 0, relative: 0.002, coarsest: 0.5, floor: 0.0005 },
  measure: { absolute: 0, relative: 0.005, coarsest: 0.5, floor: 0.0005 },
  usd: { absolute: 0.005, relative: 0.002, coarsest: 0.5, floor: 0.005 },
};
/** Half the last place may be this share of the figure, however large it is ("about 12,000"). */
const coarseShare = 0.01;
/** A small figure needs digits of its own: half the last place at most this share of it. */
const smallShare = 0.15;

/** Whether a numeral tells the truth: within tolerance and rounding, and not rounded so far that it says little. */
export function tells(numeral: Numeral, truth: number, unit: Unit, tolerance?: Tolerance): boolean {
  const rule = rules[unit];
  const allowed = Math.max(
    rule.absolute,
    rule.relative * Math.abs(truth),
    tolerance?.absolute ?? 0,
    (tolerance?.relative ?? 0) * Math.abs(truth),
  );
  return readings(numeral, unit).some(({ size, place }) => {
    const rounding = place / 2;
    const finest = Math.max(
      Math.min(rule.coarsest, smallShare * Math.abs(truth)),
      rule.floor,
      coarseShare * Math.abs(truth),
      allowed,
    );
    // A whole number, told as one, is told in full.
    if (Math.abs(size - Math.abs(truth)) < 1e-9) return true;
    return rounding <= finest * 1.0001 && Math.abs(size - Math.abs(truth)) <= allowed + rounding * 1.0001 + 1e-12;
  });
}

/** The sizes that a numeral may mean in a unit: a share is told as 0.62 or as 62 %. */
function readings({ size, place, unit: written }: Numeral, unit: Unit): { size: number; place: number }[] {
  const asWritten = { size, place };
  const hundredth = { size: size / 100, place: place / 100 };
  switch (unit) {
    case "share":
      return written === "percent" || written === "points" ? [hundredth] : written === null ? [asWritten] : [];
    case "measure":
      return written === "percent" || written === "points" ? [hundredth, asWritten] : [asWritten];
    case "usd":
      return written === "usd" || written === null ? [asWritten] : [];
    default:
      return written === null ? [asWritten] : [];
  }
}

/** Whether the numeral's own sign goes against the truth's. */
export function hasWrongSign(numeral: Numeral, truth: number): boolean {
  return (numeral.sign === "-" && truth > 0) || (numeral.sign === "+" && truth < 0 && numeral.place > 0);
}
