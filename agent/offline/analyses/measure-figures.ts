import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Measure } from "../reading/analysis.ts";
import { decimal, formatMean, formatValue, integer } from "../telling/format.ts";

/** The measures with their columns, and the names that their figures have in a query. */
export function figuresOf(
  domain: Domain,
  measures: readonly Measure[],
): { measure: Measure; column: Column; alias: string }[] {
  return measures.flatMap((measure) => {
    const column = resultColumn(domain, measure.column);
    return column ? [{ measure, column, alias: `${statisticName(measure)}_${measure.column}` }] : [];
  });
}

function statisticName({ statistic, percentile }: Measure): string {
  if (statistic === "percentile") return `p${Math.round((percentile ?? 0.5) * 100)}`;
  return statistic.replaceAll("-", "_");
}

/** What a figure is called: "churn rate", "median session duration". */
export function statisticLabel(measure: Measure, column: Column): string {
  switch (measure.statistic) {
    case "mean":
      return column.type === "boolean" ? (column.rateLabel ?? `share with ${column.label}`) : `average ${column.label}`;
    case "percentile":
      return `${ordinal(Math.round((measure.percentile ?? 0.5) * 100))} percentile of ${column.label}`;
    case "sum":
      return `total ${column.label}`;
    case "sd":
      return `standard deviation of ${column.label}`;
    case "variance":
      return `variance of ${column.label}`;
    case "share-of-sum":
      return `share of the total ${column.label}`;
    case "share-zero":
      return `share with no ${column.label}`;
    case "share-missing":
      return `share without a ${column.label}`;
    default:
      return `${measure.statistic} ${column.label}`;
  }
}

function ordinal(value: number): string {
  const isTeen = value % 100 >= 11 && value % 100 <= 13;
  return `${value}${isTeen ? "th" : (["th", "st", "nd", "rd"][value % 10] ?? "th")}`;
}

/** A figure as a person reads it, with its unit of time. */
export function toldFigure(value: number, measure: Measure, column: Column): string {
  if (measure.statistic.startsWith("share-")) return formatValue(value, "share");
  if (measure.statistic === "sum" && column.type === "boolean") return integer(value);
  if (measure.statistic === "sum" && column.format === "share") return decimal(value);
  // A variance is in the column's unit squared: a bare number.
  if (measure.statistic === "variance") return decimal(value);
  const isExact = measure.statistic !== "mean" && measure.statistic !== "sd" && Number.isInteger(value);
  return `${isExact ? formatValue(value, column.format) : formatMean(value, column)}${unitOf(column)}`;
}

/** "12.3 minutes", "4.8 hours": units of time are said; what is counted is in the label already. */
function unitOf(column: Column): string {
  return column.unit !== null && ["minutes", "hours", "days", "years", "stars"].includes(column.unit)
    ? ` ${column.unit}`
    : "";
}
