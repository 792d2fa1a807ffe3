import { z } from "zod";

import { createRandom } from "#core";
import { inputColumns, type CustomerRow, type Domain } from "#knowledge";
import { explainContributions, logit, mean, spearman } from "#ml";

import { encodeCustomers, type JudgedModel } from "./ask-model.ts";
import type { KnownWorld } from "./known-world.ts";
import { trueContributions } from "./true-shapley.ts";

const driverSchema = z.object({
  column: z.string(),
  /** Mean absolute contribution over the customers judged, the model's and the true one, on the margin's scale. */
  modelled: z.number(),
  true: z.number(),
  /** Whether the target hangs on the column directly. */
  isCause: z.boolean(),
});

export const judgedDriversSchema = z.object({
  customers: z.int(),
  /** Spearman's correlation of the two mean absolute contributions over all input columns. */
  rankCorrelation: z.number(),
  /** How many of the ten strongest true drivers are among the model's ten strongest. */
  topTenFound: z.int(),
  /** Share of all the model's attribution that goes to columns that cause nothing directly. */
  shareOnOthers: z.number(),
  /** Mean over customers of the rank correlation of a customer's contributions with the true ones, over the causes. */
  customerRankCorrelation: z.number(),
  /** The same between two halves of the draws that the true ones are estimated from: no model can be seen to do better. */
  customerRankCeiling: z.number(),
  /** Share of customers whose strongest true driver is among the model's three strongest causes. */
  strongestFound: z.number(),
  /** Of contributions that truly make a tenth or more of the customer's total, the share told with the right sign. */
  signsRight: z.number(),
  /** Every input column, the strongest true driver first. */
  columns: z.array(driverSchema),
});
export type JudgedDrivers = z.infer<typeof judgedDriversSchema>;

/** Draws of another customer for each half of a true contribution's estimate. */
const drawsAHalf = 24;

/** A contribution below this share of the customer's total is too small to have its sign judged. */
const notableShare = 0.1;

/**
 * How well each model's contributions tell the true drivers, at the first `customers` of the world. Contributions of an
 * interaction are given to its columns in equal parts. The models share the draws that the true ones come from.
 */
export function judgeDrivers(
  domain: Domain,
  models: readonly JudgedModel[],
  world: KnownWorld,
  rows: readonly CustomerRow[],
  asked: { readonly customers: number; readonly seed: number },
): JudgedDrivers[] {
  const judged = Array.from({ length: Math.min(asked.customers, rows.length) }, (_, customer) => customer);
  const targets = models.map(({ spec }) => ({ name: spec.target, link: linkOf(spec) }));
  const halves = [0, 1].map((half) => {
    const random = createRandom(asked.seed, half);
    return judged.map((customer) => trueContributions(world, rows, customer, { targets, draws: drawsAHalf, random }));
  });
  return models.map((model) => {
    const { target } = model.spec;
    const columns = inputColumns(domain).map(({ name }) => name);
    const estimate = (half: number, customer: number, column: string) =>
      halves[half]?.[customer]?.get(target)?.get(column) ?? 0;
    const truth = judged.map((customer) =>
      columns.map((column) => (estimate(0, customer, column) + estimate(1, customer, column)) / 2),
    );
    const told = contributionsByColumn(
      domain,
      model,
      judged.map((customer) => rows[customer] ?? {}),
      columns,
    );
    const causes = world.causes(target).flatMap((cause) => (columns.includes(cause) ? [columns.indexOf(cause)] : []));
    const pick = (row: readonly number[]) => causes.map((index) => row[index] ?? 0);
    const halfOf = (half: number) => (customer: number) => pick(columns.map((name) => estimate(half, customer, name)));
    const half = [halfOf(0), halfOf(1)] as const;
    return {
      customers: judged.length,
      ...judgeOverall(columns, told, truth, causes),
      customerRankCorrelation: mean(judged.map((i) => spearman(pick(told[i] ?? []), pick(truth[i] ?? [])))),
      customerRankCeiling: mean(judged.map((i) => spearman(half[0](i), half[1](i)))),
      strongestFound: mean(judged.map((i) => Number(isStrongestFound(pick(told[i] ?? []), pick(truth[i] ?? []))))),
      signsRight: shareOfSignsRight(told.map(pick), truth.map(pick)),
    };
  });
}

function linkOf({ kind }: JudgedModel["spec"]): (expected: number) => number {
  return kind === "classification" ? logit : (expected) => expected;
}

/** `result[customer][column]`: the model's contributions, those of interactions shared out. */
function contributionsByColumn(
  domain: Domain,
  model: JudgedModel,
  rows: readonly CustomerRow[],
  columns: readonly string[],
): number[][] {
  const { contributions } = explainContributions(model.trees, encodeCustomers(domain, model, rows));
  const told = rows.map(() => columns.map(() => 0));
  for (const [index, { name }] of model.trees.features.entries()) {
    const parts = domain.interactions.find((interaction) => interaction.name === name)?.of ?? [name];
    for (const part of parts) {
      const column = columns.indexOf(part);
      for (const [customer, row] of told.entries()) {
        row[column] = (row[column] ?? 0) + (contributions[index]?.[customer] ?? 0) / parts.length;
      }
    }
  }
  return told;
}

function judgeOverall(
  columns: readonly string[],
  told: readonly (readonly number[])[],
  truth: readonly (readonly number[])[],
  causes: readonly number[],
): Pick<JudgedDrivers, "rankCorrelation" | "topTenFound" | "shareOnOthers" | "columns"> {
  const meanSize = (all: typeof told) => columns.map((_, index) => mean(all.map((row) => Math.abs(row[index] ?? 0))));
  const modelled = meanSize(told);
  const real = meanSize(truth);
  const topTen = (sizes: readonly number[]) =>
    [...sizes.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0)).slice(0, 10);
  const modelledTop = topTen(modelled);
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    rankCorrelation: spearman(modelled, real),
    topTenFound: topTen(real).filter((index) => modelledTop.includes(index)).length,
    shareOnOthers: sum(modelled.filter((_, index) => !causes.includes(index))) / sum(modelled),
    columns: columns
      .map((column, index) => ({
        column,
        modelled: modelled[index] ?? 0,
        true: real[index] ?? 0,
        isCause: causes.includes(index),
      }))
      .sort((a, b) => b.true - a.true || b.modelled - a.modelled),
  };
}

function isStrongestFound(told: readonly number[], truth: readonly number[]): boolean {
  const bySize = (values: readonly number[]) =>
    [...values.keys()].sort((a, b) => Math.abs(values[b] ?? 0) - Math.abs(values[a] ?? 0));
  const strongest = bySize(truth)[0];
  return strongest !== undefined && bySize(told).slice(0, 3).includes(strongest);
}

function shareOfSignsRight(told: readonly (readonly number[])[], truth: readonly (readonly number[])[]): number {
  let [notable, right] = [0, 0];
  for (const [customer, values] of truth.entries()) {
    const total = values.reduce((sum, value) => sum + Math.abs(value), 0);
    for (const [index, value] of values.entries()) {
      if (Math.abs(value) < notableShare * total) continue;
      notable++;
      if (Math.sign(told[customer]?.[index] ?? 0) === Math.sign(value)) right++;
    }
  }
  return notable === 0 ? Number.NaN : right / notable;
}
