import type { ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { integer, percent } from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { createMetrics, type Metrics } from "./model-metrics.ts";
import { cite, draft, rowsOf, type Teller } from "./teller.ts";

/**
 * Models beside each other on what they all have: by which share their squared error on the test split lies below that
 * of always predicting the mean (R² of a score, the Brier skill of a probability; Brier 1950, Murphy 1988).
 */
export const compareModels: Teller<Extract<Analysis, { kind: "compare-models" }>> = {
  calls: (analysis, _, found) =>
    found.length > 0 ? [] : analysis.models.map((model) => ({ name: "describe_model", args: { model } })),
  tell: (analysis, { domain }, found) => {
    const measured = analysis.models
      .map((name, place) => {
        const model = modelOf(domain, name);
        const metrics = createMetrics(rowsOf(found, place));
        return { model, skill: skillOf(model, metrics), line: lineOf(model, metrics, cite(found, place)) };
      })
      .sort((a, b) => b.skill - a.skill);
    const [best, ...others] = measured;
    if (!best) return draft("");
    const rest = others.map(({ model }) => `the ${model.label}`).join(" and ");
    const degree = others.length > 1 ? "most accurate" : "more accurate one";
    const lead = `**The ${best.model.label} is the ${degree}** as far as they compare, before ${rest}: its squared error lies furthest below that of always predicting the mean. They predict different things, so which is better for a decision is another question.`;
    return draft(`${lead}\n\n${measured.map(({ line }) => `- ${line}`).join("\n")}`, {
      followUps: measured.map(({ model }) => `How accurate is the ${model.label}?`),
    });
  },
};

function skillOf(model: ModelSpec, { get }: Metrics): number {
  return model.kind === "classification" ? 1 - get("brier") / get("baseline_brier") : get("r2");
}

function lineOf(model: ModelSpec, metrics: Metrics, citation: string): string {
  const { get } = metrics;
  const on = `on ${integer(get("rows"))} customers of the test split${citation}`;
  if (model.kind === "classification") {
    const below = 1 - get("brier") / get("baseline_brier");
    return `The **${model.label}**: a Brier score (squared error) of ${get("brier").toFixed(4)} against a baseline of ${get("baseline_brier").toFixed(4)}, ${percent(below)} lower, and an AUC of ${get("auc").toFixed(3)}, ${on}.`;
  }
  const interval = Number.isFinite(get("interval_coverage"))
    ? `; its intervals hold ${percent(get("interval_coverage"))} of the outcomes, where ${percent(get("interval_level", "all"))} is claimed`
    : "";
  return `The **${model.label}**: R² ${get("r2").toFixed(3)}, so its squared error lies ${percent(get("r2"))} below that of always predicting the mean, ${on}${interval}.`;
}
