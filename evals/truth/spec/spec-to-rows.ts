import { AppError } from "#core";

import type { TruthRow, TruthValue } from "../truth-source.ts";
import type { Condition, ConditionTest } from "./condition.ts";
import { columnsOfSpec, orderOf, type FigureSpec, type Grouping } from "./figure-spec.ts";
import { meanOf, pearsonOf, quantileOf, ranksOf, skewOf, slopeOf, sumOf, varianceOf } from "./plain-statistics.ts";
import type { Cell, PublishedTables } from "./published-tables.ts";
import { binsOf, type SpecContext } from "./spec-to-sql.ts";
import type { Statistic } from "./statistic.ts";

/** Values of the columns of a spec, row by row, the second table's brought to the first one's rows. */
type Frame = { readonly size: number; readonly column: (name: string) => readonly Cell[] };

const weekdays = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const dayMs = 86_400_000;

/**
 * Computes a spec by plain arithmetic over the rows of the published files: no engine aggregates, filters or sorts.
 * Dates are days since 1970. Throws `INTERNAL` for a table or column that there is not.
 */
export async function specToRows(
  spec: FigureSpec,
  tables: PublishedTables,
  context: SpecContext,
): Promise<readonly TruthRow[]> {
  const frame = await readFrame(spec, tables, context);
  const whole = Array.from({ length: frame.size }, (_, row) => row);
  const tests = await prepareTests([...spec.where, ...sharesOf(spec)], tables, context);
  const holds = (condition: Condition, row: number) =>
    condition.some((test) => testHolds(test, frame, row, tests.get(test), context));
  const kept = whole.filter((row) => spec.where.every((condition) => holds(condition, row)));
  const tell = (rows: readonly number[]) =>
    Object.fromEntries(
      Object.entries(spec.tell).map(([name, one]) => [name, statisticOf(one, rows, whole, frame, holds)]),
    );
  if (!spec.by) return [tell(kept)];
  const least = spec.least ?? context.domain.policy.minimumGroupSize;
  const groups = groupRows(spec.by, kept, frame, context);
  const rows = [...groups.values()]
    .filter((group) => group.rows.length >= least)
    .map((group): TruthRow => ({ ...group.names, ...tell(group.rows) }));
  return sortRows(rows, spec).slice(0, spec.top);
}

async function readFrame(spec: FigureSpec, tables: PublishedTables, context: SpecContext): Promise<Frame> {
  const first = spec.from ?? context.domain.results.table;
  const names = columnsOfSpec(spec);
  const columns = new Map<string, readonly Cell[]>();
  let rows: readonly number[] | null = null;
  let matches: readonly number[] = [];
  if (spec.with !== undefined) {
    const id = context.domain.entity.column;
    const places = new Map((await tables.column(spec.with, id)).map((value, row) => [value, row]));
    const own = await tables.column(first, id);
    rows = own.map((_, row) => row).filter((row) => places.has(own[row] ?? null));
    matches = rows.map((row) => places.get(own[row] ?? null) ?? -1);
  }
  for (const name of names) {
    const isFirst = tables.has(first, name);
    const read = await tables.column(isFirst ? first : (spec.with ?? first), name);
    const from = isFirst ? rows : matches;
    columns.set(name, from === null ? read : from.map((row) => read[row] ?? null));
  }
  const size = rows?.length ?? (await tables.size(first));
  return {
    size,
    column: (name) => {
      const found = columns.get(name);
      if (!found) throw fault(`Column ${name} was not read.`);
      return found;
    },
  };
}

function sharesOf({ tell }: FigureSpec): Condition[] {
  return Object.values(tell).flatMap((one) => (one.kind === "share" ? [one.of] : []));
}

/** The cuts of tests on a quantile of the whole results table. */
async function prepareTests(
  conditions: readonly Condition[],
  tables: PublishedTables,
  { domain }: SpecContext,
): Promise<ReadonlyMap<ConditionTest, number>> {
  const cuts = new Map<ConditionTest, number>();
  for (const test of conditions.flat()) {
    if (test.op !== "top" && test.op !== "bottom") continue;
    const values = numbersOf(await tables.column(domain.results.table, test.column));
    cuts.set(test, quantileOf(values, test.op === "top" ? 1 - test.share : test.share));
  }
  return cuts;
}

function testHolds(
  test: ConditionTest,
  frame: Frame,
  row: number,
  cut: number | undefined,
  { snapshotDate }: SpecContext,
): boolean {
  const value = frame.column(test.column)[row] ?? null;
  if (test.op === "missing" || test.op === "present") return (value === null) === (test.op === "missing");
  if (value === null) return false;
  switch (test.op) {
    case "=":
      return value === plain(test.value);
    case "!=":
      return value !== plain(test.value);
    case "in":
      return test.values.some((one) => plain(one) === value);
    case "between":
      return Number(value) >= test.low && Number(value) <= test.high;
    case "last-days":
    case "before-days": {
      const age = Date.parse(snapshotDate) / dayMs - Number(value);
      return test.op === "before-days" ? age >= test.days : age >= 0 && age < test.days;
    }
    case "top":
      return Number(value) >= (cut ?? Number.NaN);
    case "bottom":
      return Number(value) <= (cut ?? Number.NaN);
    case "as": {
      const other = frame.column(test.other)[row] ?? null;
      return other !== null && compares(test.compare, Number(value), Number(other));
    }
    default:
      return compares(test.op, Number(value), Number(test.value));
  }
}

function compares(op: "<" | "<=" | ">" | ">=", left: number, right: number): boolean {
  if (op === "<") return left < right;
  if (op === "<=") return left <= right;
  return op === ">" ? left > right : left >= right;
}

function statisticOf(
  statistic: Statistic,
  rows: readonly number[],
  whole: readonly number[],
  frame: Frame,
  holds: (condition: Condition, row: number) => boolean,
): TruthValue {
  if (statistic.kind === "count") return rows.length;
  if (statistic.kind === "part") return rows.length / whole.length;
  if (statistic.kind === "share") return rows.filter((row) => holds(statistic.of, row)).length / rows.length;
  if ("x" in statistic) {
    const pairs = rows
      .map((row) => [frame.column(statistic.x)[row] ?? null, frame.column(statistic.y)[row] ?? null] as const)
      .filter(([x, y]) => x !== null && y !== null);
    return pairStatistic(
      statistic.kind,
      pairs.map(([x]) => Number(x)),
      pairs.map(([, y]) => Number(y)),
    );
  }
  const all = frame.column(statistic.column);
  const cells = rows.map((row) => all[row] ?? null).filter((cell) => cell !== null);
  if (statistic.kind === "present") return cells.length;
  if (statistic.kind === "missing") return rows.length - cells.length;
  if (statistic.kind === "distinct") return new Set(cells).size;
  if (statistic.kind === "mode") return mostFrequent(cells);
  const values = cells.map(Number);
  if (statistic.kind === "quantile") return quantileOf(values, statistic.p);
  if (statistic.kind === "sum-part") return sumOf(values) / sumOf(numbersOf(all));
  return columnStatistic(statistic.kind, values);
}

function columnStatistic(kind: "mean" | "median" | "sd" | "min" | "max" | "sum" | "skew", values: number[]): number {
  switch (kind) {
    case "mean":
      return meanOf(values);
    case "median":
      return quantileOf(values, 0.5);
    case "sd":
      return Math.sqrt(varianceOf(values));
    case "min":
      return values.reduce((least, value) => Math.min(least, value), Infinity);
    case "max":
      return values.reduce((most, value) => Math.max(most, value), -Infinity);
    case "sum":
      return sumOf(values);
    case "skew":
      return skewOf(values);
  }
}

function pairStatistic(
  kind: Extract<Statistic, { x: string }>["kind"],
  x: readonly number[],
  y: readonly number[],
): number {
  const errors = x.map((value, index) => value - y[index]!);
  switch (kind) {
    case "pearson":
      return pearsonOf(x, y);
    case "spearman":
      return pearsonOf(ranksOf(x), ranksOf(y));
    case "slope":
      return slopeOf(x, y);
    case "mae":
      return meanOf(errors.map(Math.abs));
    case "rmse":
      return Math.sqrt(meanOf(errors.map((error) => error ** 2)));
    case "r2": {
      const mean = meanOf(x);
      return 1 - sumOf(errors.map((error) => error ** 2)) / sumOf(x.map((value) => (value - mean) ** 2));
    }
    case "ratio":
      return sumOf(x) / sumOf(y);
    case "dot":
      return sumOf(x.map((value, index) => value * y[index]!));
    case "auc": {
      // Pairs of one with the event and one without, counted along the sorted scores.
      const order = ranksOf(y);
      const events = x.flatMap((value, index) => (value === 1 ? [order[index]!] : []));
      return (sumOf(events) - (events.length * (events.length + 1)) / 2) / (events.length * (x.length - events.length));
    }
  }
}

type NamedRows = { readonly names: TruthRow; readonly rows: number[] };

function groupRows(
  by: readonly Grouping[],
  rows: readonly number[],
  frame: Frame,
  context: SpecContext,
): ReadonlyMap<string, NamedRows> {
  const groups = new Map<string, NamedRows>();
  for (const row of rows) {
    const names = by.map((grouping) => groupName(grouping, frame.column(grouping.column)[row] ?? null, context));
    if (names.some((name) => name === null)) continue;
    const name = names.join(" / ");
    const group = groups.get(name) ?? {
      names: names.length === 2 ? { a: names[0] ?? null, b: names[1] ?? null, name } : { name },
      rows: [],
    };
    group.rows.push(row);
    groups.set(name, group);
  }
  return groups;
}

function groupName({ column, part }: Grouping, value: Cell, { domain }: SpecContext): string | null {
  if (value === null) return null;
  if (part === "weekday") return weekdays[Number(value) % 7] ?? null;
  if (part === "month") return new Date(Number(value) * dayMs).toISOString().slice(0, 7);
  const bins = binsOf(domain, column);
  if (bins.length > 0) return bins.find(({ from, to }) => Number(value) >= from && Number(value) < to)?.label ?? null;
  return String(value);
}

function sortRows(rows: readonly TruthRow[], spec: FigureSpec): TruthRow[] {
  const order = orderOf(spec);
  const byName = (left: TruthRow, right: TruthRow) => (String(left["name"]) < String(right["name"]) ? -1 : 1);
  return rows.toSorted((left, right) => {
    const difference = order === null ? 0 : order.sign * (Number(left[order.by]) - Number(right[order.by]));
    return difference === 0 ? byName(left, right) : difference;
  });
}

function mostFrequent(cells: readonly Cell[]): TruthValue {
  const counts = new Map<Cell, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return [...counts].reduce<readonly [Cell, number]>(
    (most, entry) => (entry[1] > most[1] ? entry : most),
    [null, 0],
  )[0];
}

function numbersOf(cells: readonly Cell[]): number[] {
  return cells.filter((cell) => cell !== null).map(Number);
}

/** Booleans are kept as 0 and 1. */
function plain(value: string | number | boolean): string | number {
  return typeof value === "boolean" ? Number(value) : value;
}

function fault(detail: string): AppError {
  return new AppError("INTERNAL", { detail, hint: "Mend the case's truth in evals/cases." });
}
