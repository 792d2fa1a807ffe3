import { AppError } from "#core";

import { specToRows } from "../spec/spec-to-rows.ts";
import { meanOf, sumOf, varianceOf } from "../spec/plain-statistics.ts";
import type { Cell } from "../spec/published-tables.ts";
import type { Again, TruthRow } from "../truth-source.ts";
import { earlySigns } from "./early-signs.ts";
import type { SecondDeps } from "./second-simulation.ts";

type Given = Extract<Again, { oracle: string }>;
type Oracle = (given: Given, deps: SecondDeps) => Promise<readonly TruthRow[]>;

/** A relation below this is negligible: the rule of the cases on whether something goes with something. */
const leastRelation = 0.1;

/** Computations in code that no spec expresses, by the name that a case gives. */
const oracles: Readonly<Record<string, Oracle>> = {
  /** Mean contributions over a group, by feature, or by the values of one column for one feature (`columns`). */
  "mean-contributions": async ({ model, where, columns: [by, feature] }, { base, tables }) => {
    const { entity, databases } = base.domain;
    const members = new Map<string, string>();
    const named = await idsOf(where, by, { base, tables });
    for (const [id, name] of named) members.set(id, name);
    const rows = await tables.query(
      `SELECT ${entity.column} AS id, feature, contribution FROM ${databases.predictions}.explanations
       WHERE model = '${model ?? ""}' AND feature <> 'protected_attributes' AND ${feature === undefined ? `${entity.column} IN (${[...members.keys()].map((id) => `'${id}'`).join(", ")})` : `feature = '${feature}'`}`,
    );
    const groups = new Map<string, number[]>();
    for (const row of rows) {
      const group = members.get(String(row["id"]));
      if (group === undefined) continue;
      const name = by === undefined ? String(row["feature"]) : group;
      const known = groups.get(name);
      if (known) known.push(Number(row["contribution"]));
      else groups.set(name, [Number(row["contribution"])]);
    }
    return [...groups].map(([name, values]) => ({ name, mean: meanOf(values) }));
  },
  /** Share of an event at each value of a column of days, and from it on. */
  "rate-by-day": async ({ columns: [day = "", event = ""] }, { base, tables }) => {
    const [days, events] = await columnsOf([day, event], { base, tables });
    const rate = (holds: (value: number) => boolean) => {
      const hits = days.flatMap((value, row) => (holds(value) ? [events[row]!] : []));
      return hits.length === 0 ? Number.NaN : sumOf(hits) / hits.length;
    };
    return Array.from({ length: 30 }, (_, index) => index + 1)
      .filter((at) => days.includes(at))
      .map((at) => ({
        day: at,
        rate_at: rate((value) => value === at),
        rate_from: rate((value) => value >= at),
      }));
  },
  /** yes where a pair's relation is not negligible: for one pair in the positive direction, for several in either. */
  related: async ({ pairs, where }, { base, tables }) => {
    const rows = await specToRows(
      { tell: Object.fromEntries(pairs.map(([x, y], index) => [`r${index}`, { kind: "pearson", x, y }])), where },
      tables,
      base,
    );
    const found = Object.values(rows[0] ?? {}).map(Number);
    const most = pairs.length === 1 ? (found[0] ?? 0) : Math.max(...found.map(Math.abs));
    return [{ verdict: most >= leastRelation ? "yes" : "no" }];
  },
  /** The most frequent value of each column, each once. */
  modes: async ({ columns, where }, { base, tables }) => {
    const tell = Object.fromEntries(columns.map((column) => [column, { kind: "mode", column } as const]));
    const [row] = await specToRows({ tell, where }, tables, base);
    return [...new Set(Object.values(row ?? {}))].map((name) => ({ name }));
  },
  /** Errors on held-out customers, and those of always saying the training customers' mean. */
  "held-out": async ({ pairs: [[actual, predicted] = ["", ""]] }, { base, tables }) => {
    const splits = await tables.column(base.domain.results.table, "data_split");
    const [truths, guesses] = await columnsOf([actual, predicted], { base, tables });
    const rowsOf = (split: string) => splits.flatMap((one, row) => (one === split ? [row] : []));
    const test = rowsOf("test");
    const guess = meanOf(rowsOf("train").map((row) => truths[row]!));
    const errors = test.map((row) => truths[row]! - guesses[row]!);
    const own = test.map((row) => truths[row]! - guess);
    const spread = varianceOf(test.map((row) => truths[row]!)) * (test.length - 1);
    const rootOf = (values: readonly number[]) => Math.sqrt(meanOf(values.map((value) => value ** 2)));
    const within = (most: number) => errors.filter((error) => Math.abs(error) <= most).length / test.length;
    return [
      {
        rmse: rootOf(errors),
        mae: meanOf(errors.map(Math.abs)),
        r2: 1 - sumOf(errors.map((error) => error ** 2)) / spread,
        within_01: within(0.1),
        within_02: within(0.2),
        n: test.length,
        baseline_rmse: rootOf(own),
        baseline_mae: meanOf(own.map(Math.abs)),
      },
    ];
  },
  /** R² and error on both splits, the gap, and the trees of the model's file. */
  fit: async ({ model = "", pairs: [[actual, predicted] = ["", ""]] }, { base, tables, walkerOf }) => {
    const split = async (value: string) => {
      const [row] = await specToRows(
        {
          tell: { r2: { kind: "r2", x: actual, y: predicted }, rmse: { kind: "rmse", x: actual, y: predicted } },
          where: [[{ column: "data_split", op: "=", value }]],
        },
        tables,
        base,
      );
      return { r2: Number(row?.["r2"]), rmse: Number(row?.["rmse"]) };
    };
    const [train, test] = [await split("train"), await split("test")];
    const gap = train.r2 - test.r2;
    return [
      {
        r2_train: train.r2,
        r2_test: test.r2,
        rmse_train: train.rmse,
        rmse_test: test.rmse,
        r2_gap: gap,
        rmse_gap: test.rmse - train.rmse,
        verdict: gap < 0.02 ? "none" : gap < 0.1 ? "some" : "strong",
        trees: (await walkerOf(model)).trees,
      },
    ];
  },
  /** How many rows each of four equal parts holds: the first ones take what is left over. */
  quarters: async (_given, { base, tables }) => {
    const size = await tables.size(base.domain.results.table);
    return [1, 2, 3, 4].map((part) => ({ name: `Q${part}`, n: Math.floor(size / 4) + (part <= size % 4 ? 1 : 0) }));
  },
  "early-signs": earlySigns,
};

/** Computes a named oracle. Throws `INTERNAL` for a name that there is not. */
export async function oracleRows(given: Given, deps: SecondDeps): Promise<readonly TruthRow[]> {
  const found = oracles[given.oracle];
  if (found) return found(given, deps);
  throw new AppError("INTERNAL", {
    detail: `There is no oracle ${given.oracle}.`,
    hint: "Mend the case's truth in evals/cases.",
  });
}

type Reading = Pick<SecondDeps, "base" | "tables">;

/** Ids of the customers that hold the conditions, each with its value of a column. */
async function idsOf(
  where: Given["where"],
  by: string | undefined,
  { base, tables }: Reading,
): Promise<readonly (readonly [string, string])[]> {
  const id = base.domain.entity.column;
  const spec = { tell: { n: { kind: "count" } as const }, where, least: 1 };
  const grouping = (column: string) => ({ column, part: "value" as const });
  if (by === undefined) {
    const rows = await specToRows({ ...spec, by: [grouping(id)] }, tables, base);
    return rows.map((row) => [String(row["name"]), ""]);
  }
  const rows = await specToRows({ ...spec, by: [grouping(id), grouping(by)] }, tables, base);
  return rows.map((row) => [String(row["a"]), String(row["b"])]);
}

async function columnsOf(names: readonly [string, string], { base, tables }: Reading): Promise<[number[], number[]]> {
  const read = async (name: string) => numbersOf(await tables.column(base.domain.results.table, name));
  return [await read(names[0]), await read(names[1])];
}

function numbersOf(cells: readonly Cell[]): number[] {
  return cells.map((cell) => (cell === null ? Number.NaN : Number(cell)));
}
