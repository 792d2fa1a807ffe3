import { z } from "zod";

import { AppError, createRandom } from "#core";
import { resultColumn, type Column } from "#knowledge";
import type { QueryResult, SqlValue } from "#sql";

import { createEvidenceTool } from "./create-tool.ts";
import type { ToolDeps } from "./deps.ts";
import { findModel } from "./describe-model.ts";
import { provenanceOf, tableFrom, type EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { knownColumn } from "./get-feature-stats.ts";
import { drawSample, type PopulationSample } from "./population-sample.ts";
import { rankLevers } from "./rank-levers.ts";
import { leversOf } from "./reachable-changes.ts";
import type { InputRow, ServedModel } from "./served-model.ts";
import { meanChange, predictRows, type MeanChange } from "./simulated-means.ts";

/** Customers that a single change is simulated on at most; the interval tells what the sampling leaves open. */
const sampleForChange = 4_000;
/** Customers from whom a converted customer's carried columns are drawn. */
const donors = 2_000;

const changeSchema = z.object({
  column: z.string().describe("Name of a lever column"),
  kind: z.enum(["set", "add", "multiply"]),
  value: z.union([z.number(), z.string()]).describe("The new value, the amount added, or the factor (1.2 is +20 %)"),
});

type ChangeInput = z.infer<typeof changeSchema>;

/** `simulate_change`: what the live models predict after a change, over a group. */
export function createSimulateChangeTool(deps: ToolDeps) {
  const { domain } = deps;
  const levers = leversOf(domain).map((column) => column.name);
  return createEvidenceTool({
    name: "simulate_change",
    description: [
      "What-if through the live models. With `change`: the mean prediction of every model before and after the change,",
      "over the customers that meet `where` (all without it), with a 95 % interval, who gains most, and how far the change",
      "leaves the data seen in training; `share` changes only a random part of them. Without `change`: every lever's",
      "reachable change (to the better quartile of comparable customers) ranked by what it brings in `model`.",
      `Levers: ${levers.join(", ")}.`,
      "It is the model's answer with all else as it is, not a cause: say so, and propose a test.",
    ].join(" "),
    schema: z.object({
      where: z.string().max(2_000).optional().describe(`SQL condition over ${domain.results.table}`),
      change: changeSchema.optional(),
      share: z.number().gt(0).max(1).optional().describe("Share of the group that is changed, 1 where left out"),
      model: z.string().optional().describe("The model that ranks the levers, where no change is given"),
    }),
    run: async (input, signal) => {
      if (input.change) return simulateChange(deps, { ...input, change: input.change }, signal);
      return rankLevers(deps, findModel(domain, input.model ?? domain.models[0]?.name ?? ""), input.where, signal);
    },
  });
}

async function simulateChange(
  deps: ToolDeps,
  input: { where?: string; change: ChangeInput; share?: number },
  signal: AbortSignal | undefined,
): Promise<EvidenceDraft> {
  const startedMs = deps.clock.monotonicMs();
  const column = leverColumn(deps, input.change);
  const share = input.share ?? 1;
  const sample = await drawSample(deps, input.where, sampleForChange, signal);
  const bounds = await boundsOf(deps, column, signal);
  const carried = await carriedRows(deps, column, input.change, signal);
  const changed = applyChange(column, input.change, sample.rows, carried);
  const rows: SqlValue[][] = [];
  const gains = new Map<string, SqlValue[]>();
  for (const spec of deps.domain.models) {
    const model = await deps.loadModel(spec.name);
    const before = predictRows(deps.domain, model, sample.rows);
    const after = predictRows(deps.domain, model, changed);
    const mean = meanChange(before, after);
    const reach = (share * sample.size) / sample.everybody;
    rows.push([
      spec.name,
      spec.prediction,
      ...changeCells(mean),
      mean.change * reach,
      mean.low * reach,
      mean.high * reach,
    ]);
    for (const group of gainsByGroup(deps, model, sample.rows, before, after))
      gains.set(`${spec.name} ${group.name}`, group.row);
  }
  const treated = Math.round(share * sample.size);
  const moved = sample.rows.filter((row, index) => row[column.name] !== changed[index]?.[column.name]);
  return {
    tool: "simulate_change",
    title: `What the models predict after ${describeChange(column, input.change)}`,
    input,
    ...tableFrom(
      {
        model: "varchar",
        prediction: "varchar",
        mean_before: "double",
        mean_after: "double",
        mean_change: "double",
        low: "double",
        high: "double",
        mean_change_over_everybody: "double",
        everybody_low: "double",
        everybody_high: "double",
      },
      rows,
    ),
    more: {
      who: whoTable(sample, treated, share, moved.length),
      values: valuesTable(column, sample.rows, changed, bounds),
      gains: tableFrom(
        { model: "varchar", by: "varchar", value: "varchar", customers: "bigint", mean_change: "double" },
        [...gains.values()],
      ),
    },
    ...provenanceOf([sample.counted], startedMs, deps.clock),
    notices: [
      ...sample.counted.notices,
      ...(sample.rows.length < sample.size
        ? [`Simulated on ${sample.rows.length} customers drawn evenly from ${sample.size}.`]
        : []),
      ...(carried.length > 0
        ? [
            `Changing ${column.name} also sets ${carriedNames(column).join(" and ")}, drawn from customers who have that value.`,
          ]
        : []),
    ],
  };
}

function leverColumn(deps: ToolDeps, change: ChangeInput): Column {
  const column = knownColumn(deps.domain, change.column);
  const levers = leversOf(deps.domain);
  if (!levers.some((lever) => lever.name === column.name)) {
    throw new AppError("TOOL_INPUT_INVALID", {
      detail: `${column.name} is no lever: neither the customer nor the company can change it.`,
      hint: `Levers are ${levers.map((lever) => lever.name).join(", ")}.`,
    });
  }
  const isNumber = column.type === "int" || column.type === "double";
  const isKnown = column.values.some((value) => value.value === change.value);
  if (isNumber ? typeof change.value !== "number" : change.kind !== "set" || !isKnown) {
    throw new AppError("TOOL_INPUT_INVALID", {
      detail: `${column.name} cannot be changed by ${change.kind} ${JSON.stringify(change.value)}.`,
      hint: isNumber ? "Give a number." : `Set it to one of ${column.values.map((value) => value.value).join(", ")}.`,
    });
  }
  return column;
}

/** Every row after the change: clipped to the column's range, missing values as they are. */
function applyChange(
  column: Column,
  change: ChangeInput,
  rows: readonly InputRow[],
  carried: readonly InputRow[],
): InputRow[] {
  const [low, high] = column.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const random = createRandom(1, rows.length);
  return rows.map((row) => {
    const value = row[column.name];
    if (typeof change.value === "string") {
      if (value === change.value) return row;
      const donor = carried[random.integer(Math.max(1, carried.length))] ?? {};
      return { ...row, ...donor, [column.name]: change.value };
    }
    if (typeof value !== "number") return row;
    const next =
      change.kind === "set" ? change.value : change.kind === "add" ? value + change.value : value * change.value;
    return { ...row, [column.name]: Math.min(high, Math.max(low, next)) };
  });
}

function carriedNames(column: Column): readonly string[] {
  return column.lever?.direction === "set" ? column.lever.carries : [];
}

/** The carried columns of customers who have the value that is set. */
async function carriedRows(
  deps: ToolDeps,
  column: Column,
  change: ChangeInput,
  signal: AbortSignal | undefined,
): Promise<InputRow[]> {
  const names = carriedNames(column);
  if (names.length === 0 || typeof change.value !== "string") return [];
  const sample = await drawSample(deps, `${column.name} = '${change.value.replaceAll("'", "''")}'`, donors, signal);
  return sample.rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])));
}

type Bounds = { readonly low: number; readonly high: number } | null;

/** The 1st and 99th percentile of the lever over everybody: what the models have seen enough of. */
async function boundsOf(deps: ToolDeps, column: Column, signal: AbortSignal | undefined): Promise<Bounds> {
  if (column.type !== "int" && column.type !== "double") return null;
  const result: QueryResult = await deps.runQuery({
    sql: `SELECT approx_percentile(${column.name}, 0.01) AS low, approx_percentile(${column.name}, 0.99) AS high FROM ${deps.domain.results.table}`,
    role: deps.role,
    signal,
  });
  const [low, high] = result.rows[0] ?? [];
  return { low: Number(low), high: Number(high) };
}

function changeCells(mean: MeanChange): SqlValue[] {
  return [mean.before, mean.after, mean.change, mean.low, mean.high];
}

/** The mean change in each group of comparable customers. */
function gainsByGroup(
  deps: ToolDeps,
  model: ServedModel,
  rows: readonly InputRow[],
  before: Float64Array,
  after: Float64Array,
) {
  return deps.domain.results.comparableBy.flatMap((name) => {
    const places = new Map<string, number[]>();
    rows.forEach((row, index) => places.set(String(row[name]), [...(places.get(String(row[name])) ?? []), index]));
    return [...places].map(([value, indices]) => {
      const change =
        indices.reduce((sum, index) => sum + (after[index] ?? 0) - (before[index] ?? 0), 0) / indices.length;
      const label = resultColumn(deps.domain, name)?.label ?? name;
      return { name: `${name} ${value}`, row: [model.spec.name, label, value, indices.length, change] as SqlValue[] };
    });
  });
}

function whoTable(sample: PopulationSample, treated: number, share: number, moved: number): EvidenceTable {
  return tableFrom(
    {
      group_size: "bigint",
      everybody: "bigint",
      share_changed: "double",
      customers_changed: "bigint",
      simulated_on: "bigint",
      simulated_moved: "bigint",
    },
    [[sample.size, sample.everybody, share, treated, sample.rows.length, moved]],
  );
}

function valuesTable(
  column: Column,
  before: readonly InputRow[],
  after: readonly InputRow[],
  bounds: Bounds,
): EvidenceTable {
  const numbers = (rows: readonly InputRow[]) =>
    rows.map((row) => row[column.name]).filter((value) => typeof value === "number");
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  const then = numbers(after);
  const outside =
    bounds === null || then.length === 0
      ? null
      : then.filter((value) => value < bounds.low || value > bounds.high).length / then.length;
  return tableFrom(
    {
      lever: "varchar",
      mean_now: "double",
      mean_then: "double",
      seen_low: "double",
      seen_high: "double",
      share_outside_seen: "double",
    },
    [[column.name, mean(numbers(before)), mean(then), bounds?.low ?? null, bounds?.high ?? null, outside]],
  );
}

function describeChange(column: Column, change: ChangeInput): string {
  if (change.kind === "set") return `${column.label} is set to ${change.value}`;
  if (change.kind === "add") return `${change.value} is added to ${column.label}`;
  return `${column.label} is multiplied by ${change.value}`;
}
