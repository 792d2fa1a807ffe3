import type { Table } from "./domain.ts";
import { completeColumn } from "./complete-column.ts";
import { judgementTables } from "./judgement-tables.ts";
import { modelTables } from "./model-tables.ts";
import { intervalLevelOf, isPredictive, type ModelSpec } from "./model-schema.ts";
import { describedTable as table, plainColumn as plain } from "./plain-column.ts";
import type { Column, ColumnFile, DomainFile } from "./schema.ts";

/** How many of a prediction's strongest features the results table holds. */
export const topFeatureCount = 5;

/** The columns of the strongest features, for each model of the domain that the results hold them of. */
export function runColumns(models: readonly ModelSpec[]): Column[] {
  const columns: ColumnFile[] = [];
  for (const model of models) {
    if (model.topFeatures === null) continue;
    for (let rank = 1; rank <= topFeatureCount; rank++) {
      columns.push(
        plain(
          `${model.topFeatures}_${rank}`,
          "string",
          `Feature with the ${ordinal(rank)} contribution by size to the ${model.label}'s prediction`,
          "explanation",
        ),
        plain(
          `${model.topFeatures}_${rank}_impact`,
          "double",
          `Contribution of ${model.topFeatures}_${rank}, in ${model.unit}`,
          "explanation",
        ),
      );
    }
  }
  return columns.map(completeColumn);
}

/** The columns that tell when and by which model a row was scored; what is derived from the scores follows them. */
export function scoringColumns(): Column[] {
  return [
    plain("prediction_timestamp", "timestamp", "When the customer was scored", "meta"),
    plain("model_version", "string", "Version of the primary model", "meta"),
  ].map(completeColumn);
}

/** The columns that every results table ends with: the primary model as measured, and the run that wrote the row. */
export function publishingColumns(): Column[] {
  return [
    plain("model_type", "string", "Kind of the primary model", "meta"),
    plain("model_r2_score", "double", "R² of the primary model on the test split", "meta"),
    plain("model_rmse", "double", "Root mean squared error of the primary model on the test split", "meta"),
    plain("results_created_at", "timestamp", "When the results were published", "meta"),
    plain("pipeline_run_id", "string", "Id of the pipeline run", "meta"),
  ].map(completeColumn);
}

/** The tables that every domain has after a run, beside its results. */
export function standardTables(file: DomainFile): Table[] {
  const id = plain(file.entity.column, "string", `The ${file.entity.singular}'s identifier`, "id");
  const model = plain("model", "string", "Name of the model", "meta");
  const version = plain("model_version", "string", "Version of the model", "meta");
  const { predictions, analytics } = file.databases;
  const levels = intervalText(file);
  return [
    table(
      predictions,
      "predictions",
      `one row for each ${file.entity.singular} and model`,
      "Every model's prediction with its interval.",
      [
        id,
        model,
        version,
        plain("prediction", "double", "The prediction, in the target's unit", "prediction"),
        plain("lower", "double", `Lower end of the interval${levels}, where the model has one`, "interval"),
        plain("upper", "double", `Upper end of the interval${levels}, where the model has one`, "interval"),
        plain("prediction_timestamp", "timestamp", "When it was scored", "meta"),
        plain("pipeline_run_id", "string", "Id of the pipeline run", "meta"),
      ],
    ),
    table(
      predictions,
      "explanations",
      `one row for each ${file.entity.singular}, model and feature`,
      "SHAP contributions; with the base value in model_metrics they add up to the prediction's margin. Contributions of protected attributes are one row, named protected_attributes.",
      [
        id,
        model,
        version,
        plain("feature", "string", "Name of the feature", "explanation"),
        plain(
          "contribution",
          "double",
          "Contribution to the margin: the target's unit for a regression, log-odds for a classification",
          "explanation",
        ),
        plain("feature_rank", "int", "1 for the largest absolute contribution", "explanation"),
      ],
    ),
    table(analytics, "data_quality", "one row for each check and column", "What validation found in the feed.", [
      plain(
        "check",
        "string",
        "Name of the check: missing, missing_required, duplicate, bad_id, orphaned, out_of_range, malformed, type_error, unknown_value, drift, proxy (a feature that stands in for a protected attribute)",
        "meta",
      ),
      plain("table_name", "string", "Table checked", "meta"),
      plain("column_name", "string", "Column checked, where there is one", "meta"),
      plain("rows_checked", "int", "Rows checked", "meta"),
      plain("rows_failed", "int", "Rows that failed", "meta"),
      plain("share_failed", "double", "Share of rows that failed", "meta"),
      plain("severity", "string", "info, warning or error", "meta"),
      plain("detail", "string", "What it means", "meta"),
    ]),
    table(
      analytics,
      "feature_importance",
      "one row for each model and feature",
      "Global importance: mean absolute SHAP contribution over all customers.",
      [
        model,
        version,
        plain("feature", "string", "Name of the feature", "explanation"),
        plain("mean_abs_contribution", "double", "Mean absolute contribution", "explanation"),
        plain("share", "double", "Share of the sum over all features", "explanation"),
        plain(
          "direction",
          "string",
          "positive, negative, mixed or categorical: how the contribution goes with the feature's value",
          "explanation",
        ),
        plain("importance_rank", "int", "1 for the most important", "explanation"),
      ],
    ),
    table(
      analytics,
      "model_metrics",
      "one row for each model, split and metric",
      "Metrics by split (train, test, known_causes): r2, rmse, mae and share_within_0_1 of a regression; auc, recall, precision, log_loss, brier and calibration_error of a classification; mae, pinball_p10 … p90 and interval_coverage with its own interval of a model of quantiles; for all: base_value, threshold, trees, rounds_run, early_stopping_rounds, features. known_causes, on sample data only: how well reasons match the truth. describe_model gives them all.",
      [
        model,
        version,
        plain("data_split", "string", "train, test, known_causes or all", "meta"),
        plain("metric", "string", "Name of the metric", "meta"),
        plain("value", "double", "Its value", "meta"),
      ],
    ),
    ...judgementTables(file),
    ...modelTables(file),
  ];
}

/** What the intervals of the domain's models claim: " (engagement 90 %, value 80 %)"; empty without any. */
function intervalText({ models }: DomainFile): string {
  const claims = models.flatMap((model) => {
    const level = isPredictive(model) ? intervalLevelOf(model) : null;
    return level === null ? [] : [`${model.name} ${Math.round(100 * level)} %`];
  });
  return claims.length === 0 ? "" : ` (${claims.join(", ")})`;
}

function ordinal(rank: number): string {
  return ["first", "second", "third", "fourth", "fifth"][rank - 1] ?? `${rank}th`;
}
