import { resultColumn, type Column, type ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { decimal, formatValue, integer, listOf, percent } from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { createMetrics, type Metrics } from "./model-metrics.ts";
import { cite, draft, markdownTable, num, rowsOf, str, type Found, type Teller } from "./teller.ts";

type Quality = Extract<Analysis, { kind: "model-quality" }>;

/** Gap of R² or AUC between train and test from which overfitting is told as slight, and as a concern. */
const gaps = { slight: 0.03, concern: 0.1 };

/** How good a model is on customers it has not seen, and what that is worth. */
export const modelQuality: Teller<Quality> = {
  calls: (analysis, _, found) =>
    found.length > 0 ? [] : [{ name: "describe_model", args: { model: analysis.model } }],
  tell: (analysis, { domain }, found) => {
    const model = modelOf(domain, analysis.model);
    const metrics = createMetrics(rowsOf(found, 0));
    const target = resultColumn(domain, model.actual);
    const text = {
      accuracy: () => tellAccuracy(model, target, metrics, found),
      overfitting: () => tellOverfitting(model, metrics, found),
      calibration: () => tellCalibration(model, metrics, found),
      versions: () => tellVersion(model, metrics, found),
      size: () =>
        `The ${model.label} uses **${integer(metrics.get("features", "all"))} features** in **${integer(metrics.get("trees", "all"))} trees**${cite(found, 0)}, with version \`${metrics.version}\`. It was trained on ${integer(metrics.get("rows", "train"))} ${domain.entity.plural} and is judged on ${integer(metrics.get("rows"))} others.`,
    }[analysis.aspect]();
    return draft(text, {
      followUps: [
        ...(analysis.aspect === "overfitting"
          ? [`How accurate is the ${model.label}?`]
          : [`Is the ${model.label} overfitted?`]),
        `What are the top 5 features of the ${model.label}?`,
        ...domain.models.filter((one) => one !== model).map((one) => `How accurate is the ${one.label}?`),
      ],
    });
  },
};

/** Which version serves, when it was trained, and what the gate decided on it. */
function tellVersion(model: ModelSpec, metrics: Metrics, found: readonly Found[]): string {
  const live = rowsOf(found, 0, "history").find((row) => str(row, "version") === metrics.version);
  const trained = live
    ? `, trained on **${str(live, "trained")}** (decision of its gate: ${str(live, "decision")})`
    : "";
  return `The live version of the ${model.label} is \`${metrics.version}\`${trained}${cite(found, 0)}.`;
}

function tellAccuracy(model: ModelSpec, target: Column | undefined, metrics: Metrics, found: readonly Found[]): string {
  const get = metrics.get;
  const on = `on the ${integer(get("rows"))} customers of the held-out test split, with version \`${metrics.version}\`${cite(found, 0)}`;
  if (model.kind === "regression") {
    const within = metrics.within.map(
      (row) => `${percent(num(row, "value"))} of the predictions are off by at most ${withinLevel(str(row, "metric"))}`,
    );
    return [
      `The ${model.label} reaches **R² ${decimal(get("r2"))}** (${get("r2").toFixed(3)}) and **RMSE ${get("rmse").toFixed(4)}** (MAE ${get("mae").toFixed(4)}) ${on}.`,
      `${within.join(", and ")}.`,
      `The baseline of always predicting the mean has a baseline RMSE of ${get("baseline_rmse").toFixed(4)} and a baseline MAE of ${get("baseline_mae").toFixed(4)}.`,
      Number.isFinite(get("interval_coverage"))
        ? `Its ${percent(get("interval_level", "all")).replace(".0 %", " %")} intervals hold ${percent(get("interval_coverage"))} of the outcomes.`
        : "",
    ]
      .join(" ")
      .trim();
  }
  if (model.kind === "quantiles") return tellQuantiles(model, metrics, on);
  const rate = target?.rateLabel ?? target?.label ?? "rate";
  return [
    `The ${model.label} reaches an **AUC of ${get("auc").toFixed(3)}** ${on}; guessing would give one half.`,
    `At its threshold of ${get("threshold", "all").toFixed(3)} it finds **${percent(get("recall"))}** of those who left (recall), and ${percent(get("precision"))} of those it flags did leave (precision); it flags ${percent(get("flagged_share"))} of all.`,
    `The ${rate} there is ${percent(get("base_rate"))}. Its log loss is ${get("log_loss").toFixed(4)} and its Brier score ${get("brier").toFixed(4)}; always predicting the ${rate} has a baseline log loss of ${get("baseline_log_loss").toFixed(4)} and a baseline Brier score of ${get("baseline_brier").toFixed(4)}.`,
  ].join(" ");
}

/** The median's error and what the interval holds, against always predicting the training quantiles. */
function tellQuantiles(model: ModelSpec, { get }: Metrics, on: string): string {
  const dollars = (metric: string, split?: string) => formatValue(get(metric, split), "usd");
  return [
    `The ${model.label} is off by **${dollars("mae")} on average** (MAE of its median; RMSE ${dollars("rmse")}, R² ${get("r2").toFixed(3)}) ${on}.`,
    `Its intervals, which claim ${percent(get("interval_level", "all"))}, hold **${percent(get("interval_coverage"))}** of the outcomes (95 % interval ${percent(get("interval_coverage_lower"))} to ${percent(get("interval_coverage_upper"))}) and are ${dollars("interval_mean_width")} wide on average; ${percent(get("share_below_p50"))} of the outcomes lie below the predicted median.`,
    `Its mean pinball loss is ${get("pinball").toFixed(1)}; always predicting the quantiles of the training data has a baseline pinball loss of ${get("baseline_pinball").toFixed(1)}.`,
  ].join(" ");
}

function withinLevel(metric: string): string {
  return metric.replace("share_within_", "").replace("_", ".");
}

/** What is set side by side for train and test; of the first, more is better. */
const toldMetrics = {
  regression: ["r2", "rmse", "mae"],
  classification: ["auc", "log_loss", "recall", "precision"],
  quantiles: ["r2", "mae", "pinball"],
} as const satisfies Record<ModelSpec["kind"], readonly string[]>;

function tellOverfitting(model: ModelSpec, metrics: Metrics, found: readonly Found[]): string {
  const get = metrics.get;
  const names = toldMetrics[model.kind];
  const label: Record<string, string> = {
    r2: "R²",
    rmse: "RMSE",
    mae: "MAE",
    pinball: "Pinball loss",
    auc: "AUC",
    log_loss: "Log loss",
    recall: "Recall",
    precision: "Precision",
  };
  const main = names[0] ?? "r2";
  const gap = get(main, "train") - get(main, "test");
  const verdict =
    gap >= gaps.concern
      ? `**Yes, there is a concern**: the ${model.label} is clearly better on the customers it was trained on`
      : gap >= gaps.slight
        ? `**Slightly**: the ${model.label} is somewhat better on the customers it was trained on, as boosted trees usually are; the gap is no concern`
        : `**No**: the ${model.label} is about as good on new customers as on those it was trained on`;
  const table = markdownTable(
    ["Metric", "Train", "Test", "Gap"],
    names.map((name) => [
      label[name] ?? name,
      get(name, "train").toFixed(4),
      get(name, "test").toFixed(4),
      (get(name, "train") - get(name, "test")).toFixed(4).replace("-", "−"),
    ]),
  );
  const stopping = `Training ran ${integer(get("rounds_run", "all"))} rounds and kept the model of ${integer(get("trees", "all"))} trees, the round with the best loss on customers set aside for that; it stops after ${integer(get("early_stopping_rounds", "all"))} rounds without gain.`;
  return `${verdict}: ${label[main]} is ${get(main, "train").toFixed(3)} on train and ${get(main, "test").toFixed(3)} on test${cite(found, 0)}, with version \`${metrics.version}\`.\n\n${table}\n\n${stopping}`;
}

function tellCalibration(model: ModelSpec, metrics: Metrics, found: readonly Found[]): string {
  const bins = Array.from({ length: 10 }, (_, index) => `calibration_bin_${String(index + 1).padStart(2, "0")}`)
    .map((name) => ({
      predicted: metrics.get(`${name}_predicted`),
      observed: metrics.get(`${name}_observed`),
      rows: metrics.get(`${name}_rows`),
    }))
    .filter((bin) => Number.isFinite(bin.predicted) && bin.rows > 0);
  if (model.kind === "quantiles") {
    const below = (name: string) => percent(metrics.get(`share_below_${name}`));
    const levels = model.levels.map((level) => `p${String(Math.round(100 * level)).padStart(2, "0")}`);
    return `Of the outcomes in the test split, ${listOf(levels.map((name) => `${below(name)} lie below the ${model.label}'s ${name}`))}${cite(found, 0)}; well calibrated, each share would be the one in its quantile's name.`;
  }
  if (bins.length === 0) {
    return `The ${model.label} predicts a score, not a probability, so there is no calibration to tell; how accurate it is I can say${cite(found, 0)}.`;
  }
  const table = markdownTable(
    ["Predicted", "Observed", "Customers"],
    bins.map((bin) => [percent(bin.predicted), percent(bin.observed), integer(bin.rows)]),
  );
  return `How often customers really left, by what the ${model.label} predicted for them, on the test split${cite(found, 0)}:\n\n${table}`;
}
