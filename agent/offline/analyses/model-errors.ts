import { resultColumn, type Column, type Domain, type ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { groupSql, literalSql, numberSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf, valueLabel } from "../telling/describe-population.ts";
import { capitalised, formatDifference, formatValue, integer, percent } from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { tellFlagged } from "./flagged-by-cut.ts";
import { tellInterval } from "./prediction-interval.ts";
import {
  cite,
  draft,
  markdownTable,
  num,
  query,
  rowsOf,
  str,
  type Call,
  type Draft,
  type Found,
  type Row,
  type Teller,
} from "./teller.ts";

export type ModelErrors = Extract<Analysis, { kind: "model-errors" }>;

/** How far a model's predictions lie from what happened, overall and by group, on customers it was not trained on. */
export const modelErrors: Teller<ModelErrors> = {
  calls: (analysis, { domain }, found) => {
    if (!needsThreshold(analysis, domain)) return found.length > 0 ? [] : callsOf(analysis, domain, null);
    // The threshold comes first: the guard lets no second table into figures by a protected column.
    if (found.length === 0) return [thresholdCall(analysis, domain)];
    return found.length > 1 ? [] : callsOf(analysis, domain, num(rowsOf(found, 0)[0], "threshold"));
  },
  tell: (analysis, { domain }, found) => {
    const tellers = { errors: tellErrors, flagged: tellFlagged, interval: tellInterval };
    return tellers[analysis.aspect](analysis, domain, needsThreshold(analysis, domain) ? found.slice(1) : found);
  },
};

function needsThreshold(analysis: ModelErrors, domain: Domain): boolean {
  return modelOf(domain, analysis.model).kind === "classification" && analysis.cut === undefined;
}

function thresholdCall(analysis: ModelErrors, domain: Domain): Call {
  const model = modelOf(domain, analysis.model);
  return query(
    `The threshold of the ${model.label}`,
    `SELECT max(value) AS threshold FROM ${domain.databases.analytics}.model_metrics WHERE model = ${literalSql(model.name)} AND metric = 'threshold'`,
  );
}

function callsOf(analysis: ModelErrors, domain: Domain, threshold: number | null): Call[] {
  const model = modelOf(domain, analysis.model);
  const by = analysis.by === null ? undefined : resultColumn(domain, analysis.by);
  const own = populationSql(domain, analysis.population);
  const split = `${splitColumn(domain)} = ${literalSql(analysis.split)}`;
  const where = [split, ...(own ? [own] : [])].join(" AND ");
  const figures = figuresSql(analysis, domain, model, threshold);
  const from = `FROM ${domain.results.table} WHERE ${where}`;
  const whole = query(
    `${capitalised(analysis.aspect)} of the ${model.label} on the ${analysis.split} split`,
    `SELECT count(*) AS customers, ${figures} ${from}`,
  );
  if (!by) return [whole, ...(analysis.aspect === "interval" ? [endsCall(domain, model, own)] : [])];
  const { key } = groupSql(by);
  return [
    whole,
    query(
      `${capitalised(analysis.aspect)} of the ${model.label} by ${by.label}`,
      `SELECT ${key} AS part, count(*) AS customers, ${figures} ${from} GROUP BY ${key} HAVING count(*) >= ${domain.policy.minimumGroupSize} ORDER BY ${firstFigure(analysis, model)} DESC`,
    ),
  ];
}

/** Both ends of the interval and its width, over everybody of the group: every customer has a prediction. */
function endsCall(domain: Domain, model: ModelSpec, own: string | null): Call {
  const [lower, upper] = [model.lower ?? "", model.upper ?? ""];
  return query(
    `Ends and width of the ${model.label}'s intervals`,
    `SELECT count(*) AS customers, avg(${upper} - ${lower}) AS mean_width, approx_percentile(${upper} - ${lower}, 0.5) AS median_width, approx_percentile(${lower}, 0.5) AS median_lower, approx_percentile(${upper}, 0.5) AS median_upper FROM ${domain.results.table}${own ? ` WHERE ${own}` : ""}`,
  );
}

function figuresSql(analysis: ModelErrors, domain: Domain, model: ModelSpec, threshold: number | null): string {
  const target = resultColumn(domain, model.actual);
  const actual = target ? numberSql(target) : model.actual;
  const off = `(${model.prediction} - ${actual})`;
  if (analysis.aspect === "interval") {
    const inside = `CASE WHEN ${model.actual} BETWEEN ${model.lower} AND ${model.upper} THEN 1E0 ELSE 0E0 END`;
    return `avg(${inside}) AS inside, 1 - avg(${inside}) AS outside, avg(${model.upper} - ${model.lower}) AS mean_width`;
  }
  if (model.kind !== "classification")
    return `avg(abs${off}) AS mae, sqrt(avg(${off} * ${off})) AS rmse, avg${off} AS bias`;
  const flag =
    analysis.cut === undefined ? `${model.prediction} >= ${threshold ?? 1}` : `${model.prediction} > ${analysis.cut}`;
  const one = (condition: string) => `CASE WHEN ${condition} THEN 1E0 ELSE 0E0 END`;
  const rates = [
    `avg(${off} * ${off}) AS brier`,
    `avg(${model.prediction}) AS predicted_rate`,
    `avg(${actual}) AS actual_rate`,
    `avg(CASE WHEN ${model.actual} THEN ${one(flag)} END) AS recall`,
    `avg(CASE WHEN ${flag} THEN ${one(model.actual)} END) AS share_right`,
  ];
  const sums = [
    `sum(${one(flag)}) AS flagged`,
    `sum(${one(model.actual)}) AS happened`,
    `sum(${one(`${flag} AND ${model.actual}`)}) AS hits`,
  ];
  // Counts are told of a cut only: by group they could be of a few people.
  return [...rates, ...(analysis.aspect === "flagged" ? sums : [])].join(", ");
}

function firstFigure(analysis: ModelErrors, model: ModelSpec): string {
  if (analysis.aspect === "interval") return "outside";
  return model.kind === "classification" ? "brier" : "mae";
}

/** The column that says what the models were trained on. */
export function splitColumn(domain: Domain): string {
  const column = domain.resultColumns.find(
    (one) => one.role === "meta" && one.values.some(({ value }) => value === "test"),
  );
  return column?.name ?? "data_split";
}

function tellErrors(analysis: ModelErrors, domain: Domain, found: readonly Found[]): Draft {
  const model = modelOf(domain, analysis.model);
  const [whole] = rowsOf(found, 0);
  const target = resultColumn(domain, model.actual);
  if (!whole || !target) return draft(`There is nobody to judge the ${model.label} on${cite(found, 0)}.`);
  const who = analysis.population.length > 0 ? ` for ${describePopulation(domain, analysis.population)}` : "";
  const lead = `${overall(model, target, whole)}${who}${cite(found, 0)}, over ${integer(num(whole, "customers"))} ${domain.entity.plural} of the ${splitName(analysis)} split.`;
  const rows = analysis.by === null ? [] : rowsOf(found, 1);
  const [worst, best] = [rows[0], rows.at(-1)];
  if (!worst || !best || analysis.by === null)
    return draft(lead, { followUps: [`How accurate is the ${model.label}?`] });
  const by = analysis.by;
  const name = (row: Row) => valueLabel(domain, by, str(row, "part")) || "(none)";
  const figure = model.kind === "classification" ? "brier" : "mae";
  const told = (row: Row) => errorText(num(row, figure), model, target);
  const named = rows.filter((row) => analysis.focus?.includes(str(row, "part")) === true);
  const focused = named
    .map(
      (row) =>
        `For **${name(row)}** the ${figureName(model)} of the ${model.label} is **${told(row)}**, against ${told(whole)} overall${cite(found, 1)}. `,
    )
    .join("");
  const verdict = `${focused}The ${model.label} is furthest off for **${name(worst)}** (${figureName(model)} **${told(worst)}**) and closest for **${name(best)}** (${told(best)})${cite(found, 1)}.`;
  return draft(`${verdict} ${lead}\n\n${tableOf(analysis, domain, model, target, rows)}`, {
    followUps: [`How accurate is the ${model.label}?`, `Is the ${model.label} overfitted?`],
  });
}

function overall(model: ModelSpec, target: Column, row: Row): string {
  if (model.kind === "classification")
    return `Overall its Brier score is ${num(row, "brier").toFixed(4)}, with ${percent(num(row, "predicted_rate"))} expected and ${percent(num(row, "actual_rate"))} observed`;
  return `The ${model.label} is off by **${errorText(num(row, "mae"), model, target)}** on average (mean absolute error; RMSE ${errorText(num(row, "rmse"), model, target)}, mean of prediction minus outcome ${formatDifference(num(row, "bias"), target)})`;
}

function tableOf(
  analysis: ModelErrors,
  domain: Domain,
  model: ModelSpec,
  target: Column,
  rows: readonly Row[],
): string {
  const by = analysis.by ?? "";
  const name = (row: Row) => capitalised(valueLabel(domain, by, str(row, "part")) || "(none)");
  if (model.kind === "classification")
    return markdownTable(
      [
        capitalised(labelOf(domain, by)),
        "Brier score",
        "Expected",
        "Observed",
        "Recall",
        "Precision",
        capitalised(domain.entity.plural),
      ],
      rows.map((row) => [
        name(row),
        num(row, "brier").toFixed(4),
        ...["predicted_rate", "actual_rate", "recall", "share_right"].map((column) => percent(num(row, column))),
        integer(num(row, "customers")),
      ]),
    );
  return markdownTable(
    [
      capitalised(labelOf(domain, by)),
      "Mean absolute error",
      "RMSE",
      "Mean prediction − outcome",
      capitalised(domain.entity.plural),
    ],
    rows.map((row) => [
      name(row),
      errorText(num(row, "mae"), model, target),
      errorText(num(row, "rmse"), model, target),
      formatDifference(num(row, "bias"), target),
      integer(num(row, "customers")),
    ]),
  );
}

function figureName(model: ModelSpec): string {
  return model.kind === "classification" ? "Brier score" : "mean absolute error";
}

/** A score's error has four decimals: those of two groups differ in the third. */
function errorText(value: number, model: ModelSpec, target: Column): string {
  return model.kind === "classification" || target.format === "score"
    ? value.toFixed(4)
    : formatValue(value, target.format);
}

export function splitName(analysis: ModelErrors): string {
  return analysis.split === "test" ? "held-out test" : "training";
}
