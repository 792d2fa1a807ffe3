import type { Domain, ModelSpec } from "#knowledge";
import { normalQuantile, wilsonInterval, type Interval } from "#ml";

import { tableFrom } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import type { Lookups } from "./lookups.ts";

/**
 * Customers within this distance of a prediction count as scored alike: points of a score or probability, and a share
 * of the prediction itself where the target has a unit, such as dollars.
 */
const band = { points: 0.05, share: 0.1 };

/**
 * How customers of the test split with about this prediction fared, whom no model was trained on: how many they are;
 * the share of them to whom the event came, or their mean outcome, with its 95 % interval (Wilson's of a share, the
 * normal one of a mean); how far predictions like this were off, and how many outcomes lay within their interval, where
 * the model has one. One row; null where nobody was scored so.
 */
export async function calibrationAt(
  domain: Domain,
  spec: ModelSpec,
  prediction: number,
  lookups: Lookups,
): Promise<EvidenceTable> {
  const width = spec.range[1] - spec.range[0] <= 1 ? band.points : band.share * prediction;
  const low = Math.max(spec.range[0], prediction - width);
  const high = Math.min(spec.range[1], prediction + width);
  const result = await lookups.run(
    `SELECT ${figuresSql(spec)} FROM ${domain.results.table} WHERE data_split = 'test' AND ${spec.prediction} BETWEEN ${low.toExponential()} AND ${high.toExponential()}`,
  );
  const figure = (place: number) => {
    const value = result.rows[0]?.[place];
    return typeof value === "number" ? value : null;
  };
  const [customers, meanActual, sdActual] = [figure(0) ?? 0, figure(2), figure(3)];
  const interval = meanActual === null ? null : intervalOf(spec, meanActual, sdActual, customers);
  return tableFrom(
    {
      from: "double",
      to: "double",
      customers: "bigint",
      mean_prediction: "double",
      mean_actual: "double",
      actual_low: "double",
      actual_high: "double",
      mean_absolute_error: "double",
      share_within_interval: "double",
    },
    [
      [
        low,
        high,
        customers,
        figure(1),
        meanActual,
        interval?.lower ?? null,
        interval?.upper ?? null,
        figure(4),
        figure(5),
      ],
    ],
  );
}

function figuresSql({ kind, prediction, actual, lower, upper }: ModelSpec): string {
  const isEvent = kind === "classification";
  const outcome = isEvent ? `CAST(${actual} AS double)` : actual;
  const none = "CAST(NULL AS double)";
  return [
    "count(*) AS customers",
    `avg(${prediction}) AS mean_prediction`,
    `avg(${outcome}) AS mean_actual`,
    `stddev_samp(${outcome}) AS sd_actual`,
    // How far a probability is from what came, which is all or nothing, says little.
    `${isEvent ? none : `avg(abs(${actual} - ${prediction}))`} AS mean_absolute_error`,
    `${lower === null || upper === null ? none : `avg(CASE WHEN ${actual} BETWEEN ${lower} AND ${upper} THEN 1E0 ELSE 0E0 END)`} AS share_within_interval`,
  ].join(", ");
}

function intervalOf(
  spec: ModelSpec,
  mean: number,
  sd: number | null,
  customers: number,
): Pick<Interval, "lower" | "upper"> | null {
  if (spec.kind === "classification") return wilsonInterval(Math.round(mean * customers), customers);
  if (sd === null) return null;
  const margin = normalQuantile(0.975) * (sd / Math.sqrt(customers));
  return { lower: mean - margin, upper: mean + margin };
}
