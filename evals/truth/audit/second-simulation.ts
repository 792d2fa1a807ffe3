import type { Column, Domain } from "#knowledge";
import type { LiveRun } from "#pipeline";

import type { TruthBase } from "../open-truth.ts";
import { sampleOfGroup } from "../simulate.ts";
import { meanOf, quantileOf } from "../spec/plain-statistics.ts";
import type { Cell, PublishedTables } from "../spec/published-tables.ts";
import type { TruthRow, TruthSource } from "../truth-source.ts";
import { columnsByName, type Customers, type Walker } from "./walk-trees.ts";

type Source = Extract<TruthSource, { change: unknown }>["change"] | Extract<TruthSource, { uplift: unknown }>["uplift"];
/** New values of the columns that a change touches, for one customer; null where it does not move them. */
type Change = (row: number) => ReadonlyMap<string, Cell> | null;

/** A customer as they are. */
type Unchanged = { readonly inputs: Float64Array; readonly prediction: number };

/** How many of the levers are simulated a second time: cases look at no more of the ranking. */
const leversLooked = 2;

/** What the second computations read: the run's files, past the serving database. */
export type SecondDeps = {
  readonly run: LiveRun;
  readonly base: TruthBase;
  readonly tables: PublishedTables;
  readonly customers: Customers;
  /** A model's walker, read once. */
  readonly walkerOf: (model: string) => Promise<Walker>;
};

/**
 * A change, or the first levers of a ranking, simulated anew with the walker over the published rows: the rules of a
 * reachable change, of carrying and of clipping are derived here again from the dictionary. Only the choice of the
 * group's sample is shared.
 */
export async function simulateAgain(
  source: Source,
  first: readonly TruthRow[],
  { base, customers, walkerOf }: SecondDeps,
): Promise<readonly TruthRow[]> {
  const { domain } = base;
  const walker = await walkerOf(source.model);
  const levers = "column" in source ? [source.column] : first.slice(0, leversLooked).map((row) => String(row["name"]));
  const needed = new Set([...walker.columns, ...levers, ...domain.results.comparableBy]);
  const columns = await columnsByName(customers, needed);
  const size = (await customers.column(domain.entity.column)).length;
  const { sample } = await sampleOfGroup(base, source.where);
  // The customers as they are, walked once for all levers.
  const before = new Map<number, Unchanged>();
  return levers.map((name) => {
    const column = domain.feedColumns.find((one) => one.name === name);
    const values = (of: string) => columns.get(of) ?? [];
    const change =
      "column" in source && source.convert !== true
        ? shift(name, values(name), column, source)
        : reach(column, domain, values, size);
    return { name, ...compare(walker, domain, source.model, sample, values, change, before) };
  });
}

function compare(
  walker: Walker,
  domain: Domain,
  model: string,
  sample: Uint32Array,
  values: (column: string) => readonly Cell[],
  change: Change,
  before: Map<number, Unchanged>,
): TruthRow {
  const [low, high] = domain.models.find(({ name }) => name === model)?.range ?? [-Infinity, Infinity];
  const predict = (inputs: Float64Array) => {
    const margin = walker.margin(inputs);
    return Math.min(high, Math.max(low, walker.isLogistic ? 1 / (1 + Math.exp(-margin)) : margin));
  };
  const differences: number[] = [];
  const moved: number[] = [];
  for (const row of sample) {
    const given = (column: string) => values(column)[row] ?? null;
    const changed = change(row);
    if (changed === null) {
      differences.push(0);
      continue;
    }
    const known = before.get(row);
    const inputs = known?.inputs ?? walker.encode(given);
    const unchanged = known?.prediction ?? predict(inputs);
    if (known === undefined) before.set(row, { inputs, prediction: unchanged });
    const changedValue = (column: string) => (changed.has(column) ? (changed.get(column) ?? null) : given(column));
    const after = predict(walker.encode(changedValue, { inputs, changed }));
    differences.push(after - unchanged);
    moved.push(after - unchanged);
  }
  return { change: meanOf(differences), change_moved: moved.length === 0 ? 0 : meanOf(moved) };
}

function shift(
  name: string,
  values: readonly Cell[],
  column: Column | undefined,
  { multiply = 1, add = 0 }: { readonly multiply?: number | undefined; readonly add?: number | undefined },
): Change {
  const [low, high] = column?.range ?? [-Infinity, Infinity];
  return (row) => {
    const value = values[row] ?? null;
    if (value === null) return null;
    const after = Math.min(high, Math.max(low, Math.fround(Number(value)) * multiply + add));
    return Math.fround(after) === Math.fround(Number(value)) ? null : new Map([[name, after]]);
  };
}

function reach(
  column: Column | undefined,
  domain: Domain,
  values: (column: string) => readonly Cell[],
  size: number,
): Change {
  const lever = column?.lever;
  if (!column || !lever) return () => null;
  if (lever.direction === "set") {
    const own = values(column.name);
    const carried = lever.carries.map((name) => {
      const theirs = values(name).filter((value, row) => own[row] === lever.to && value !== null);
      return [name, quantileOf(theirs.map(Number), 0.5)] as const;
    });
    return (row) => (own[row] === lever.from ? new Map<string, Cell>([[column.name, lever.to], ...carried]) : null);
  }
  const isUp = lever.direction === "up";
  const alike = (row: number) => domain.results.comparableBy.map((name) => String(values(name)[row])).join("|");
  const groups = new Map<string, number[]>();
  const own = values(column.name);
  for (let row = 0; row < size; row++) {
    const value = own[row] ?? null;
    if (value === null) continue;
    const known = groups.get(alike(row));
    if (known) known.push(Math.fround(Number(value)));
    else groups.set(alike(row), [Math.fround(Number(value))]);
  }
  const targets = new Map([...groups].map(([key, group]) => [key, Math.fround(quantileOf(group, isUp ? 0.75 : 0.25))]));
  // A column that another lever carries means nothing while that lever is not set.
  const carriers = domain.feedColumns.flatMap(({ name, lever: other }) =>
    other?.direction === "set" && other.carries.includes(column.name) ? [{ name, from: other.from }] : [],
  );
  return (row) => {
    const value = own[row] ?? null;
    const target = targets.get(alike(row));
    if (value === null || target === undefined) return null;
    if (carriers.some(({ name, from }) => values(name)[row] === from)) return null;
    const current = Math.fround(Number(value));
    return (isUp ? target > current : target < current) ? new Map([[column.name, target]]) : null;
  };
}
