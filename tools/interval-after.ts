import type { Domain } from "#knowledge";
import { predict, quantileInterval } from "#ml";

import { encodeRows, type InputRow, type ServedModel } from "./served-model.ts";

/** Ends of the intervals around predictions, one each row. */
export type IntervalEnds = { readonly lower: Float64Array; readonly upper: Float64Array };

/**
 * The intervals that the model's own method puts around `predictions` of these rows, as the pipeline does: they say
 * where the outcomes of customers like these lie, not what a change of a row brings about. Null for a model without
 * intervals.
 */
export function intervalsAround(
  domain: Domain,
  { spec, interval }: ServedModel,
  rows: readonly InputRow[],
  predictions: Float64Array,
): IntervalEnds | null {
  if (interval === null) return null;
  const [low, high] = spec.range;
  if (interval.kind === "constant") {
    return {
      lower: predictions.map((value) => Math.max(low, value - interval.halfWidth)),
      upper: predictions.map((value) => Math.min(high, value + interval.halfWidth)),
    };
  }
  const outer = (trees: ServedModel["trees"]) => predict(trees, encodeRows(domain, trees.features, rows));
  const columns = { lower: outer(interval.lower), median: predictions, upper: outer(interval.upper) };
  return quantileInterval(columns, interval.margin, spec.range);
}
