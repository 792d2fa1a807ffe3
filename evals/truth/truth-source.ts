import { z } from "zod";

import { conditionSchema } from "./spec/condition.ts";
import { figureSpecSchema } from "./spec/figure-spec.ts";

const sql = z.string().min(1);

/** How the rows of a free query are computed a second time, in code. Each is told at its function in `audit/`. */
export const againSchema = z.union([
  figureSpecSchema,
  /** One row for each, with its name. */
  z.array(figureSpecSchema.extend({ name: z.string() })).min(1),
  /** One less each figure of a spec. */
  z.strictObject({ complement: figureSpecSchema }),
  /** A model's importance, from the contributions of every customer. */
  z.strictObject({ importance: z.string() }),
  /** One contribution of one customer. */
  z.strictObject({ reason: z.strictObject({ customer: z.string(), model: z.string(), feature: z.string() }) }),
  /** Names written down, without a figure. */
  z.strictObject({ "names-only": z.literal(true) }),
  /** A named computation of `audit/oracles.ts`, with its conditions. */
  z.strictObject({
    oracle: z.string(),
    where: z.array(conditionSchema).default([]),
    model: z.string().optional(),
    pairs: z.array(z.tuple([z.string(), z.string()])).default([]),
    columns: z.array(z.string()).default([]),
  }),
]);
export type Again = z.infer<typeof againSchema>;

/**
 * Where a truth comes from. Conditions and expressions are SQL over the results table; `where` left out means
 * everybody. What each gives is told at its function in `truth/`.
 */
export const truthSourceSchema = z.union([
  /** A figure, or a table of figures, as a typed thing. */
  figureSpecSchema,
  /** Two groups' means of a measure, the groups as typed conditions. */
  z.strictObject({
    compare: z.strictObject({ measure: z.string(), a: z.array(conditionSchema), b: z.array(conditionSchema) }),
  }),
  /** A single customer's contributions to a model's prediction, the largest first. */
  z.strictObject({ reasons: z.strictObject({ customer: z.string(), model: z.string() }) }),
  /** Rows of a query. A column `name` makes the rows referable. */
  z.strictObject({ sql, again: againSchema.optional() }),
  /** Two groups' means of a measure. */
  z.strictObject({ difference: z.strictObject({ measure: sql, a: sql, b: sql }) }),
  z.strictObject({ correlation: z.strictObject({ x: sql, y: sql, where: sql.optional() }) }),
  /** Means of a measure by the values of a column, and what the column explains of it. */
  z.strictObject({ groups: z.strictObject({ measure: sql, by: sql, where: sql.optional() }) }),
  z.strictObject({ variance: z.strictObject({ measure: sql, by: sql, where: sql.optional() }) }),
  /** The numeric columns that tell two groups apart, the largest standardised difference first. */
  z.strictObject({
    separation: z.strictObject({
      a: sql,
      b: sql,
      only: z.array(z.string()).optional(),
      weigh: z.enum(["by-size", "alike"]).default("by-size"),
    }),
  }),
  /** Count, missing, mean, deviation and quartiles of every numeric column, or of those with missing values. */
  z.strictObject({
    summary: z.strictObject({
      only: z.enum(["all", "missing"]).default("all"),
      except: z.array(z.string()).default([]),
    }),
  }),
  /** y along x, for means over any range. */
  z.strictObject({ curve: z.strictObject({ x: sql, y: sql, where: sql.optional() }) }),
  /** What a rule "score below t" finds of an event, for every t. */
  z.strictObject({ threshold: z.strictObject({ score: sql, event: sql }) }),
  /** Reachable changes of every lever over a group, by one model. */
  z.strictObject({
    uplift: z.strictObject({
      model: z.string(),
      where: sql.optional(),
      except: z.array(z.string()).default([]),
    }),
  }),
  /** One change over a group, by one model. */
  z.strictObject({
    change: z.strictObject({
      model: z.string(),
      column: z.string(),
      multiply: z.number().optional(),
      add: z.number().optional(),
      convert: z.boolean().optional(),
      where: sql.optional(),
      /** Share of the group that is changed. */
      share: z.number().positive().max(1).default(1),
    }),
  }),
]);
export type TruthSource = z.infer<typeof truthSourceSchema>;

export type TruthValue = number | string | boolean | null;
/** One row of a truth table by column name. */
export type TruthRow = Readonly<Record<string, TruthValue>>;
/** Pairs in ascending order of x, with y summed up so far: `sums[i]` is the sum of the first i values of y. */
export type Curve = { readonly x: Float64Array; readonly sums: Float64Array };
export type TruthEntry =
  | { readonly kind: "rows"; readonly rows: readonly TruthRow[] }
  | { readonly kind: "curve"; readonly curve: Curve };
/** The truths of a case by name. */
export type Truth = Readonly<Record<string, TruthEntry>>;
