import type { TruthRow } from "../truth-source.ts";

/** How far two computations of one figure may lie apart, relative to it; counts are whole, so this is exact for them. */
const relative = 1e-6;
const absolute = 1e-9;
/** Ends of an interval hang on how a quantile of Student's t is approximated. */
const relativeOfEnds = 2e-3;

/** What two computations of a truth must share. */
export type Comparison = {
  /** Column that pairs the rows; by place where there is none. */
  readonly key: string | null;
  /** Whether the second may hold a part of the first's rows. */
  readonly isPart: boolean;
};

/** How the second computation differs from the first, in words; null where they agree on every column that both have. */
export function differenceOf(
  first: readonly TruthRow[],
  second: readonly TruthRow[],
  { key, isPart }: Comparison,
): string | null {
  if (second.length === 0 || (!isPart && first.length !== second.length)) {
    return `${first.length} rows and ${second.length}`;
  }
  for (const [index, other] of second.entries()) {
    const row = key === null ? first[index] : first.find((one) => String(one[key]) === String(other[key]));
    if (!row) return `no row ${String(key === null ? index : other[key])}`;
    const shared = Object.keys(other).filter((name) => name in row && name !== key);
    if (shared.length === 0 && key === null) return "no column in common";
    const wrong = shared.find((name) => !isSame(row[name] ?? null, other[name] ?? null, name));
    if (wrong !== undefined) {
      const where = key === null ? "" : ` of ${String(other[key])}`;
      return `${wrong}${where} is ${String(row[wrong])} and ${String(other[wrong])}`;
    }
  }
  return null;
}

function isSame(left: TruthRow[string], right: TruthRow[string], name: string): boolean {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === null || b === null) return left === right;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  const isEnd = /(?:^|_)(?:lower|upper)$/.test(name);
  return (
    Math.abs(a - b) <=
    absolute + (isEnd ? relativeOfEnds : relative) * Math.max(Math.abs(a), Math.abs(b), isEnd ? 0.05 : 0)
  );
}

function numberOf(value: TruthRow[string]): number | null {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" ? value : null;
}
