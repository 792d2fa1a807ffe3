import type { Column, Domain } from "#knowledge";

import type { Measure } from "../reading/analysis.ts";
import { numberSql } from "../reading/conditions-sql.ts";
import { capitalised, formatDifference, formatValue } from "../telling/format.ts";
import { statisticLabel } from "./measure-figures.ts";
import { num, query, type Call, type Row } from "./teller.ts";

/** Share of the variance between groups below which a difference is told as small. */
const smallShareOfVariance = 0.01;

/** A figure that is told, and its column. */
type Figure = { readonly measure: Measure; readonly column: Column };

/** What is averaged by a figure that is a mean or a share; null for others, whose differences no F test is of. */
function averagedSql({ measure, column }: Figure): string | null {
  if (measure.statistic === "mean") return numberSql(column);
  if (measure.statistic !== "share-zero") return null;
  return `CASE WHEN ${column.name} = 0 THEN 1E0 WHEN ${column.name} IS NOT NULL THEN 0E0 END`;
}

/**
 * Whether a column's mean differs by more than chance between the groups that the SQL `key` makes: the share of its
 * variance between them and the F statistic, over groups of at least the policy's minimum size; one row. No call for a figure that is neither a mean nor a share.
 */
export function differenceCalls(
  domain: Domain,
  groups: { readonly key: string; readonly name: string },
  figure: Figure,
  clause: string,
): Call[] {
  const { table } = domain.results;
  const { column } = figure;
  const value = averagedSql(figure);
  if (value === null) return [];
  return [
    query(
      `Whether ${column.label} differs by ${groups.name} more than chance`,
      [
        `WITH parts AS (SELECT ${groups.key} AS part, count(${column.name}) AS n, avg(${value}) AS mean FROM ${table}${clause} GROUP BY ${groups.key} HAVING count(*) >= ${domain.policy.minimumGroupSize}),`,
        `whole AS (SELECT count(${column.name}) AS n, avg(${value}) AS mean, var_pop(${value}) AS variance FROM ${table}${clause}),`,
        "explained AS (SELECT count(*) AS parts, sum(parts.n * (parts.mean - whole.mean) * (parts.mean - whole.mean)) / max(whole.n * whole.variance) AS share_of_variance, max(whole.n) AS n, max(parts.mean) - min(parts.mean) AS spread FROM parts CROSS JOIN whole)",
        "SELECT parts, n, spread, share_of_variance, (share_of_variance / (parts - 1)) / ((1 - share_of_variance) / (n - parts)) AS f_statistic FROM explained",
      ].join(" "),
    ),
  ];
}

/** Whether the groups differ by more than chance (F test at 1 %, large samples) and whether it matters. */
export function differenceVerdict(test: Row | undefined, figure: Figure, by: string, citation: string): string {
  const { measure, column } = figure;
  const label = measure.statistic === "share-zero" ? statisticLabel(measure, column) : column.label;
  const scale: Column = measure.statistic === "share-zero" ? { ...column, format: "share" } : column;
  const [parts, share, statistic, spread] = [
    num(test, "parts"),
    num(test, "share_of_variance"),
    num(test, "f_statistic"),
    num(test, "spread"),
  ];
  if (!Number.isFinite(statistic) || parts < 2) return "";
  const critical = 1 + 2.33 * Math.sqrt(2 / (parts - 1)) + (parts < 4 ? 2.3 : 0);
  const told = `${capitalised(by)} accounts for ${formatValue(share, "share")} of the variation in ${label}, and the groups lie ${formatDifference(spread, scale).replace(/^\+/, "")} apart${citation}`;
  if (statistic < critical)
    return `That is no more than noise: ${told.charAt(0).toLowerCase()}${told.slice(1)}, so there is no real difference.`;
  return share < smallShareOfVariance
    ? `The difference is larger than noise but small: ${told.charAt(0).toLowerCase()}${told.slice(1)}.`
    : `The difference is real, larger than noise: ${told.charAt(0).toLowerCase()}${told.slice(1)}.`;
}
