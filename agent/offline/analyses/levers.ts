import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql, measureSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf } from "../telling/describe-population.ts";
import {
  capitalised,
  decimal,
  formatDifference,
  formatMean,
  formatValue,
  integer,
  listOf,
  percent,
} from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { onlyFollowUp, whatIfFollowUp } from "../telling/follow-ups.ts";
import {
  chartOf,
  cite,
  draft,
  markdownTable,
  num,
  query,
  rowsOf,
  simulated,
  str,
  withheld,
  type Call,
  type Found,
  type Row,
  type Teller,
} from "./teller.ts";

const leversShown = 6;

/** Which lever to move for a group: who they are, what weighs against them, each reachable change by the model. */
export const levers: Teller<Extract<Analysis, { kind: "levers" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const where = populationSql(domain, analysis.population);
    return [
      { name: "simulate_change", args: { model: analysis.model, ...(where ? { where } : {}) } },
      groupCall(domain, where),
      negativesCall(domain, analysis.model, where),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const model = modelOf(domain, analysis.model);
    const target = resultColumn(domain, model.actual);
    const rows = rowsOf(found, 0).filter((row) => row["helps"] === true);
    const [group] = rowsOf(found, 1);
    const who = describePopulation(domain, analysis.population);
    const [best] = rows;
    if (!target) return draft("");
    if (!group) return withheld(domain, who, found, 1);
    const size = `There are **${integer(num(group, "customers"))}** ${who.replace(/^all /, "")}${analysis.population.length > 0 ? `, ${percent(num(group, "share"))} of all` : ""}, with ${outcomesText(domain, group)}${cite(found, 1)}.`;
    const against = negativesText(domain, model.name, found);
    if (!best)
      return draft(
        `${size} No reachable change of a lever moves the ${model.label}'s prediction for them in the good direction${cite(found, 0)}.`,
        { caveats: [simulated] },
      );
    const lead = `The lever to try first is **${str(best, "label")}**${fromTo(domain, best)}: by the ${model.label}, the mean prediction of the group would go from ${told(target, num(best, "mean_before"))} to ${told(target, num(best, "mean_after"))}, a change of **${formatDifference(num(best, "mean_change"), target)}** (95 % interval ${formatDifference(num(best, "low"), target)} to ${formatDifference(num(best, "high"), target)})${cite(found, 0)}.`;
    const table = markdownTable(
      [
        "Lever",
        "From (mean)",
        "To (mean)",
        "Share moved",
        `Change in ${labelOf(domain, model.prediction)}`,
        "95 % interval",
      ],
      rows
        .slice(0, leversShown)
        .map((row) => [
          capitalised(str(row, "label")),
          leverValue(domain, row, "mean_from"),
          leverValue(domain, row, "mean_to"),
          percent(num(row, "share_moved")),
          formatDifference(num(row, "mean_change"), target),
          `${formatDifference(num(row, "low"), target)} to ${formatDifference(num(row, "high"), target)}`,
        ]),
    );
    const [bestLever] = [resultColumn(domain, str(best, "lever"))];
    const reach =
      "Each lever goes to the better quartile of comparable customers; who is there already counts as unchanged.";
    const past = analysis.isPastAsked
      ? "The data holds no record of past interventions, so it cannot say what has worked: these are proposals to test."
      : "";
    const test = `Test it: give the change to a random half of the group, leave the other half as it is, and compare after 30 days. Nudges stay within ${domain.policy.nudges.perDay} a day, none from ${domain.policy.nudges.quietFrom} to ${domain.policy.nudges.quietTo}, with an opt-out.`;
    return draft(
      [lead, [size, against].filter(Boolean).join(" "), table, [reach, past, test].filter(Boolean).join(" ")].join(
        "\n\n",
      ),
      {
        chart: chartOf(found, 0, {
          kind: "bar",
          title: `What each lever would bring, by the ${model.label}`,
          x: "label",
          y: "mean_change",
          low: "low",
          high: "high",
        }),
        caveats: [simulated],
        followUps: [
          ...(bestLever ? [whatIfFollowUp(bestLever)] : []),
          ...(analysis.population.length > 0 ? ["What do they look like?"] : []),
          ...onlyFollowUp(
            domain,
            analysis.population.map((condition) => ("column" in condition ? condition.column : "")),
          ),
        ],
      },
    );
  },
};

function groupCall(domain: Domain, where: string | null): Call {
  const table = domain.results.table;
  const outcomes = targetsOf(domain).map(
    (column) => `${measureSql(domain, { column: column.name, statistic: "mean" })} AS mean_${column.name}`,
  );
  const money = targetsOf(domain)
    .filter((column) => column.format === "usd")
    .map((column) => `sum(${column.name}) AS total_${column.name}`);
  return query(
    "Size and outcomes of the group",
    `SELECT count(*) AS customers, count(*) / CAST((SELECT count(*) FROM ${table}) AS double) AS share, ${[...outcomes, ...money].join(", ")} FROM ${table}${where ? ` WHERE ${where}` : ""}`,
  );
}

function targetsOf(domain: Domain): Column[] {
  return domain.resultColumns.filter((column) => column.role === "target");
}

function outcomesText(domain: Domain, row: Row | undefined): string {
  const parts = targetsOf(domain).map((column) => {
    const label =
      column.type === "boolean" ? `a ${column.rateLabel ?? column.label} of` : `an average ${column.label} of`;
    return `${label} ${formatMean(num(row, `mean_${column.name}`), column)}`;
  });
  const money = targetsOf(domain)
    .filter((column) => column.format === "usd")
    .map((column) => `${formatValue(num(row, `total_${column.name}`), "usd")} of ${column.label} in all`);
  return listOf([...parts, ...money]);
}

/** What weighs on the group's predictions in the bad direction, by the mean contribution. */
function negativesCall(domain: Domain, model: string, where: string | null): Call {
  const spec = modelOf(domain, model);
  const sign = spec.goodDirection === "up" ? "ASC" : "DESC";
  return query(
    "What weighs most on their predictions",
    `SELECT e.feature, avg(e.contribution) AS mean_contribution FROM ${domain.databases.predictions}.explanations e JOIN (SELECT ${domain.entity.column} AS member FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""}) g ON e.${domain.entity.column} = g.member WHERE e.model = ${literalSql(model)} GROUP BY e.feature ORDER BY mean_contribution ${sign} LIMIT 5`,
  );
}

function negativesText(domain: Domain, model: string, found: readonly Found[]): string {
  const spec = modelOf(domain, model);
  const rows = rowsOf(found, 2)
    .slice(0, 3)
    .filter((row) =>
      spec.goodDirection === "up" ? num(row, "mean_contribution") < 0 : num(row, "mean_contribution") > 0,
    );
  if (rows.length === 0) return "";
  const unit = spec.kind === "classification" ? " log-odds" : "";
  const parts = rows.map(
    (row) =>
      `${labelOf(domain, str(row, "feature"))} (${num(row, "mean_contribution") > 0 ? "+" : ""}${num(row, "mean_contribution").toFixed(3).replace("-", "−")}${unit} on average)`,
  );
  return `What weighs most on their predictions: ${listOf(parts)}${cite(found, 2)}.`;
}

function told(target: Column, value: number): string {
  return target.type === "boolean" ? percent(value) : formatMean(value, target);
}

function leverValue(domain: Domain, row: Row, name: string): string {
  const lever = resultColumn(domain, str(row, "lever"));
  const value = num(row, name);
  if (!lever || !Number.isFinite(value)) {
    const setting =
      lever?.lever?.direction === "set" ? (name === "mean_from" ? lever.lever.from : lever.lever.to) : "–";
    return setting;
  }
  return formatMean(value, lever);
}

function fromTo(domain: Domain, row: Row): string {
  const [from, to] = [leverValue(domain, row, "mean_from"), leverValue(domain, row, "mean_to")];
  return ` (from ${from} to ${to} for the ${percent(num(row, "share_moved"))} who are not there yet)`;
}

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
    const sentences = asked.map((row) =>
      modelSentence(domain, row, analysis.share < 1 || analysis.population.length > 0, found),
    );
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
        `${sentences.join(" ")} ${people}${moved}`,
        gainsText(domain, analysis.model, found),
        costText(analysis, domain, rows, who),
        [leaves, carries].filter(Boolean).join(" "),
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
          ...onlyFollowUp(domain, [
            analysis.lever,
            ...analysis.population.map((condition) => ("column" in condition ? condition.column : "")),
          ]),
          `How does ${lever?.label ?? analysis.lever} affect ${labelOf(domain, domain.results.defaultMeasure)}?`,
          "Which levers work best for customers at high churn risk?",
        ],
      },
    );
  },
};

function modelSentence(domain: Domain, row: Row, isPart: boolean, found: readonly Found[]): string {
  const model = modelOf(domain, str(row, "model"));
  const target = resultColumn(domain, model.actual);
  if (!target) return "";
  const change = (name: string) => formatDifference(num(row, name), target);
  const all = isPart
    ? `; over all ${domain.entity.plural} that is ${fine(num(row, "mean_change_over_everybody"), target)}, with a 95 % interval from ${fine(num(row, "everybody_low"), target)} to ${fine(num(row, "everybody_high"), target)}`
    : "";
  return `The mean ${labelOf(domain, model.prediction)} of the changed would go from ${told(target, num(row, "mean_before"))} to ${told(target, num(row, "mean_after"))}, a change of **${change("mean_change")}** (95 % interval ${change("low")} to ${change("high")})${all}${cite(found, 0)}.`;
}

/** A small difference with enough digits to tell it from zero. */
function fine(value: number, column: Column): string {
  if (column.type === "boolean") return formatDifference(value, column);
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

/** What can be said of cost and benefit: in dollars only where a model of value is live. */
function costText(
  analysis: Extract<Analysis, { kind: "what-if" }>,
  domain: Domain,
  rows: readonly Row[],
  who: Row | undefined,
): string {
  if (!analysis.isCostAsked) return "";
  const money = rows
    .map((row) => ({ row, model: modelOf(domain, str(row, "model")) }))
    .find(({ model }) => resultColumn(domain, model.actual)?.format === "usd");
  if (!money) {
    return "The benefit cannot be told in dollars: no model of value is part of this run, and the data holds no cost of incentives. With your value of a kept customer and your cost, break-even is where cost for each customer equals the change in churn times that value.";
  }
  return `In value the change brings $${decimal(num(money.row, "mean_change"))} for each of the ${integer(num(who, "customers_changed"))} changed: that is the break-even cost for each customer, if the model's answer held and value were all that counts.`;
}
