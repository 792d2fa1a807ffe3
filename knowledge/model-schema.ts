import { z } from "zod";

import { mitigationSchema } from "./fairness-schema.ts";
import { sqlName } from "./sql-name.ts";

/** The kinds of model a domain may have. What each needs to be trained, measured and told stands in its entry. */

const named = {
  name: sqlName,
  label: z.string(),
  synonyms: z.array(z.string()).default([]),
  /** What it is for, and what it must not be used for, as sentences of its model card. */
  intendedUse: z.array(z.string()).min(1),
  limits: z.array(z.string()).min(1),
};

const trees = z.strictObject({
  rounds: z.int().positive(),
  depth: z.int().positive(),
  learningRate: z.number().positive(),
  minChildWeight: z.number(),
  lambda: z.number(),
  earlyStoppingRounds: z.int().positive(),
});

/** What every model that predicts an outcome has: boosted trees over the domain's features, explained row by row. */
const predictive = {
  ...named,
  /** The target's column in the feed. */
  target: sqlName,
  /** The target's column in the results table. */
  actual: sqlName,
  prediction: sqlName,
  /** Ends of the interval; null for a model without columns for one. */
  lower: sqlName.nullable().default(null),
  upper: sqlName.nullable().default(null),
  /** Prefix of the columns that hold the strongest features of one prediction; null where the results hold none. */
  topFeatures: sqlName.nullable().default(null),
  error: sqlName.nullable().default(null),
  quality: z.strictObject({ column: sqlName, accurate: z.number(), acceptable: z.number() }).nullable().default(null),
  category: sqlName.nullable().default(null),
  range: z.tuple([z.number(), z.number()]),
  goodDirection: z.enum(["up", "down"]),
  isPrimary: z.boolean().default(false),
  /** Unit of a contribution. */
  unit: z.string(),
  trees,
  mitigation: mitigationSchema.prefault({}),
};

/** A prediction or an outcome from here on selects somebody, where fairness is judged; the middle of the range if none. */
const selectedFrom = z.number().nullable().default(null);

/** By which share of the serving version's loss a new one may be worse on the same rows. */
const worseBy = z.number().min(0).default(0.02);

const atLeast = <const Metric extends string>(metrics: readonly Metric[]) =>
  z.strictObject({ metric: z.enum(metrics), atLeast: z.number(), worseBy });

/**
 * Features that the prediction may only rise or only fall with, whatever the data of a day seem to say; a product of two
 * columns counts as a feature. For what is known beforehand: nobody stays longer because answers come later.
 */
const directions = z.record(sqlName, z.enum(["rises", "falls"])).default({});

/** Squared error, with a split-conformal interval around each prediction. */
const regressionSchema = z.strictObject({
  kind: z.literal("regression"),
  ...predictive,
  directions,
  /** Share of the outcomes that the interval is to hold. */
  intervalLevel: z.number().gt(0).lt(1).default(0.9),
  gate: atLeast(["r2"]),
  selectedFrom,
});

/** Log loss, calibrated; the prediction is a probability. */
const classificationSchema = z.strictObject({
  kind: z.literal("classification"),
  ...predictive,
  directions,
  gate: atLeast(["recall", "auc"]),
  /** Recall that the decision threshold is chosen for; null for a threshold of one half. */
  thresholdRecall: z.number().min(0).max(1).nullable().default(null),
  /** Probability from which somebody should act, and how many such rows raise an alert. */
  actionLevel: z.number().nullable().default(null),
  alertCount: z.int().positive().nullable().default(null),
});

/** Pinball loss at three levels; the prediction is the median, the interval its outer quantiles, conformalised. */
const quantilesSchema = z.strictObject({
  kind: z.literal("quantiles"),
  ...predictive,
  lower: sqlName,
  upper: sqlName,
  levels: z.tuple([z.number().gt(0).lt(0.5), z.literal(0.5), z.number().gt(0.5).lt(1)]),
  /** Furthest that the share of outcomes within the interval may be from what the levels claim. */
  gate: z.strictObject({ metric: z.literal("interval_coverage"), within: z.number().positive(), worseBy }),
  selectedFrom,
});

/** An isolation forest over the numeric features that are not protected. */
const anomalySchema = z.strictObject({
  kind: z.literal("anomaly"),
  ...named,
  prediction: sqlName,
  /** Table that lists who is to be looked at. */
  table: sqlName,
  trees: z.int().positive(),
  sampleSize: z.int().positive(),
  /** Listed are the rows with the highest scores, `top` of them, and every one above `above`. */
  review: z.strictObject({ above: z.number(), top: z.int().positive() }),
});

/** k-means over the named columns, each segment named from its own profile. */
const segmentsSchema = z.strictObject({
  kind: z.literal("segments"),
  ...named,
  /** The results column that holds the segment's name. */
  column: sqlName,
  /** Table that describes the segments. */
  table: sqlName,
  inputs: z.array(sqlName).min(2),
  /** Numbers of segments to choose from, by silhouette. */
  counts: z.array(z.int().min(2)).min(1),
  restarts: z.int().positive(),
  /** Name of the segment with the highest mean of the primary model's outcome. */
  best: z.string(),
  /** Names of segments that stand out by a column, upwards or downwards. */
  names: z.array(z.strictObject({ column: sqlName, high: z.string().optional(), low: z.string().optional() })),
});

export const modelSchema = z.discriminatedUnion("kind", [
  regressionSchema,
  classificationSchema,
  quantilesSchema,
  anomalySchema,
  segmentsSchema,
]);

type AnyModelSpec = z.infer<typeof modelSchema>;
/** A model that predicts an outcome. */
export type ModelSpec = Extract<AnyModelSpec, { readonly target: string }>;
export type RegressionSpec = Extract<AnyModelSpec, { readonly kind: "regression" }>;
export type ClassificationSpec = Extract<AnyModelSpec, { readonly kind: "classification" }>;
export type QuantilesSpec = Extract<AnyModelSpec, { readonly kind: "quantiles" }>;
/** A model of what is unusual. */
export type AnomalySpec = Extract<AnyModelSpec, { readonly kind: "anomaly" }>;
/** A model of which rows are alike. */
export type SegmentsSpec = Extract<AnyModelSpec, { readonly kind: "segments" }>;

/** Whether a model predicts an outcome, and so has predictions to measure and to explain. */
export function isPredictive(model: AnyModelSpec): model is ModelSpec {
  return model.kind !== "anomaly" && model.kind !== "segments";
}

/** Share of the outcomes that a model's intervals claim to hold; null for a model without intervals. */
export function intervalLevelOf(model: ModelSpec): number | null {
  switch (model.kind) {
    case "regression":
      return model.lower === null || model.upper === null ? null : model.intervalLevel;
    case "quantiles":
      // Rounded: 0.9 − 0.1 is 0.8.
      return Number((model.levels[2] - model.levels[0]).toFixed(9));
    case "classification":
      return null;
  }
}

/** Name of one quantile of a model where it stands by itself: `value_p10` for 0.1. */
export function quantileName(model: string, level: number): string {
  return `${model}_p${String(Math.round(100 * level)).padStart(2, "0")}`;
}
