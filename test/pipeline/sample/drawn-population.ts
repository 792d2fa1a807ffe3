import { createActivityHistory, type ActivityHistory } from "../../../pipeline/sample/history.ts";
import { createCustomerState, type Variable } from "../../../pipeline/sample/mechanism.ts";
import type { PopulationOptions } from "../../../pipeline/sample/options.ts";
import { createPopulation } from "../../../pipeline/sample/population.ts";

export const testOptions: PopulationOptions = {
  customers: 20_000,
  seed: 42,
  activityDays: 90,
  snapshotDate: "2026-11-20",
};

/** Every variable of every customer as a column; `visit` sees each customer's days. */
export function drawColumns(
  options: PopulationOptions,
  visit?: (index: number, history: ActivityHistory, tenureDays: number) => void,
): Record<Variable, Float64Array> {
  const population = createPopulation(options);
  const state = createCustomerState();
  const history = createActivityHistory(options.activityDays);
  const names = Object.keys(state) as Variable[]; // createCustomerState has every variable and nothing else
  const columns = Object.fromEntries(names.map((name) => [name, new Float64Array(options.customers)]));
  for (let index = 0; index < options.customers; index++) {
    population.draw(index, state, history);
    for (const name of names) columns[name]![index] = state[name];
    visit?.(index, history, state.tenure_days);
  }
  return columns as Record<Variable, Float64Array>; // one entry for each name above
}

export function mean(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total / values.length;
}

export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (values[i]! - centre) ** 2;
  return Math.sqrt(total / values.length);
}

export function shareOf(values: Float64Array, holds: (value: number) => boolean): number {
  return values.filter(holds).length / values.length;
}

export function correlation(a: Float64Array, b: Float64Array): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i]! - meanA) * (b[i]! - meanB);
  return total / (a.length * standardDeviation(a) * standardDeviation(b));
}

/** Four standard errors of a share: a right generator fails about once in 16,000 seeds. */
export function shareTolerance(share: number, count: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / count);
}
