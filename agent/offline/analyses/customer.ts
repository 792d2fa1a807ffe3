import { resultColumn, type Column, type Domain, type ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { capitalised, formatDifference, formatValue, integer, listOf, percent } from "../telling/format.ts";
import { leversFollowUp } from "../telling/follow-ups.ts";
import {
  formatContribution,
  formatPrediction,
  formatSize,
  intervalName,
  unitOfContribution,
} from "../telling/format-prediction.ts";
import { alikeCalls, tellAlike } from "./customer-alike.ts";
import { unusualCalls, tellUnusual } from "./customer-unusual.ts";
import { modelOf } from "./importance.ts";
import { showCustomerCall, tellShown } from "./show-customer.ts";
import {
  chartOf,
  cite,
  draft,
  markdownTable,
  num,
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

/** Profiles that fewer share than this are told as rare. */
const rareShare = 0.05;

/** One customer: why the model says what it says, what would change it, or what the data holds. */
export const customer: Teller<Customer> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    switch (analysis.aspect) {
      case "show":
        return [showCustomerCall(analysis, domain)];
      case "unusual":
        return unusualCalls(analysis.id, domain);
      case "alike":
        return alikeCalls(analysis.id, domain);
      default:
        return [{ name: "explain_prediction", args: { customer_id: analysis.id, model: analysis.model } }];
    }
  },
  tell: (analysis, telling, found) => {
    const { domain } = telling;
    if (analysis.aspect === "show") return tellShown(analysis, domain, found);
    if (analysis.aspect === "unusual") return tellUnusual(analysis.id, domain, found);
    if (analysis.aspect === "alike") return tellAlike(analysis.id, domain, found);
    const model = modelOf(domain, analysis.model);
    const target = resultColumn(domain, model.actual);
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

function predictionSentence(domain: Domain, model: ModelSpec, summary: Row, found: readonly Found[]): string {
  const told = (name: string) => formatPrediction(domain, model, num(summary, name));
  const interval = Number.isFinite(num(summary, "lower"))
    ? ` (${intervalName(model)} ${told("lower")} to ${told("upper")})`
    : "";
  const place = `higher than for ${percent(num(summary, "share_with_lower_prediction"))} of all ${integer(num(summary, "customers"))}`;
  return `The ${model.label} predicted **${told("prediction")}**${interval}, ${place}; the median is ${told("median_prediction")}${cite(found, 0)}.`;
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
    return `${str(row, "label")}${value} ${num(row, "contribution") > 0 ? "raised" : "lowered"} it by ${formatSize(domain, model, num(row, "contribution"))}${unitOfContribution(domain, model)}`;
  });
  const shown = contributions.slice(0, contributionsShown);
  const rest = contributions.slice(contributionsShown);
  const restSum = rest.reduce((sum, row) => sum + num(row, "contribution"), 0);
  const unit = model.kind === "classification" ? "log-odds" : target.format === "usd" ? "US dollars" : "points";
  const sum = (value: number) =>
    target.format === "usd" ? formatValue(value, "usd") : value.toFixed(4).replace("-", "−");
  const table = markdownTable(
    ["Feature", "This customer", "Typical", `Contribution (${unit})`],
    [
      ["Base value (the average prediction)", "", "", sum(num(summary, "base_value"))],
      ...shown.map((row) => [
        capitalised(str(row, "label")),
        str(row, "value") || "–",
        str(row, "typical") || "–",
        formatContribution(domain, model, num(row, "contribution")),
      ]),
      ...(rest.length > 0
        ? [[`${integer(rest.length)} other features together`, "", "", formatContribution(domain, model, restSum)]]
        : []),
      [model.kind === "classification" ? "Prediction (log-odds)" : "Prediction", "", "", sum(num(summary, "margin"))],
    ],
  );
  const text = [
    `${capitalised(outcome(target, summary, analysis.id))}. ${predictionSentence(domain, model, summary, found)} The model's strongest reasons: ${listOf(strongest)}.`,
    table,
    `The base value and all contributions add up to the prediction. ${alikeSentence(domain, model, found)} These are the model's reasons for its prediction, not causes.`,
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

/** How customers with about this prediction fared, on the test split. */
function alikeSentence(domain: Domain, model: ModelSpec, found: readonly Found[]): string {
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

/** What the best changes do together, and whether there are customers like that. */
function combinedText(told: (value: number) => string, found: readonly Found[]): string {
  const steps = rowsOf(found, 0, "combined_changes");
  const last = steps.at(-1);
  if (!last || steps.length < 2) return "";
  const parts = steps.map((row) => `${str(row, "label")} to ${str(row, "value_then")}`);
  const asUnusual = num(last, "share_as_unusual");
  const likeness =
    asUnusual < rareShare
      ? `that would make a rare profile: only ${percent(asUnusual)} of all are as far from those most like them`
      : `${percent(asUnusual)} of all are as far or farther from those most like them, so that is no odd profile`;
  return ` Together, ${listOf(parts)} would bring it to **${told(num(last, "prediction_then"))}**; ${likeness}${cite(found, 0)}.`;
}

/** " (0.48 to 0.74)": the interval of the prediction after a change; empty for a model without. */
function intervalThen(told: (value: number) => string, row: Row): string {
  const [low, high] = [num(row, "lower_then"), num(row, "upper_then")];
  return Number.isFinite(low) && Number.isFinite(high) ? ` (${told(low)} to ${told(high)})` : "";
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
  const told = (value: number) => formatPrediction(domain, model, value);
  const now = told(num(summary, "prediction"));
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
  const lead = `By the ${model.label}, the reachable change that would help ${id} most is **${str(best, "label")}** from ${str(best, "value_now")} to ${str(best, "value_then")}: its prediction would go from ${told(num(best, "prediction_now"))} to **${told(num(best, "prediction_then"))}** (${formatDifference(num(best, "change"), target)})${cite(found, 0)}. ${outcome(target, summary, id)}.`;
  const table = markdownTable(
    ["Lever", "Now", "Then", "Prediction then", "Change"],
    helping
      .slice(0, 6)
      .map((row) => [
        capitalised(str(row, "label")),
        str(row, "value_now"),
        str(row, "value_then"),
        `${told(num(row, "prediction_then"))}${intervalThen(told, row)}`,
        formatDifference(num(row, "change"), target),
      ]),
  );
  const comparable = domain.results.comparableBy.map((name) => resultColumn(domain, name)?.label ?? name);
  return draft(
    `${lead}${combinedText(told, found)}\n\n${table}\n\nEach lever is moved to the better quartile of ${domain.entity.plural} with the same ${listOf(comparable)}, all else as it is.`,
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
      followUps: [`Why is the prediction for ${id} what it is?`, ...leversFollowUp(domain)],
    },
  );
}
