import { resultColumn, type Domain } from "#knowledge";
import type { SqlValue } from "#sql";

import { formatMean, formatValue } from "./format.ts";

/** One trait of an unusual customer, or of a segment, as its table tells it. */
export type Trait = {
  readonly label: string;
  /** The customer's own value, or the segment's mean. */
  readonly value: string;
  /** Everybody's mean; empty for a customer. */
  readonly overall: string;
  /** How far the segment lies from everybody, in standard deviations. */
  readonly difference: number;
  /** By how many cuts the trait brings the customer nearer to being set apart. */
  readonly cuts: number;
};

/** The traits of a row that has `trait_1`, `trait_2`, … with their values. */
export function traitsOf(domain: Domain, row: Readonly<Record<string, SqlValue>>): Trait[] {
  const traits: Trait[] = [];
  for (let rank = 1; typeof row[`trait_${rank}`] === "string"; rank++) {
    const name = String(row[`trait_${rank}`]);
    const column = resultColumn(domain, name);
    const number = (suffix: string) => Number(row[`trait_${rank}_${suffix}`] ?? Number.NaN);
    const mean = (suffix: string) => (column && column.type !== "string" ? formatMean(number(suffix), column) : "");
    const own = row[`trait_${rank}_value`];
    const isNumber = column && column.type !== "string" && own !== null && own !== undefined && own !== "";
    traits.push({
      label: column?.label ?? name.replaceAll("_", " "),
      value:
        own === undefined
          ? mean("mean")
          : isNumber
            ? formatValue(Number(own), column.format)
            : own === null
              ? "no value"
              : String(own),
      overall: mean("overall"),
      difference: number("difference"),
      cuts: number("cuts"),
    });
  }
  return traits;
}
