import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf } from "../telling/describe-population.ts";
import {
  capitalised,
  formatDifference,
  formatDifferenceRange,
  formatMean,
  integer,
  listOf,
  percent,
} from "../telling/format.ts";
import { onlyFollowUp } from "../telling/follow-ups.ts";
import { costText } from "./cost-benefit.ts";
import { modelOf } from "./importance.ts";
import { knownTruthText } from "./known-truth.ts";
import {
  chartOf,
  cite,
  draft,
  markdownTable,
  num,
  rowsOf,
  simulated,
  str,
  type Found,
  type Row,
  type Teller,
} from "./teller.ts";

/** What if one lever were changed: the models' means before and after, over the group and over everybody. */
export const whatIf: Teller<Extract<Analysis, { kind: "what-if" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const where = populationSql(domain, analysis.population);
    const { change } = analysis;
    const value = change.kind === "multiply" ? change.factor : change.kind === "add" ? change.amount : change.value;
    const args = {
      change: { column: analysis.lever, kind: change.kind, value },
      share: analysis.share,
      ...(where ? { where } : {}),
      ...(analysis.costEach === undefined ? {} : { cost: analysis.costEach }),
    };
    return [{ name: "simulate_change", args }];
  },
  tell: (analysis, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const [who] = rowsOf(found, 0, "who");
    const [values] = rowsOf(found, 0, "values");
    const lever = resultColumn(domain, analysis.lever);
    const asked = [...rows].sort(
      (a, b) => Number(str(b, "model") === analysis.model) - Number(str(a, "model") === analysis.model),
    );
    const [first] = asked;
    const isPart = analysis.share < 1 || analysis.population.length > 0;
    const lead = first ? modelSentence(domain, first, isPart, found) : "";
    const group = describePopulation(domain, analysis.population);
    const moved =
      lever && Number.isFinite(num(values, "mean_now"))
        ? ` ${capitalised(lever.label)} goes from ${formatMean(num(values, "mean_now"), lever)} to ${formatMean(num(values, "mean_then"), lever)} on average.`
        : "";
    const people =
      analysis.share < 1
        ? `The changed are a random ${percent(analysis.share).replace(".0 %", " %")} of the ${integer(num(who, "group_size"))} ${group}, **${integer(num(who, "customers_changed"))}** ${domain.entity.plural}${cite(found, 0)}.`
        : `The change is applied to ${analysis.population.length === 0 ? `all ${integer(num(who, "group_size"))} ${domain.entity.plural}` : `${integer(num(who, "group_size"))} ${group}`}${cite(found, 0)}.`;
    const outside = num(values, "share_outside_seen");
    const leaves =
      Number.isFinite(outside) && lever
        ? `${percent(outside)} of the changed values lie outside the range that the models have seen enough of (${formatMean(num(values, "seen_low"), lever)} to ${formatMean(num(values, "seen_high"), lever)}).`
        : "";
    const carries =
      lever?.lever?.direction === "set" && lever.lever.carries.length > 0
        ? `Converting also sets ${listOf(lever.lever.carries.map((name) => labelOf(domain, name)))}, drawn from customers who have it. Who converts by themselves is not a random pick, so a real campaign can differ.`
        : "";
    return draft(
      [
        analysis.isCostAsked ? costText(domain, analysis, found) : "",
        `${lead} ${people}${moved}`,
        outcomesTable(domain, asked),
        gainsText(domain, analysis.model, found),
        [knownTruthText(domain, analysis, found), leaves, carries].filter(Boolean).join(" "),
      ]
        .filter(Boolean)
        .join("\n\n"),
      {
        chart: chartOf(found, 0, {
          kind: "bar",
          title: "Mean change by model",
          x: "model",
          y: "mean_change",
          low: "low",
          high: "high",
        }),
        caveats: [simulated],
        followUps: [
          ...(analysis.isCostAsked
            ? [analysis.costEach === undefined ? "At a cost of $0.50 each?" : "At a cost of $2 each?"]
            : ["Is it worth the cost?"]),
          ...onlyFollowUp(domain, [
            analysis.lever,
            ...analysis.population.map((condition) => ("column" in condition ? condition.column : "")),
          ]),
          `How does ${lever?.label ?? analysis.lever} affect ${labelOf(domain, domain.results.defaultMeasure)}?`,
        ],
      },
    );
  },
};

function modelSentence(domain: Domain, row: Row, isPart: boolean, found: readonly Found[]): string {
  const model = modelOf(domain, str(row, "model"));
  const target = resultColumn(domain, model.actual);
  if (!target) return "";
  const change = formatDifference(num(row, "mean_change"), target);
  const interval = formatDifferenceRange(num(row, "low"), num(row, "high"), target);
  const all = isPart
    ? `; over all ${domain.entity.plural} that is ${fine(num(row, "mean_change_over_everybody"), target)}, with a 95 % interval from ${fineRange(num(row, "everybody_low"), num(row, "everybody_high"), target)}`
    : "";
  return `The mean ${labelOf(domain, model.prediction)} of the changed would go from ${told(target, num(row, "mean_before"))} to ${told(target, num(row, "mean_after"))}, a change of **${change}** (95 % interval ${interval})${all}${cite(found, 0)}.`;
}

/** Every model's means before and after, the asked one first. */
function outcomesTable(domain: Domain, rows: readonly Row[]): string {
  return markdownTable(
    ["Mean of the changed", "Now", "After", "Change", "95 % interval"],
    rows.flatMap((row) => {
      const model = modelOf(domain, str(row, "model"));
      const target = resultColumn(domain, model.actual);
      if (!target) return [];
      return [
        [
          capitalised(labelOf(domain, model.prediction)),
          told(target, num(row, "mean_before")),
          told(target, num(row, "mean_after")),
          formatDifference(num(row, "mean_change"), target),
          `${formatDifference(num(row, "low"), target)} to ${formatDifference(num(row, "high"), target)}`,
        ],
      ];
    }),
  );
}

function fineRange(low: number, high: number, column: Column): string {
  const isTold = column.type === "boolean" || column.format === "usd";
  return isTold ? formatDifferenceRange(low, high, column) : `${fine(low, column)} to ${fine(high, column)}`;
}

/** A small difference with enough digits to tell it from zero. */
function fine(value: number, column: Column): string {
  if (column.type === "boolean" || column.format === "usd") return formatDifference(value, column);
  const text = value.toFixed(4);
  return `${value > 0 ? "+" : ""}${text.replace("-", "−")}`;
}

function gainsText(domain: Domain, asked: string, found: readonly Found[]): string {
  const primary = modelOf(domain, asked);
  const target = resultColumn(domain, primary.actual);
  const rows = rowsOf(found, 0, "gains").filter((row) => str(row, "model") === primary.name);
  if (!target || rows.length < 2) return "";
  const sign = primary.goodDirection === "up" ? 1 : -1;
  const sorted = [...rows].sort((a, b) => sign * (num(b, "mean_change") - num(a, "mean_change")));
  const [most] = sorted;
  return `Who gains most: ${sorted.map((row) => `${str(row, "value")} (${formatDifference(num(row, "mean_change"), target)})`).join(", ")}; **${str(most, "value")}** gain most by ${str(most, "by")}${cite(found, 0)}.`;
}

function told(target: Column, value: number): string {
  return target.type === "boolean" ? percent(value) : formatMean(value, target);
}
