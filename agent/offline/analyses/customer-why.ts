import { resultColumn, type Column, type ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { capitalised, formatCents, integer, listOf } from "../telling/format.ts";
import { formatContribution, formatSize, unitOfContribution } from "../telling/format-prediction.ts";
import { alikeSentence, outcome, predictionSentence } from "./customer-prediction.ts";
import {
  chartOf,
  draft,
  markdownTable,
  num,
  rowsOf,
  str,
  type Draft,
  type Found,
  type Row,
  type Telling,
} from "./teller.ts";

type Customer = Extract<Analysis, { kind: "customer" }>;

const contributionsShown = 8;

/** Why the model predicts what it predicts: the contributions that add up to it. */
export function tellWhy(
  analysis: Customer,
  { domain }: Telling,
  model: ModelSpec,
  target: Column,
  summary: Row,
  found: readonly Found[],
): Draft {
  const contributions = rowsOf(found, 0, "contributions");
  const { moves } = analysis;
  const asked = contributions.filter((row) => moves === undefined || num(row, "contribution") > 0 === (moves === "up"));
  const strongest = asked.slice(0, 3).map((row) => {
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
  const sum = (value: number) => (target.format === "usd" ? formatCents(value) : value.toFixed(4).replace("-", "−"));
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
    `${premiseText(analysis, model, summary)}${capitalised(outcome(target, summary, analysis.id))}. ${predictionSentence(domain, model, summary, found)} ${reasonsLead(moves)}: ${listOf(strongest)}.`,
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

function reasonsLead(moves: Customer["moves"]): string {
  if (moves === undefined) return "The model's strongest reasons";
  return moves === "up" ? "What raised it most in the model" : "What lowered it most in the model";
}

/** The question's premise set right: "why is it so low?" of a prediction above that of most. */
function premiseText({ supposes }: Customer, model: ModelSpec, summary: Row): string {
  const below = num(summary, "share_with_lower_prediction");
  const isHigh = below >= 0.5;
  if (supposes === undefined || !Number.isFinite(below) || isHigh === (supposes === "high")) return "";
  return `**The prediction of the ${model.label} is not ${supposes}**: it is ${isHigh ? "above" : "below"} the median of all. `;
}
