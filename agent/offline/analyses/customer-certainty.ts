import type { Domain, ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { formatPrediction, intervalName } from "../telling/format-prediction.ts";
import { alikeSentence } from "./customer-prediction.ts";
import { cite, draft, num, rowsOf, type Draft, type Found } from "./teller.ts";

type Customer = Extract<Analysis, { kind: "customer" }>;

/** How sure a prediction is: its interval, where the model gives one, and how customers predicted alike fared. */
export function tellCertainty(analysis: Customer, domain: Domain, model: ModelSpec, found: readonly Found[]): Draft {
  const [summary] = rowsOf(found, 0);
  if (!summary) return draft("");
  const told = (name: string) => formatPrediction(domain, model, num(summary, name));
  const { id } = analysis;
  const lead = Number.isFinite(num(summary, "lower"))
    ? `The ${model.label} predicts **${told("prediction")}** for ${id} (${intervalName(model)} **${told("lower")} to ${told("upper")}**)${cite(found, 0)}.`
    : `The ${model.label} gives no interval for ${id}: its prediction of **${told("prediction")}** is itself a probability${cite(found, 0)}.`;
  return draft(`${lead} ${alikeSentence(domain, model, found)}`, {
    followUps: [
      `Why is the prediction for ${id} what it is?`,
      `How good is the ${model.label}?`,
      `What would change it for ${id}?`,
    ],
  });
}
