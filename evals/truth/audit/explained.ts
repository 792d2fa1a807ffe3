import { AppError } from "#core";

import { sumOf } from "../spec/plain-statistics.ts";
import type { TruthRow } from "../truth-source.ts";
import type { SecondDeps } from "./second-simulation.ts";
import { columnsByName } from "./walk-trees.ts";

/** How far contributions and base value may lie from the walked margin: single precision over some hundred trees. */
const additivity = 2e-4;

/**
 * A customer's contributions from the files. With the base value they must add up to the margin that the walker finds for
 * the customer's published values. Throws `INTERNAL` where they do not.
 */
export async function explainedAgain(
  { customer, model }: { readonly customer: string; readonly model: string },
  { base, tables, customers, walkerOf }: SecondDeps,
): Promise<readonly TruthRow[]> {
  const { domain } = base;
  const id = domain.entity.column;
  const rows = await tables.query(
    `SELECT feature AS name, contribution AS value FROM ${domain.databases.predictions}.explanations WHERE ${id} = '${customer}' AND model = '${model}'`,
  );
  const [metric] = await tables.query(
    `SELECT value FROM model_metrics WHERE model = '${model}' AND metric = 'base_value'`,
  );
  const walker = await walkerOf(model);
  const columns = await columnsByName(customers, walker.columns);
  const row = (await customers.column(id)).indexOf(customer);
  const margin = walker.margin(walker.encode((column) => columns.get(column)?.[row] ?? null));
  const sum = Number(metric?.["value"]) + sumOf(rows.map((one) => Number(one["value"])));
  if (Math.abs(sum - margin) > additivity * Math.max(1, Math.abs(margin))) {
    throw new AppError("INTERNAL", {
      detail: `Contributions of ${customer} by ${model} add up to ${sum}, its trees to ${margin}.`,
      hint: "Look into the explanations of the run.",
    });
  }
  const told = rows.filter((one) => one["name"] !== "protected_attributes");
  const ranked = told.toSorted((left, right) => Math.abs(Number(right["value"])) - Math.abs(Number(left["value"])));
  return ranked.map((one, index) => {
    const value = Number(one["value"]);
    return {
      name: String(one["name"]),
      value,
      size: Math.abs(value),
      rank: index + 1,
      direction: value < 0 ? "negative" : "positive",
    };
  });
}

/**
 * A model's mean absolute contributions over the rows of its explanations. Protected attributes are one row there, so the
 * sum over all features is not known: shares are held to be in the same proportion to it for every feature.
 */
export async function importanceAgain(
  model: string,
  first: readonly TruthRow[],
  { base, tables }: Pick<SecondDeps, "base" | "tables">,
): Promise<readonly TruthRow[]> {
  const rows = await tables.query(
    `SELECT feature, avg(abs(contribution)) AS mean FROM ${base.domain.databases.predictions}.explanations WHERE model = '${model}' AND feature <> 'protected_attributes' GROUP BY feature`,
  );
  const wanted = new Set(first.map((row) => String(row["name"])));
  const scale = first.find((row) => typeof row["share"] === "number");
  const perContribution = Number(scale?.["share"]) / Number(scale?.["mean_abs"]);
  return rows
    .map((row) => ({ name: String(row["feature"]), mean: Number(row["mean"]) }))
    .filter(({ name }) => wanted.has(name))
    .map(({ name, mean }): TruthRow =>
      scale === undefined ? { name, mean_abs: mean } : { name, mean_abs: mean, share: mean * perContribution },
    );
}
