import { z } from "zod";

import { AppError, may } from "#core";
import { primaryModel, resultColumn, type Column } from "#knowledge";
import { mean } from "#ml";
import type { SqlValue } from "#sql";

import { createEvidenceTool } from "./create-tool.ts";
import type { ToolDeps } from "./deps.ts";
import { benefitTable } from "./dollar-benefit.ts";
import { provenanceOf, tableFrom, type EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { findModel, modelParameter } from "./find-model.ts";
import {
  applyChange,
  carriedColumns,
  describeChange,
  leverChangeSchema,
  leverOfChange,
  type LeverChange,
} from "./lever-change.ts";
import { toldTruth } from "./lever-truth.ts";
import { drawSample, type PopulationSample } from "./population-sample.ts";
import { rankLevers } from "./rank-levers.ts";
import type { RunFacts, SeenRange } from "./run-facts.ts";
import type { InputRow, ServedModel } from "./served-model.ts";
import { meanChange, predictAfter, publishedPredictions, type MeanChange } from "./simulated-means.ts";
import { simulateForOne } from "./simulate-for-one.ts";
import { literal } from "./sql-text.ts";

/** Customers that a single change is simulated on at most; the interval tells what the sampling leaves open. */
const sampleForChange = 2_000;
/** Of ranked levers a language model reads so many from the top, and two from the bottom. */
const leversShown = 8;
/** Customers from whom a converted customer's carried columns are drawn. */
const donorsDrawn = 1_000;

/** `simulate_change`: what the live models predict after a change, over a group or for one customer. */
export function createSimulateChangeTool(deps: ToolDeps, facts: RunFacts) {
  const { domain } = deps;
  return createEvidenceTool({
    name: "simulate_change",
    description: [
      "What-if through the live models. With `change` of a lever: every model's mean prediction before and after, over the",
      "customers that meet `where` (all without it), with a 95 % interval, who gains most, how far the change leaves the data",
      "seen in training, and `benefit` in dollars with the cost at which it breaks even. With `change` and `customer_id`: every",
      `model's prediction for that ${domain.entity.singular} before and after. Without \`change\`: every lever's reachable change`,
      "(to the better quartile of comparable customers) ranked by what it brings in `model`.",
      "It is the model's answer with all else as it is, not a cause: say so, and propose a test.",
    ].join(" "),
    schema: z.strictObject({
      where: z.string().max(2_000).optional().describe(`SQL condition over ${domain.results.table}`),
      customer_id: z.string().optional().describe(`One ${domain.entity.singular} in place of \`where\``),
      change: leverChangeSchema.optional(),
      share: z.number().gt(0).max(1).optional().describe("Share of the group that is changed, 1 where left out"),
      cost: z.number().min(0).optional().describe("US dollars spent on each changed customer"),
      model: modelParameter(domain).optional(),
    }),
    // Of many levers the note tells in words how near such answers come to the truth.
    view: { rows: { main: { first: leversShown, last: 2 }, truth: { atMost: domain.models.length } } },
    run: async ({ where, customer_id: id, change, share = 1, cost, model }, signal) => {
      if (id !== undefined) return simulateForOne(deps, facts, { id, change: changeForOne(change, where) }, signal);
      if (change) return simulateChange(deps, facts, { where, change, share, cost }, signal);
      return rankLevers(deps, facts, { spec: findModel(domain, model ?? primaryModel(domain).name), where }, signal);
    },
  });
}

/** One customer is changed whole, and only by a change that is named: the reachable ones are explain_prediction's. */
function changeForOne(change: LeverChange | undefined, where: string | undefined): LeverChange {
  if (change && where === undefined) return change;
  throw new AppError("TOOL_INPUT_INVALID", {
    detail: change ? "Both where and customer_id were given." : "customer_id was given without a change.",
    hint: change ? "Give one of them." : "Give a change, or call explain_prediction for the reachable changes.",
  });
}

type Simulation = {
  readonly where: string | undefined;
  readonly change: LeverChange;
  readonly share: number;
  /** US dollars spent on each changed customer. */
  readonly cost: number | undefined;
};

async function simulateChange(
  deps: ToolDeps,
  facts: RunFacts,
  input: Simulation,
  signal: AbortSignal | undefined,
): Promise<EvidenceDraft> {
  const startedMs = deps.clock.monotonicMs();
  const { domain } = deps;
  const { where, change, share, cost } = input;
  const column = leverOfChange(domain, change);
  const [sample, seen, donors, models, truths] = await Promise.all([
    drawSample(deps, where, sampleForChange, signal),
    facts.seenRange(column),
    donorRows(deps, column, change, signal),
    Promise.all(domain.models.map((spec) => deps.loadModel(spec.name))),
    facts.leverTruth(),
  ]);
  const truth = toldTruth(truths.filter(({ lever }) => lever === column.name));
  const changed = applyChange(column, change, sample.rows, donors);
  const effects = models.map((model): Effect => {
    const before = publishedPredictions(model, sample.rows);
    const after = predictAfter(domain, model, sample.rows, changed, before);
    return { model, change: after.map((value, index) => value - before[index]!), means: meanChange(before, after) };
  });
  const moved = sample.rows.filter((row, index) => row !== changed[index]).length;
  return {
    tool: "simulate_change",
    title: `What the models predict after ${describeChange(column, change)}`,
    input,
    ...effectsTable(effects, (share * sample.size) / sample.everybody),
    more: {
      who: whoTable(sample, share, moved),
      values: valuesTable(column, sample.rows, changed, seen),
      benefit: benefitTable(
        domain,
        effects.map(({ model, means }) => ({ spec: model.spec, means })),
        { customersChanged: Math.round(share * sample.size), costEach: cost ?? null },
      ),
      gains: tableFrom(
        { model: "varchar", by: "varchar", value: "varchar", customers: "bigint", mean_change: "double" },
        effects.flatMap((effect) => gainsByGroup(deps, effect.model, sample.rows, effect.change)),
      ),
      ...truth.more,
    },
    ...provenanceOf([sample.counted], startedMs, deps.clock),
    notices: [...sample.notices, ...noticesOf(column, share, donors.length > 0), ...truth.notices],
  };
}

/** What a change does to one model's predictions: each sampled customer's change, and the means. */
type Effect = { readonly model: ServedModel; readonly change: Float64Array; readonly means: MeanChange };

/** One row a model; `reach` is the share of everybody that is changed. */
function effectsTable(effects: readonly Effect[], reach: number): EvidenceTable {
  return tableFrom(
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
    effects.map(({ model: { spec }, means }) => [
      spec.name,
      spec.prediction,
      means.before,
      means.after,
      means.change,
      means.low,
      means.high,
      means.change * reach,
      means.low * reach,
      means.high * reach,
    ]),
  );
}

function noticesOf(column: Column, share: number, carries: boolean): string[] {
  return [
    ...(share < 1
      ? [
          "mean_before, mean_after and mean_change are of the customers who are changed; over everybody, the rest stays.",
        ]
      : []),
    ...(carries
      ? [
          `Changing ${column.name} also sets ${carriedColumns(column).join(" and ")}, drawn from customers who have that value.`,
        ]
      : []),
  ];
}

/** The carried columns of customers who have the value that is set. */
async function donorRows(
  deps: ToolDeps,
  column: Column,
  { value }: LeverChange,
  signal: AbortSignal | undefined,
): Promise<InputRow[]> {
  const names = carriedColumns(column);
  if (names.length === 0 || typeof value !== "string") return [];
  const sample = await drawSample(deps, `${column.name} = ${literal(value)}`, donorsDrawn, signal);
  return sample.rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])));
}

/** The mean change in each group of comparable customers; of groups below the policy's minimum nothing is told. */
function gainsByGroup(
  { domain, role }: ToolDeps,
  { spec }: ServedModel,
  rows: readonly InputRow[],
  change: Float64Array,
): SqlValue[][] {
  const atLeast = may(role, "see-confidential") ? 1 : domain.policy.minimumGroupSize;
  return domain.results.comparableBy.flatMap((name) => {
    const changes = new Map<string, number[]>();
    for (const [index, row] of rows.entries()) {
      const group = String(row[name]);
      const known = changes.get(group);
      if (known) known.push(change[index]!);
      else changes.set(group, [change[index]!]);
    }
    const label = resultColumn(domain, name)?.label ?? name;
    return [...changes]
      .filter(([, values]) => values.length >= atLeast)
      .map(([value, values]) => [spec.name, label, value, values.length, mean(values)]);
  });
}

function whoTable(sample: PopulationSample, share: number, moved: number): EvidenceTable {
  return tableFrom(
    {
      group_size: "bigint",
      everybody: "bigint",
      share_changed: "double",
      customers_changed: "bigint",
      simulated_on: "bigint",
      simulated_moved: "bigint",
    },
    [[sample.size, sample.everybody, share, Math.round(share * sample.size), sample.rows.length, moved]],
  );
}

/** The lever's mean now and then, and how far the change leaves what the models have seen. */
function valuesTable(
  column: Column,
  before: readonly InputRow[],
  after: readonly InputRow[],
  seen: SeenRange | null,
): EvidenceTable {
  const numbers = (rows: readonly InputRow[]) =>
    rows.map((row) => row[column.name]).filter((value) => typeof value === "number");
  const then = numbers(after);
  const outside = seen && then.map((value) => (value < seen.low || value > seen.high ? 1 : 0));
  return tableFrom(
    {
      lever: "varchar",
      mean_now: "double",
      mean_then: "double",
      seen_low: "double",
      seen_high: "double",
      share_outside_seen: "double",
    },
    [
      [
        column.name,
        meanOrNull(numbers(before)),
        meanOrNull(then),
        seen?.low ?? null,
        seen?.high ?? null,
        outside && meanOrNull(outside),
      ],
    ],
  );
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values);
}
