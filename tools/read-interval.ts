import { z } from "zod";

import { quantileName, type ModelSpec } from "#knowledge";
import { parseXgboostJson } from "#ml";

import type { IntervalMethod } from "./served-model.ts";

const metricsSchema = z.array(z.object({ split: z.string(), metric: z.string(), value: z.number() }));

/**
 * How a model's intervals are made, from the files that the pipeline left in its folder; null for a model without
 * interval and where a file is not there or holds no metrics. `read` gives a file's text, null where there is none. Throws
 * `MODEL_FILE_INVALID` for a quantile model that cannot be read.
 */
export async function readInterval(
  spec: ModelSpec,
  read: (file: string) => Promise<string | null>,
): Promise<IntervalMethod | null> {
  if (spec.lower === null || spec.upper === null || spec.kind === "classification") return null;
  const text = await read("metrics.json");
  const metrics = text === null ? [] : metricsOf(text);
  const figure = (name: string) => metrics.find(({ split, metric }) => split === "all" && metric === name)?.value;
  if (spec.kind === "regression") {
    const halfWidth = figure("interval_half_width");
    return halfWidth === undefined ? null : { kind: "constant", halfWidth };
  }
  const margin = figure("interval_margin");
  const [low, , high] = spec.levels;
  // The pipeline names an outer quantile's file by its ending: "model_p10.json".
  const fileOf = (level: number) => `model${quantileName(spec.name, level).slice(spec.name.length)}.json`;
  const [lower, upper] = await Promise.all([read(fileOf(low)), read(fileOf(high))]);
  if (margin === undefined || lower === null || upper === null) return null;
  return { kind: "quantiles", margin, lower: parseXgboostJson(lower), upper: parseXgboostJson(upper) };
}

function metricsOf(text: string): z.output<typeof metricsSchema> {
  try {
    return metricsSchema.parse(JSON.parse(text));
  } catch {
    // Without an interval a prediction is still told, as that of a model which has none.
    return [];
  }
}
