import { z } from "zod";

/**
 * One figure about a model. `all` is for what belongs to no split, such as the base value; `known_causes` for what is
 * measured on customers drawn from the sample's own causes.
 */
export const metricSchema = z.object({
  split: z.enum(["train", "test", "all", "known_causes"]),
  metric: z.string(),
  value: z.number(),
});
export type Metric = z.infer<typeof metricSchema>;

/** The value of a metric; `undefined` when it was not measured. */
export function metricValue(metrics: readonly Metric[], split: Metric["split"], metric: string): number | undefined {
  return metrics.find((candidate) => candidate.split === split && candidate.metric === metric)?.value;
}

/** Metrics of one split from their names and values; what is not finite (a metric of no rows) is left out. */
export function metricsOf(split: Metric["split"], values: Readonly<Record<string, number>>): Metric[] {
  return Object.entries(values).flatMap(([metric, value]) =>
    Number.isFinite(value) ? [{ split, metric, value }] : [],
  );
}
