import { z } from "zod";

import type { CustomerRow, Domain } from "#knowledge";
import { mean, variance } from "#ml";

import { askModel, type JudgedModel } from "./ask-model.ts";
import type { Expected, KnownWorld } from "./known-world.ts";
import type { StandardChange } from "./standard-changes.ts";

/**
 * How near a model's what-if comes to the true effect of a change. `close`: within a quarter of it, or both too small
 * to matter; `direction`: the sign is right, the size is not; `wrong`: the sign is not, or the model sees an effect
 * where there is none (or none where there is one).
 */
export const whatIfVerdicts = ["close", "direction", "wrong"] as const;
export type WhatIfVerdict = (typeof whatIfVerdicts)[number];

export const judgedWhatIfSchema = z.object({
  lever: z.string(),
  /** Customers for whom the standard change is one. */
  customers: z.int(),
  /** Mean change of the prediction over them, in the target's unit. */
  modelled: z.number(),
  /** Mean true change with every other column held. */
  direct: z.number(),
  /** Mean true change with all that follows. */
  total: z.number(),
  /** Standard error of `modelled` − `total` over the customers. */
  standardError: z.number(),
  verdict: z.enum(whatIfVerdicts),
});
export type JudgedWhatIf = z.infer<typeof judgedWhatIfSchema>;

/** Share of the true effect that a close answer may be off by. */
const closeShare = 0.25;

/** An effect below this share of the target's spread over customers does not matter. */
const negligibleShare = 0.01;

/** What truly follows a standard change, for each customer whom it moves: of every target, as the world tells it. */
export type TrueEffects = StandardChange & {
  readonly before: readonly Expected[];
  readonly direct: readonly Expected[];
  readonly total: readonly Expected[];
};

/** The true effects of changes, for all models at once. Changes that move nobody, or one customer only, are left out. */
export function trueEffects(world: KnownWorld, changes: readonly StandardChange[]): TrueEffects[] {
  return changes
    .filter(({ moved }) => moved.length > 1)
    .map((change) => ({
      ...change,
      before: change.moved.map(({ customer }) => world.expected(customer)),
      direct: change.moved.map(({ customer, all }) => world.expectedDirectly(customer, all)),
      total: change.moved.map(({ customer, lever }) => world.expectedInAll(customer, lever)),
    }));
}

/** A model's answer to every lever's standard change beside the truth. `rows` are the world's customers in order. */
export function judgeWhatIf(
  domain: Domain,
  model: JudgedModel,
  rows: readonly CustomerRow[],
  effects: readonly TrueEffects[],
): JudgedWhatIf[] {
  const predicted = askModel(domain, model, rows);
  const negligible = negligibleShare * Math.sqrt(variance(predicted));
  const valueOf = (expected: Expected | undefined) => expected?.[model.spec.target] ?? Number.NaN;
  return effects.map(({ lever, moved, before, direct, total }) => {
    const movedRows = moved.map(({ customer, all }) => ({ ...rows[customer], ...all }));
    const after = askModel(domain, model, movedRows);
    const modelled = moved.map(({ customer }, index) => after[index]! - predicted[customer]!);
    const changeTo = (expected: readonly Expected[]) =>
      expected.map((then, index) => valueOf(then) - valueOf(before[index]));
    const trueChange = changeTo(total);
    const errors = modelled.map((value, index) => value - trueChange[index]!);
    const figures = { modelled: mean(modelled), direct: mean(changeTo(direct)), total: mean(trueChange) };
    return {
      lever,
      customers: moved.length,
      ...figures,
      standardError: Math.sqrt(variance(errors) / moved.length),
      verdict: whatIfVerdict(figures.modelled, figures.total, negligible),
    };
  });
}

/** `negligible` is the size up to which an effect does not matter. */
export function whatIfVerdict(modelled: number, total: number, negligible: number): WhatIfVerdict {
  const isSeen = Math.abs(modelled) > negligible;
  const isReal = Math.abs(total) > negligible;
  if (!isSeen && !isReal) return "close";
  if (Math.abs(modelled - total) <= Math.max(negligible, closeShare * Math.abs(total))) return "close";
  return isSeen && isReal && Math.sign(modelled) === Math.sign(total) ? "direction" : "wrong";
}
