import { resultColumn, type Column, type ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { capitalised, formatDifference, formatValue, integer, listOf, percent } from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { showCustomerCall, tellShown } from "./show-customer.ts";
import {
  chartOf,
  cite,
  draft,
  markdownTable,
  num,
  query,
  rowsOf,
  str,
  type Draft,
  type Found,
  type Row,
  type Teller,
  type Telling,
} from "./teller.ts";

type Customer = Extract<Analysis, { kind: "customer" }>;

const contributionsShown = 8;

/** One customer: why the model says what it says, what would change it, or what the data holds. */
export const customer: Teller<Customer> = {
  calls: (analysis, { domain }, found) =>
    found.length > 0
      ? []
      : analysis.aspect === "show"
        ? [showCustomerCall(analysis, domain)]
        : [{ name: "explain_prediction", args: { customer_id: analysis.id, model: analysis.model } }],
  tell: (analysis, telling, found) => {
    if (analysis.aspect === "show") return tellShown(analysis, telling.domain, found);
    const model = modelOf(telling.domain, analysis.model);
    const target = resultColumn(telling.domain, model.actual);
    const [summary] = rowsOf(found, 0);
    if (!summary || !target) return draft("");
    return analysis.aspect === "change"
      ? tellChange(analysis, telling, model, target, summary, found)
      : tellWhy(analysis, telling, model, target, summary, found);
  },
};

function outcome(target: Column, summary: Row, id: string): string {
  const actual = summary["actual"];
  if (typeof actual === "boolean")
    return actual
      ? `${id} did leave within the 30 days after the snapshot`
      : `${id} **did not leave** within the 30 days after the snapshot`;
  return typeof actual === "number"
    ? `${capitalised(target.label)} of ${id} turned out at ${formatValue(actual, target.format)}`
    : `What ${id} did after the snapshot is not known`;
}

function told(model: ModelSpec, value: number): string {
  return model.kind === "classification" ? percent(value) : value.toFixed(3);
}

function predictionSentence(model: ModelSpec, summary: Row, found: readonly Found[]): string {
  const interval = Number.isFinite(num(summary, "lower"))
    ? ` (90 % interval ${told(model, num(summary, "lower"))} to ${told(model, num(summary, "upper"))})`
    : "";
  const place = `higher than for ${percent(num(summary, "share_with_lower_prediction"))} of all ${integer(num(summary, "customers"))}`;
  return `The ${model.label} predicted **${told(model, num(summary, "prediction"))}**${interval}, ${place}; the median is ${told(model, num(summary, "median_prediction"))}${cite(found, 0)}.`;
}

function tellWhy(
  analysis: Customer,
  { domain }: Telling,
  model: ModelSpec,
  target: Column,
  summary: Row,
  found: readonly Found[],
): Draft {
  const contributions = rowsOf(found, 0, "contributions");
  const strongest = contributions.slice(0, 3).map((row) => {
    // A negative value beside the contribution would read as its sign; the table shows it.
    const value =
      str(row, "value") === "" || str(row, "value").startsWith("-")
        ? ""
        : ` (${str(row, "value")}, typically ${str(row, "typical")})`;
    return `${str(row, "label")}${value} ${num(row, "contribution") > 0 ? "raised" : "lowered"} it by ${signed(Math.abs(num(row, "contribution")), model).replace("+", "")}`;
  });
  const shown = contributions.slice(0, contributionsShown);
  const rest = contributions.slice(contributionsShown);
  const restSum = rest.reduce((sum, row) => sum + num(row, "contribution"), 0);
  const unit = model.kind === "classification" ? "log-odds" : "points";
  const table = markdownTable(
    ["Feature", "This customer", "Typical", `Contribution (${unit})`],
    [
      ["Base value (the average prediction)", "", "", num(summary, "base_value").toFixed(4).replace("-", "−")],
      ...shown.map((row) => [
        capitalised(str(row, "label")),
        str(row, "value") || "–",
        str(row, "typical") || "–",
        signed(num(row, "contribution"), model, false),
      ]),
      ...(rest.length > 0
        ? [[`${integer(rest.length)} other features together`, "", "", signed(restSum, model, false)]]
        : []),
      [
        model.kind === "classification" ? "Prediction (log-odds)" : "Prediction",
        "",
        "",
        num(summary, "margin").toFixed(4).replace("-", "−"),
      ],
    ],
  );
  const [calibration] = rowsOf(found, 0, "calibration");
  const like =
    num(calibration, "customers") > 0
      ? `Of the ${integer(num(calibration, "customers"))} ${domain.entity.plural} in the test split with a prediction between ${told(model, num(calibration, "from"))} and ${told(model, num(calibration, "to"))}, ${model.kind === "classification" ? `${percent(num(calibration, "mean_actual"))} really left` : `the outcome was ${told(model, num(calibration, "mean_actual"))} on average`}${cite(found, 0)}.`
      : "";
  const text = [
    `${capitalised(outcome(target, summary, analysis.id))}. ${predictionSentence(model, summary, found)} The model's strongest reasons: ${listOf(strongest)}.`,
    table,
    `The base value and all contributions add up to the prediction. ${like} These are the model's reasons for its prediction, not causes.`,
  ].join("\n\n");
  return draft(text, {
    chart: chartOf(found, 0, {
      kind: "contributions",
      title: `What moved the prediction for ${analysis.id}`,
      table: "contributions",
      x: "label",
      y: "contribution",
    }),
    caveats: [
      {
        kind: "not-causal",
        text: "Contributions are what the model made of the features; they do not show what caused the outcome.",
      },
    ],
    followUps: [
      `What would change it for ${analysis.id}?`,
      ...domain.models
        .filter((one) => one !== model)
        .map((one) => `Explain the ${resultColumn(domain, one.prediction)?.label ?? one.label} of ${analysis.id}`),
    ],
  });
}

function signed(value: number, model: ModelSpec, withUnit = true): string {
  const text = `${value > 0 ? "+" : ""}${value.toFixed(4).replace("-", "−")}`;
  return withUnit ? `${text} ${model.kind === "classification" ? "log-odds" : "points"}` : text;
}

function tellChange(
  analysis: Customer,
  { domain }: Telling,
  model: ModelSpec,
  target: Column,
  summary: Row,
  found: readonly Found[],
): Draft {
  const changes = rowsOf(found, 0, "reachable_changes");
  const helping = changes.filter((row) => row["helps"] === true);
  const now = told(model, num(summary, "prediction"));
  const id = analysis.id;
  const [best] = helping;
  if (!best) {
    return draft(
      `No reachable change of a single lever moves the ${model.label}'s prediction for ${id} (${now}) in the good direction${cite(found, 0)}. ${outcome(target, summary, id)}.`,
      {
        caveats: [{ kind: "simulated", text: "This is the model's answer to changed inputs, not a measured effect." }],
        followUps: [`Why is the prediction for ${id} what it is?`],
      },
    );
  }
  const lead = `By the ${model.label}, the reachable change that would help ${id} most is **${str(best, "label")}** from ${str(best, "value_now")} to ${str(best, "value_then")}: its prediction would go from ${told(model, num(best, "prediction_now"))} to **${told(model, num(best, "prediction_then"))}** (${formatDifference(num(best, "change"), target)})${cite(found, 0)}. ${outcome(target, summary, id)}.`;
  const table = markdownTable(
    ["Lever", "Now", "Then", "Prediction then", "Change"],
    helping
      .slice(0, 6)
      .map((row) => [
        capitalised(str(row, "label")),
        str(row, "value_now"),
        str(row, "value_then"),
        told(model, num(row, "prediction_then")),
        formatDifference(num(row, "change"), target),
      ]),
  );
  const comparable = domain.results.comparableBy.map((name) => resultColumn(domain, name)?.label ?? name);
  return draft(
    `${lead}\n\n${table}\n\nEach lever is moved to the better quartile of ${domain.entity.plural} with the same ${listOf(comparable)}, all else as it is.`,
    {
      chart: chartOf(found, 0, {
        kind: "bar",
        title: `The prediction for ${id} after each change`,
        table: "reachable_changes",
        x: "label",
        y: "prediction_then",
      }),
      caveats: [
        {
          kind: "simulated",
          text: "This is the model's answer to changed inputs, not a measured effect; test it before you rely on it.",
        },
      ],
      followUps: [
        `Why is the prediction for ${id} what it is?`,
        "Which levers work best for customers at high churn risk?",
      ],
    },
  );
}

/** Two customers beside each other: outcomes, predictions and the features in which they differ. */
export const compareCustomers: Teller<Extract<Analysis, { kind: "compare-customers" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const columns = domain.resultColumns.filter(
      (column) => column.privacy !== "confidential" && ["id", "feature", "target", "prediction"].includes(column.role),
    );
    return [
      query(
        `${analysis.ids[0]} and ${analysis.ids[1]} beside each other`,
        `SELECT ${columns.map((column) => column.name).join(", ")} FROM ${domain.results.table} WHERE ${domain.entity.column} IN (${analysis.ids.map(literalSql).join(", ")}) ORDER BY ${domain.entity.column}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const [a, b] = analysis.ids.map((id) => rows.find((row) => row[domain.entity.column] === id));
    if (!a || !b) {
      const lost = a ? analysis.ids[1] : analysis.ids[0];
      return draft(`${lost} is not among the ${domain.entity.plural} of this snapshot${cite(found, 0)}.`, {
        outcome: "not-in-data",
      });
    }
    const columns = domain.resultColumns.filter(
      (column) => column.name in a && column.role !== "id" && a[column.name] !== b[column.name],
    );
    const outcomes = columns.filter((column) => column.role === "target" || column.role === "prediction");
    const features = columns.filter((column) => column.role === "feature");
    const cells = (column: Column) => [
      capitalised(column.label),
      formatValue(a[column.name], column.format),
      formatValue(b[column.name], column.format),
    ];
    const header = ["", analysis.ids[0], analysis.ids[1]];
    return draft(
      [
        `${analysis.ids[0]} and ${analysis.ids[1]} differ in ${integer(features.length)} features${cite(found, 0)}.`,
        markdownTable(header, outcomes.map(cells)),
        markdownTable(header, features.map(cells)),
      ].join("\n\n"),
      { followUps: analysis.ids.map((id) => `Why is the prediction for ${id} what it is?`) },
    );
  },
};
