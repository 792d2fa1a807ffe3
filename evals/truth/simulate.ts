import { AppError, createRandom } from "#core";
import type { Column } from "#knowledge";
import { mean, quantile, variance } from "#ml";

import type { TruthModels } from "./model-inputs.ts";
import type { TruthBase } from "./open-truth.ts";
import type { TruthRow, TruthSource } from "./truth-source.ts";

type UpliftSource = Extract<TruthSource, { uplift: unknown }>["uplift"];
type ChangeSource = Extract<TruthSource, { change: unknown }>["change"];

/** A group larger than this is simulated on a random part of it: the mean's error is then about one in a hundred. */
const mostRows = 6_000;
const everybody = "true";

/** Values after a change, and the rows that it moves. */
type Changed = {
  readonly columns: ReadonlyMap<string, Float32Array>;
  readonly moved: (row: number) => boolean;
};

/**
 * Mean change of a model's prediction for every lever's reachable change over a group, the best first (`change` in the
 * model's unit over the whole group, `change_moved` over those it moves; `gain` is the change in the good direction;
 * `n`, `moved`; `before` and `after` are mean predictions). A reachable change goes to the 75th percentile (the 25th where less is better) of
 * comparable customers; who is past it, or has no value, stays.
 */
export async function upliftRows(base: TruthBase, source: UpliftSource): Promise<readonly TruthRow[]> {
  const { domain } = base;
  const models = await base.models();
  const group = await sampleOfGroup(base, source.where);
  const goodSign = domain.models.find((model) => model.name === source.model)?.goodDirection === "down" ? -1 : 1;
  const levers = domain.feedColumns.filter(
    (column) => column.lever !== null && column.input !== "none" && !source.except.includes(column.name),
  );
  const rows: TruthRow[] = [];
  for (const lever of levers) {
    const changed = await reach(base, models, lever);
    const result = compare(models, source.model, group, changed);
    if (result["moved"] === 0) continue;
    rows.push({
      name: lever.name,
      ...result,
      gain: goodSign * Number(result["change"]),
      gain_moved: goodSign * Number(result["change_moved"]),
    });
  }
  return rows.toSorted((a, b) => Number(b["gain"]) - Number(a["gain"]));
}

/** One row: the mean change of a model's prediction when a group's column is multiplied, added to, or converted. */
export async function changeRows(base: TruthBase, source: ChangeSource): Promise<readonly TruthRow[]> {
  const models = await base.models();
  if (!models.has(source.model)) return [{ change: null }];
  const column = base.domain.feedColumns.find((candidate) => candidate.name === source.column);
  if (!column)
    throw new AppError("INTERNAL", {
      detail: `There is no column ${source.column}.`,
      hint: "Mend the case's truth.",
    });
  const group = await sampleOfGroup(base, source.where);
  const changed = source.convert === true ? await reach(base, models, column) : shift(models, column, source);
  const result = compare(models, source.model, group, changed);
  const converted = Math.round(group.size * source.share);
  // A random part of the group changes by the group's mean, in expectation.
  const overEverybody = (Number(result["change"]) * group.size * source.share) / models.rows;
  return [
    {
      ...result,
      group: group.size,
      converted,
      customers: models.rows,
      change_over_all: overEverybody,
    },
  ];
}

type Group = { readonly size: number; readonly sample: Uint32Array };

/** A group's size, and the places of its members, or of a random part of a large one, among customers in the order of ids. */
export async function sampleOfGroup(base: TruthBase, where = everybody): Promise<Group> {
  const id = base.domain.entity.column;
  const [flags] = await base.numbers(`SELECT (${where})::INTEGER FROM ${base.domain.results.table} ORDER BY ${id}`, 1);
  const members = Uint32Array.from(flags ?? [], (_, row) => row).filter((row) => flags?.[row] === 1);
  if (members.length <= mostRows) return { size: members.length, sample: members };
  const random = createRandom(1);
  const picked = Uint32Array.from({ length: mostRows }, () => members[random.integer(members.length)]!);
  return { size: members.length, sample: picked.sort() };
}

/** The lever at its reachable value in every row. */
async function reach(base: TruthBase, models: TruthModels, lever: Column): Promise<Changed> {
  const comparable = await comparableCodes(base);
  const values = valuesOf(models, lever.name);
  if (lever.lever?.direction === "set") return convert(models, lever);
  const isUp = lever.lever?.direction !== "down";
  const targets = new Map<number, number>();
  for (const code of new Set(comparable)) {
    const among = values.filter((value, row) => comparable[row] === code && !Number.isNaN(value));
    targets.set(code, quantile(among, isUp ? 0.75 : 0.25));
  }
  const unset = await unsetRows(base, lever.name);
  const isMoved = (row: number) => {
    const target = targets.get(comparable[row]!) ?? Number.NaN;
    return unset[row] !== 1 && (isUp ? target > values[row]! : target < values[row]!);
  };
  const after = values.map((value, row) => (isMoved(row) ? targets.get(comparable[row]!)! : value));
  return { columns: new Map([[lever.name, after]]), moved: isMoved };
}

/** A settable lever at its better value, what it carries at the median of those who have that value. */
function convert(models: TruthModels, column: Column): Changed {
  const lever = column.lever;
  if (lever?.direction !== "set")
    throw new AppError("INTERNAL", {
      detail: `${column.name} cannot be set.`,
      hint: "Mend the case's truth.",
    });
  const [from, to] = [models.codeOf(column.name, lever.from), models.codeOf(column.name, lever.to)];
  const values = valuesOf(models, column.name);
  const isMoved = (row: number) => values[row] === from;
  const columns = new Map([[column.name, values.map((value) => (value === from ? to : value))]]);
  for (const carried of lever.carries) {
    const own = valuesOf(models, carried);
    const typical = quantile(
      own.filter((value, row) => values[row] === to && !Number.isNaN(value)),
      0.5,
    );
    columns.set(
      carried,
      own.map((value, row) => (isMoved(row) ? typical : value)),
    );
  }
  return { columns, moved: isMoved };
}

function shift(models: TruthModels, column: Column, { multiply = 1, add = 0 }: ChangeSource): Changed {
  const [low, high] = column.range ?? [-Infinity, Infinity];
  const values = valuesOf(models, column.name);
  const after = values.map((value) =>
    Number.isNaN(value) ? value : Math.min(high, Math.max(low, value * multiply + add)),
  );
  return {
    columns: new Map([[column.name, after]]),
    moved: (row) => after[row]! !== values[row]! && !Number.isNaN(values[row]!),
  };
}

function compare(models: TruthModels, model: string, group: Group, changed: Changed): TruthRow {
  const before = models.predict(model, group.sample, new Map());
  const after = models.predict(model, group.sample, changed.columns);
  const differences = after.map((value, row) => value - before[row]!);
  const moved = differences.filter((_, row) => changed.moved(group.sample[row]!));
  const halfWidth = 1.96 * Math.sqrt(variance(differences) / differences.length);
  const change = mean(differences);
  return {
    n: group.size,
    moved: Math.round((moved.length / Math.max(1, group.sample.length)) * group.size),
    before: mean(before),
    after: mean(after),
    change,
    change_moved: moved.length === 0 ? 0 : mean(moved),
    lower: change - halfWidth,
    upper: change + halfWidth,
  };
}

function valuesOf(models: TruthModels, column: string): Float32Array {
  const values = models.columns.get(column);
  if (!values)
    throw new AppError("INTERNAL", {
      detail: `No model sees ${column}.`,
      hint: "Mend the case's truth.",
    });
  return values;
}

/** A number for each customer, the same for comparable ones. */
async function comparableCodes(base: TruthBase): Promise<Float64Array> {
  const { comparableBy, table } = base.domain.results;
  const [codes] = await base.numbers(
    `SELECT dense_rank() OVER (ORDER BY ${comparableBy.join(", ")}) FROM ${table} ORDER BY ${base.domain.entity.column}`,
    1,
  );
  return codes ?? new Float64Array();
}

/** 1 for customers for whom the column means nothing, because the lever that carries it is not set. */
async function unsetRows(base: TruthBase, column: string): Promise<Float64Array> {
  const carriers = base.domain.feedColumns.flatMap(({ name, lever }) =>
    lever?.direction === "set" && lever.carries.includes(column) ? [`${name} = '${lever.from}'`] : [],
  );
  const sql = `SELECT (${carriers.join(" OR ") || "false"})::INTEGER FROM ${base.domain.results.table} ORDER BY ${base.domain.entity.column}`;
  return (await base.numbers(sql, 1))[0] ?? new Float64Array();
}
