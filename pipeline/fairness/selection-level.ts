import type { ModelSpec } from "#knowledge";

import { metricValue, type Metric } from "../stages/train/metric.ts";

/** From where on a prediction selects, and an outcome counts as positive. */
export type SelectionLevel = { readonly selectedFrom: number; readonly positiveFrom: number };

/**
 * What it means to be selected by a model: of a classification a probability at its decision threshold or above, of the
 * others a prediction at the dictionary's level or above, or at the middle of the range where it names none.
 */
export function selectionLevel(spec: ModelSpec, metrics: readonly Metric[]): SelectionLevel {
  if (spec.kind === "classification") {
    return { selectedFrom: metricValue(metrics, "all", "threshold") ?? 0.5, positiveFrom: 0.5 };
  }
  const level = spec.selectedFrom ?? (spec.range[0] + spec.range[1]) / 2;
  return { selectedFrom: level, positiveFrom: level };
}
