import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { labelOf } from "../telling/describe-population.ts";
import { capitalised, formatDifference, formatValue, listOf } from "../telling/format.ts";
import { formatPrediction, intervalName } from "../telling/format-prediction.ts";
import { modelOf } from "./importance.ts";
import { knownTruthText } from "./known-truth.ts";
import {
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

type CustomerWhatIf = Extract<Analysis, { kind: "customer-what-if" }>;

/** What every model would predict for one customer after a change of one lever, beside what it predicts now. */
export const customerWhatIf: Teller<CustomerWhatIf> = {
  calls: (analysis, _, found) => {
    if (found.length > 0) return [];
    const { change } = analysis;
    const value = change.kind === "multiply" ? change.factor : change.kind === "add" ? change.amount : change.value;
    return [
      {
        name: "simulate_change",
        args: { customer_id: analysis.id, change: { column: analysis.lever, kind: change.kind, value } },
      },
    ];
  },
  tell: (analysis, { domain }, found) => {
    const { id } = analysis;
    const lever = resultColumn(domain, analysis.lever);
    const [values] = rowsOf(found, 0, "values");
    const rows = [...rowsOf(found, 0)].sort(
      (a, b) => Number(str(b, "model") === analysis.model) - Number(str(a, "model") === analysis.model),
    );
    const [first] = rows;
    if (!lever || !first) return draft("");
    const [now, then] = [valueOf(lever, values, "value_now"), valueOf(lever, values, "value_then")];
    if (str(values, "value_now") === str(values, "value_then")) {
      const why =
        str(values, "value_now") === "" ? `has no ${lever.label}` : `is there already: the ${lever.label} is ${now}`;
      return draft(`Nothing would change: ${id} ${why}${cite(found, 0)}.`, {
        followUps: [`What would change it for ${id}?`],
      });
    }
    const carries =
      lever.lever?.direction === "set" && lever.lever.carries.length > 0
        ? `That also sets ${listOf(lever.lever.carries.map((name) => labelOf(domain, name)))}, to the median of those who have it.`
        : "";
    const outside =
      values?.["is_outside_seen"] === true
        ? `The new value lies outside the range that the models have seen enough of (${formatValue(num(values, "seen_low"), lever.format)} to ${formatValue(num(values, "seen_high"), lever.format)}), so the answer is a guess of theirs.`
        : "";
    const text = [
      `${leadOf(domain, analysis, first, found)} ${capitalised(lever.label)} goes from ${now} to ${then}${cite(found, 0)}. ${certaintyOf(domain, first, found)}`.trim(),
      predictionTable(domain, rows),
      [
        carries,
        outside,
        knownTruthText(domain, { model: str(first, "model"), lever: lever.name }, found),
        "In brackets stand the models' intervals: where outcomes of customers like that lie, not how sure the effect of the change is.",
        "All else stays as it is; this is the models' answer, not a measured effect.",
      ]
        .filter(Boolean)
        .join(" "),
    ];
    return draft(text.join("\n\n"), {
      caveats: [simulated],
      followUps: [`What would change it for ${id}?`, `Why is the prediction for ${id} what it is?`],
    });
  },
};

function leadOf(domain: Domain, analysis: CustomerWhatIf, row: Row, found: readonly Found[]): string {
  const model = modelOf(domain, str(row, "model"));
  const target = resultColumn(domain, model.actual);
  const told = (name: string) => formatPrediction(domain, model, num(row, name));
  const change = target ? formatDifference(num(row, "change"), target) : "";
  return `By the ${model.label}, the ${labelOf(domain, model.prediction)} of ${analysis.id} would go from ${told("prediction_before")} to **${told("prediction_after")}**, a change of **${change}**${cite(found, 0)}.`;
}

/** Whether the change is more than the prediction is uncertain by. */
function certaintyOf(domain: Domain, row: Row, found: readonly Found[]): string {
  const model = modelOf(domain, str(row, "model"));
  const [low, high, then] = [num(row, "lower"), num(row, "upper"), num(row, "prediction_after")];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return "";
  const told = (value: number) => formatPrediction(domain, model, value);
  const verdict =
    then >= low && then <= high
      ? "the change is smaller than what the prediction leaves open"
      : "the change goes beyond what the prediction leaves open";
  return `The prediction as it is now is uncertain (${intervalName(model)} ${told(low)} to ${told(high)}), and ${verdict}${cite(found, 0)}.`;
}

function predictionTable(domain: Domain, rows: readonly Row[]): string {
  return markdownTable(
    ["Prediction", "Now", "Then", "Change"],
    rows.map((row) => {
      const model = modelOf(domain, str(row, "model"));
      const target = resultColumn(domain, model.actual);
      return [
        capitalised(labelOf(domain, model.prediction)),
        withInterval(domain, row, "prediction_before"),
        withInterval(domain, row, "prediction_after"),
        target ? formatDifference(num(row, "change"), target) : "",
      ];
    }),
  );
}

/** A prediction with its interval, where the model has one. */
function withInterval(domain: Domain, row: Row, name: "prediction_before" | "prediction_after"): string {
  const model = modelOf(domain, str(row, "model"));
  const told = (column: string) => formatPrediction(domain, model, num(row, column));
  const ends = name === "prediction_after" ? (["lower_after", "upper_after"] as const) : (["lower", "upper"] as const);
  return Number.isFinite(num(row, ends[0])) ? `${told(name)} (${told(ends[0])} to ${told(ends[1])})` : told(name);
}

function valueOf(lever: Column, row: Row | undefined, name: string): string {
  const text = str(row, name);
  if (text === "") return "no value";
  if (lever.type === "string") return text;
  const isTime = lever.unit !== null && /^(minutes|hours|days)$/.test(lever.unit);
  return `${formatValue(Number(text), lever.format)}${isTime ? ` ${lever.unit}` : ""}`;
}
