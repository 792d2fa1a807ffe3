import type { Random } from "#core";
import type { CustomerRow } from "#knowledge";

import type { Expected, KnownWorld, Settings } from "./known-world.ts";

/** `values[target][column]`: what the column's value does to what is to be expected of one customer. */
export type TrueContributions = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * The Shapley values of the known world's own expectation at one customer, against random customers of that world
 * (Štrumbelj and Kononenko 2014, "Explaining prediction models and individual predictions with feature contributions",
 * algorithm 1): in each draw the columns of another customer are replaced by the customer's own, one by one in random
 * order. Exact in the mean; the error falls with the root of `draws`. Columns that cause nothing have none.
 */
export function trueContributions(
  world: KnownWorld,
  rows: readonly CustomerRow[],
  customer: number,
  asked: {
    /** The scale on which contributions add up, for each target. */
    readonly targets: readonly { readonly name: string; readonly link: (expected: number) => number }[];
    readonly draws: number;
    readonly random: Random;
  },
): TrueContributions {
  const { targets, draws, random } = asked;
  const columns = [...new Set(targets.flatMap(({ name }) => world.causes(name)))];
  const sums = new Map(targets.map(({ name }) => [name, new Map(columns.map((column) => [column, 0]))]));
  for (let draw = 0; draw < draws; draw++) {
    const other = rows[random.integer(rows.length)] ?? {};
    const settings: Record<string, Settings[string]> = {};
    for (const column of columns) settings[column] = other[column] ?? null;
    let before = world.expectedDirectly(customer, settings);
    for (const column of shuffled(columns, random)) {
      settings[column] = rows[customer]?.[column] ?? null;
      const after = world.expectedDirectly(customer, settings);
      for (const { name, link } of targets)
        addTo(sums.get(name), column, link(at(after, name)) - link(at(before, name)));
      before = after;
    }
  }
  for (const byColumn of sums.values()) for (const [column, sum] of byColumn) byColumn.set(column, sum / draws);
  return sums;
}

function addTo(sums: Map<string, number> | undefined, column: string, amount: number): void {
  sums?.set(column, (sums.get(column) ?? 0) + amount);
}

function at(expected: Expected, target: string): number {
  return expected[target] ?? Number.NaN;
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
