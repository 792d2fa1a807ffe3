import { resultColumn, type Column, type ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { leversFollowUp } from "../telling/follow-ups.ts";
import { capitalised, formatDifference, listOf, percent } from "../telling/format.ts";
import { formatPrediction } from "../telling/format-prediction.ts";
import { outcome } from "./customer-prediction.ts";
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
  type Telling,
} from "./teller.ts";

type Customer = Extract<Analysis, { kind: "customer" }>;

/** Profiles that fewer share than this are told as rare. */
const rareShare = 0.05;

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

/** Which reachable change of a lever would help the customer most, by the model. */
export function tellChange(
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
