import { quantileName, type Domain } from "#knowledge";

import { identifier, literal } from "../../duckdb/sql-text.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { ServedModel, ServedModels } from "./read-served-models.ts";

/** A set of rows of `predictions`: a model's name and version, and the columns of the scores it comes from. */
type PredictionRows = {
  readonly model: string;
  readonly version: string;
  readonly prediction: string;
  readonly lower: string | null;
  readonly upper: string | null;
};

/** Names that `predictions` has a row of for every customer: the models, and each quantile of those that have them. */
export function predictedNames(domain: Domain): string[] {
  const predictive = domain.models.flatMap((spec) => [
    spec.name,
    ...(spec.kind === "quantiles" ? spec.levels.map((level) => quantileName(spec.name, level)) : []),
  ]);
  return domain.anomaly ? [...predictive, domain.anomaly.name] : predictive;
}

/** The query of `predictions` over the tables `scored` and `people`: by customer, in the models' order. */
export function predictionsSql(
  { domain, runId }: Pick<RunContext, "domain" | "runId">,
  models: ServedModels,
  predictedAt: string,
): string {
  const id = identifier(domain.entity.column);
  const anomaly =
    domain.anomaly && models.anomaly
      ? [
          {
            ...plain,
            model: domain.anomaly.name,
            version: models.anomaly.version,
            prediction: domain.anomaly.prediction,
          },
        ]
      : [];
  const queries = [...models.predictive.flatMap(rowsOf), ...anomaly].map(
    ({ model, version, prediction, lower, upper }, place) =>
      `SELECT row_index, ${literal(model)} AS model, ${literal(version)} AS model_version,
        ${identifier(prediction)} AS prediction, ${end(lower)} AS lower, ${end(upper)} AS upper, ${place} AS place FROM scored`,
  );
  return `SELECT ${id}, model, model_version, prediction, lower, upper,
      TIMESTAMP ${literal(predictedAt.replace("Z", ""))} AS prediction_timestamp, ${literal(runId)} AS pipeline_run_id
    FROM (${queries.join(" UNION ALL ")}) JOIN people USING (row_index) ORDER BY ${id}, place`;
}

const plain = { lower: null, upper: null };

function rowsOf({ spec, version, intervalMargin }: ServedModel): PredictionRows[] {
  const ends = intervalMargin === null ? plain : { lower: spec.lower, upper: spec.upper };
  const own = { model: spec.name, version, prediction: spec.prediction, ...ends };
  if (spec.kind !== "quantiles" || intervalMargin === null) return [own];
  const columns = [spec.lower, spec.prediction, spec.upper];
  const quantiles = spec.levels.map((level, index) => ({
    ...plain,
    model: quantileName(spec.name, level),
    version,
    prediction: columns[index]!,
  }));
  return [own, ...quantiles];
}

function end(name: string | null): string {
  return name === null ? "NULL::DOUBLE" : identifier(name);
}
