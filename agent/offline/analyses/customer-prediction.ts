import type { Column, Domain, ModelSpec } from "#knowledge";

import { capitalised, formatValue, integer, percent } from "../telling/format.ts";
import { formatPrediction, intervalName } from "../telling/format-prediction.ts";
import { cite, num, rowsOf, type Found, type Row } from "./teller.ts";

/** What became of the customer. */
export function outcome(target: Column, summary: Row, id: string): string {
  const actual = summary["actual"];
  if (typeof actual === "boolean")
    return actual
      ? `${id} did leave within the 30 days after the snapshot`
      : `${id} **did not leave** within the 30 days after the snapshot`;
  return typeof actual === "number"
    ? `${capitalised(target.label)} of ${id} turned out at ${formatValue(actual, target.format)}`
    : `What ${id} did after the snapshot is not known`;
}

/** The prediction with its interval, and where it lies among all. */
export function predictionSentence(domain: Domain, model: ModelSpec, summary: Row, found: readonly Found[]): string {
  const told = (name: string) => formatPrediction(domain, model, num(summary, name));
  const interval = Number.isFinite(num(summary, "lower"))
    ? ` (${intervalName(model)} ${told("lower")} to ${told("upper")})`
    : "";
  const place = `higher than for ${percent(num(summary, "share_with_lower_prediction"))} of all ${integer(num(summary, "customers"))}`;
  return `The ${model.label} predicted **${told("prediction")}**${interval}, ${place}; the median is ${told("median_prediction")}${cite(found, 0)}.`;
}

/** How customers with about this prediction fared, on the test split. */
export function alikeSentence(domain: Domain, model: ModelSpec, found: readonly Found[]): string {
  const [alike] = rowsOf(found, 0, "calibration");
  const told = (name: string) => formatPrediction(domain, model, num(alike, name));
  const range = `a prediction between ${told("from")} and ${told("to")}`;
  if (!(num(alike, "customers") > 0))
    return `No ${domain.entity.singular} of the test split has ${range}, so how well it is calibrated there is not known${cite(found, 0)}.`;
  const interval = Number.isFinite(num(alike, "actual_low"))
    ? ` (95 % interval ${told("actual_low")} to ${told("actual_high")})`
    : "";
  const within = num(alike, "share_within_interval");
  const fared =
    model.kind === "classification"
      ? `${percent(num(alike, "mean_actual"))} really left${interval}`
      : `the outcome was ${told("mean_actual")} on average${interval}; such predictions were off by ${told("mean_absolute_error")} on average${Number.isFinite(within) ? `, and the outcome lay within the interval for ${percent(within)}` : ""}`;
  return `Of the ${integer(num(alike, "customers"))} ${domain.entity.plural} in the test split with ${range}, ${fared}${cite(found, 0)}.`;
}
