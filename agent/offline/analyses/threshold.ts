import { resultColumn, type Column, type Domain, type ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { numberSql } from "../reading/conditions-sql.ts";
import { capitalised, decimal, formatMean, formatValue, integer, percent } from "../telling/format.ts";
import { leversFollowUp } from "../telling/follow-ups.ts";
import {
  chartOf,
  cite,
  draft,
  markdownTable,
  notCausal,
  num,
  query,
  rowsOf,
  str,
  type Call,
  type Row,
  type Teller,
} from "./teller.ts";

type Threshold = Extract<Analysis, { kind: "threshold" }>;

/** Bands of a score between 0 and 1. */
const bandsOfScore = 20;
const bandsShown = 12;

/**
 * Where risk begins along a column: the outcome's rate by band, and the cut that parts leavers from stayers best
 * (Youden's J = recall − false positive rate), with precision and recall there.
 */
export const threshold: Teller<Threshold> = {
  calls: (analysis, { domain }, found) => {
    const column = resultColumn(domain, analysis.column);
    const model = domain.models.find((one) => one.name === analysis.model);
    const target = model ? resultColumn(domain, model.actual) : undefined;
    if (!column || !model || !target) return [];
    if (found.length === 0) {
      return [
        query(
          `Whether ${column.label} goes up or down with ${target.label}`,
          `SELECT corr(CAST(${column.name} AS double), ${numberSql(target)}) AS correlation, count(*) AS customers, avg(${numberSql(target)}) AS overall_rate, 2 * avg(${numberSql(target)}) AS twice_overall_rate FROM ${domain.results.table} WHERE ${column.name} IS NOT NULL`,
        ),
      ];
    }
    if (found.length === 1)
      return [bandsCall(column, model, target, domain, num(rowsOf(found, 0)[0], "correlation") < 0)];
    return [];
  },
  tell: (analysis, { domain }, found) => {
    const column = resultColumn(domain, analysis.column);
    const model = domain.models.find((one) => one.name === analysis.model);
    const target = model ? resultColumn(domain, model.actual) : undefined;
    const bands = rowsOf(found, 1);
    const [overall] = rowsOf(found, 0);
    if (!column || !target || bands.length === 0) return draft(`There is nothing to show${cite(found, 0)}.`);
    const isLow = num(overall, "correlation") < 0;
    const best = bands.reduce((one, other) => (num(other, "youden_j") > num(one, "youden_j") ? other : one));
    const rate = target.rateLabel ?? target.label;
    const told = (value: number) => formatValue(value, column.format === "score" ? "score" : "count");
    const side = isLow ? "below" : "at or above";
    const lead = `The ${column.label} that parts best who left from who stayed is **${told(num(best, "cut"))}**${cite(found, 1)}: of the ${integer(num(best, "flagged"))} ${domain.entity.plural} ${side} it, ${percent(num(best, "precision"))} left (precision), and they are ${percent(num(best, "recall"))} of all who left (recall). The overall ${rate} is ${percent(num(overall, "overall_rate"))}${cite(found, 0)}.`;
    const how = `The cut was chosen by the largest Youden's J (recall minus the false positive rate), ${decimal(num(best, "youden_j"))} here.`;
    const table = markdownTable(
      [
        capitalised(column.label),
        capitalised(rate),
        capitalised(domain.entity.plural),
        "Precision of the cut",
        "Recall of the cut",
      ],
      thinned(bands).map((row) => [
        bandText(row, column),
        percent(num(row, "rate")),
        integer(num(row, "customers")),
        percent(num(row, "precision")),
        percent(num(row, "recall")),
      ]),
    );
    return draft(
      [`${lead} ${how}`, crossing(analysis, bands, overall, column, rate, isLow, found), table]
        .filter(Boolean)
        .join("\n\n"),
      {
        chart: chartOf(found, 1, {
          kind: "line",
          title: `${capitalised(rate)} by ${column.label}`,
          x: "band_from",
          y: "rate",
        }),
        caveats: [notCausal],
        followUps: [
          ...leversFollowUp(domain),
          `What's the correlation between ${column.label} and ${target.rateLabel ?? target.label}?`,
        ],
      },
    );
  },
};

function bandsCall(column: Column, model: ModelSpec, target: Column, domain: Domain, isLow: boolean): Call {
  const isScore = column.range !== null && column.range[1] <= 1;
  const wide = column.range !== null && column.range[1] > 100;
  const band = isScore
    ? `least(floor(${column.name} * ${bandsOfScore}), ${bandsOfScore - 1}) / ${bandsOfScore}E0`
    : wide && column.unit !== "days"
      ? `floor(${column.name} / 1E1) * 1E1`
      : `CAST(least(floor(${column.name}), 60) AS double)`;
  const width = isScore ? `${1 / bandsOfScore}E0` : wide && column.unit !== "days" ? "1E1" : "1E0";
  const order = isLow ? "ASC" : "DESC";
  const cut = isLow ? `band_from + ${width}` : "band_from";
  return query(
    `${capitalised(target.rateLabel ?? target.label)} by ${column.label}, and how well each cut parts who left`,
    [
      `WITH bands AS (SELECT ${band} AS band_from, count(*) AS customers, count_if(${model.actual}) AS leavers FROM ${domain.results.table} WHERE ${column.name} IS NOT NULL GROUP BY ${band}),`,
      `sums AS (SELECT band_from, customers, leavers, sum(customers) OVER (ORDER BY band_from ${order}) AS flagged, sum(leavers) OVER (ORDER BY band_from ${order}) AS caught, sum(customers) OVER () AS everybody, sum(leavers) OVER () AS all_leavers FROM bands)`,
      `SELECT band_from, band_from + ${width} AS band_to, customers, CAST(leavers AS double) / customers AS rate, ${cut} AS cut, flagged, CAST(caught AS double) / flagged AS precision, CAST(caught AS double) / all_leavers AS recall,`,
      "CAST(caught AS double) / all_leavers - CAST(flagged - caught AS double) / (everybody - all_leavers) AS youden_j FROM sums ORDER BY band_from",
    ].join(" "),
  );
}

/** Where the rate first reaches the level that is asked for, or twice the overall one. */
function crossing(
  analysis: Threshold,
  bands: readonly Row[],
  overall: Row | undefined,
  column: Column,
  rate: string,
  isLow: boolean,
  found: Parameters<Teller<Threshold>["tell"]>[2],
): string {
  const level = analysis.level ?? num(overall, "twice_overall_rate");
  const named = analysis.level === undefined ? "twice its overall level" : "the level asked for";
  const large = bands.filter((row) => num(row, "customers") >= 30);
  const reached = (isLow ? [...large].reverse() : large).find((row) => num(row, "rate") >= level);
  if (!reached) return `The ${rate} reaches ${named} (${percent(level)}) in no band of at least 30.`;
  const where = isLow
    ? `below ${formatMean(num(reached, "band_to"), column)}`
    : `from ${formatValue(num(reached, "band_from"), column.format === "score" ? "score" : "count")}${column.unit === "days" ? " days" : ""} on`;
  const source = analysis.level === undefined ? cite(found, 0) : "";
  return `It first exceeds ${named} (${percent(level)})${source} ${where}, where ${percent(num(reached, "rate"))} of ${integer(num(reached, "customers"))} left${cite(found, 1)}.`;
}

function bandText(row: Row, column: Column): string {
  const [from, to] = [num(row, "band_from"), num(row, "band_to")];
  if (column.format === "score" || (column.range && column.range[1] <= 1))
    return `${from.toFixed(2)} to ${to.toFixed(2)}`;
  return to - from === 1 ? str(row, "band_from") : `${decimal(from)} to ${decimal(to)}`;
}

/** At most a dozen bands, evenly picked, for the text; the evidence has all. */
function thinned(bands: readonly Row[]): Row[] {
  const step = Math.ceil(bands.length / bandsShown);
  return bands.filter((_, index) => index % step === 0);
}
