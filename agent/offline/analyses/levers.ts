import { resultColumn, type Column, type Domain, type ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql, measureSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf } from "../telling/describe-population.ts";
import {
  capitalised,
  formatDifference,
  formatDifferenceRange,
  formatMean,
  formatValue,
  integer,
  listOf,
  percent,
} from "../telling/format.ts";
import { formatContribution, unitOfContribution } from "../telling/format-prediction.ts";
import { modelOf } from "./importance.ts";
import { knownTruthText } from "./known-truth.ts";
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
    const lead = `The lever to try first is **${str(best, "label")}**${fromTo(domain, best)}: by the ${model.label}, the mean prediction of the group would go from ${told(target, num(best, "mean_before"))} to ${told(target, num(best, "mean_after"))}, a change of **${formatDifference(num(best, "mean_change"), target)}** (95 % interval ${formatDifferenceRange(num(best, "low"), num(best, "high"), target)})${cite(found, 0)}.`;
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
          formatDifferenceRange(num(row, "low"), num(row, "high"), target),
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
      [
        lead,
        [size, valueAtRiskText(domain, group, found), against].filter(Boolean).join(" "),
        table,
        [
          knownTruthText(domain, { model: model.name, lever: str(best, "lever") }, found),
          reach,
          riskText(model),
          past,
          test,
        ]
          .filter(Boolean)
          .join(" "),
      ].join("\n\n"),
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
    `SELECT count(*) AS customers, count(*) / CAST((SELECT count(*) FROM ${table}) AS double) AS share, ${[...outcomes, ...money, ...valueAtRiskSql(domain)].join(", ")} FROM ${table}${where ? ` WHERE ${where}` : ""}`,
  );
}

/** Who is at risk is not who can be won: no offer was ever recorded. */
function riskText({ kind, goodDirection, label }: ModelSpec): string {
  return kind === "classification" && goodDirection === "down"
    ? `Risk is not persuadability: the ${label} says who may leave, not whom an offer would keep.`
    : "";
}

/** What the group is predicted to be worth, and how much of that its risk of leaving takes in expectation. */
function valueAtRiskSql(domain: Domain): string[] {
  const { value, risk } = stakesOf(domain);
  if (!value) return [];
  const loss = risk ? [`sum(${value.prediction} * ${risk.prediction}) AS expected_loss`] : [];
  return [`sum(${value.prediction}) AS value_at_risk`, ...loss];
}

/** The model of money, and the model of an event that is bad. */
function stakesOf(domain: Domain) {
  return {
    value: domain.models.find((model) => resultColumn(domain, model.actual)?.format === "usd"),
    risk: domain.models.find((model) => model.kind === "classification" && model.goodDirection === "down"),
  };
}

function valueAtRiskText(domain: Domain, row: Row | undefined, found: readonly Found[]): string {
  const { value, risk } = stakesOf(domain);
  if (!value || !Number.isFinite(num(row, "value_at_risk"))) return "";
  const loss = risk
    ? `, of which **${formatValue(num(row, "expected_loss"), "usd")}** is expected to be lost (each one's predicted value times the ${labelOf(domain, risk.prediction)})`
    : "";
  return `The value at risk is **${formatValue(num(row, "value_at_risk"), "usd")}**, the sum of their ${labelOf(domain, value.prediction)}${loss}${cite(found, 1)}.`;
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
  const unit = spec.kind === "classification" ? unitOfContribution(domain, spec) : "";
  const parts = rows.map(
    (row) =>
      `${labelOf(domain, str(row, "feature"))} (${formatContribution(domain, spec, num(row, "mean_contribution"))}${unit} on average)`,
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
