import type { ModelSpec } from "#knowledge";
import { predict } from "#ml";
import type { SqlValue } from "#sql";

import { likenessOf, type AlikeCustomers } from "./alike-customers.ts";
import type { ToolDeps } from "./deps.ts";
import { tableFrom } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { intervalsAround } from "./interval-after.ts";
import { comparableTo, reachableChanges, type LeverQuantiles, type ReachableChange } from "./reachable-changes.ts";
import { quantilesAfterSetting, type RunFacts } from "./run-facts.ts";
import { encodeRows, type InputRow, type ServedModel } from "./served-model.ts";
import { protectedInputs } from "./single-entity.ts";

/** Changes that are combined at most. */
const combinedChanges = 3;

/** What would change one customer's prediction. */
export type CustomerChanges = {
  /** Every reachable change by itself, best first. */
  readonly single: EvidenceTable;
  /** The best changes one upon the other, while each still helps. */
  readonly combined: EvidenceTable;
};

/** What the changes of one customer are looked for with. */
type Search = {
  readonly deps: ToolDeps;
  readonly spec: ModelSpec;
  readonly model: ServedModel;
  readonly alike: AlikeCustomers;
  /** The customer with every input, protected ones too. */
  readonly row: InputRow;
  readonly changesOf: (row: InputRow) => readonly ReachableChange[];
};

/**
 * What would change one customer's prediction: the reachable changes of levers, each with the model's prediction after
 * it and with how like real customers it would leave this one. `visible` is the customer as the person may see it.
 */
export async function customerChanges(options: {
  readonly deps: ToolDeps;
  readonly facts: RunFacts;
  readonly spec: ModelSpec;
  readonly id: string;
  readonly visible: InputRow;
  readonly signal: AbortSignal | undefined;
}): Promise<CustomerChanges> {
  const { deps, facts, spec, visible } = options;
  const { domain } = deps;
  const comparable = comparableTo(domain, visible);
  const [model, hidden, quantiles, afterSetting] = await Promise.all([
    deps.loadModel(spec.name),
    protectedInputs(deps, options.id, options.signal),
    facts.leverQuantiles(comparable),
    quantilesAfterSetting(domain, facts),
  ]);
  const alike = await facts.alikeCustomers(model.trees.features);
  // A lever that is set makes the customer comparable to those who have it.
  const quantilesFor = (row: InputRow): LeverQuantiles => {
    const set = [...afterSetting].find(([name]) => row[name] !== visible[name]);
    return set ? set[1] : quantiles;
  };
  const row = { ...visible, ...hidden };
  const changesOf = (changed: InputRow) => reachableChanges(domain, changed, quantilesFor(changed), afterSetting);
  const search: Search = { deps, spec, model, alike, row, changesOf };
  return { single: singleChanges(search), combined: combineChanges(search) };
}

/** Predictions of `row` and after each of the changes, and what each brings in the good direction. */
function gainsOf({ deps, spec, model }: Search, row: InputRow, changes: readonly ReachableChange[]) {
  const candidates = [row, ...changes.map((change) => change.row)];
  const rows = encodeRows(deps.domain, model.trees.features, candidates);
  const [low, high] = spec.range;
  const clipped = predict(model.trees, rows).map((score) => Math.min(high, Math.max(low, score)));
  const [before = Number.NaN, ...after] = clipped;
  const sign = spec.goodDirection === "up" ? 1 : -1;
  const ends = intervalsAround(
    deps.domain,
    model,
    changes.map((change) => change.row),
    Float64Array.from(after),
  );
  return changes
    .map((change, index) => {
      const prediction = after[index] ?? Number.NaN;
      const interval = { lower: ends?.lower[index] ?? null, upper: ends?.upper[index] ?? null };
      return { ...change, before, prediction, interval, gain: sign * (prediction - before) };
    })
    .sort((a, b) => b.gain - a.gain);
}

function singleChanges(search: Search): EvidenceTable {
  const { deps, alike, row, changesOf } = search;
  const rows = gainsOf(search, row, changesOf(row)).map(
    ({ lever, from, to, before, prediction, interval, gain, ...change }) => [
      lever.name,
      lever.label,
      textOf(from),
      textOf(to),
      before,
      prediction,
      interval.lower,
      interval.upper,
      prediction - before,
      gain > 0,
      likenessOf(deps, alike, row, change.row).shareAsExtreme(lever.name),
    ],
  );
  return tableFrom(
    {
      feature: "varchar",
      label: "varchar",
      value_now: "varchar",
      value_then: "varchar",
      prediction_now: "double",
      prediction_then: "double",
      lower_then: "double",
      upper_then: "double",
      change: "double",
      helps: "boolean",
      share_of_alike_there: "double",
    },
    rows,
  );
}

/** Greedy: the change that helps most, then the one that helps most upon it. */
function combineChanges(search: Search): EvidenceTable {
  const { deps, alike, row, changesOf } = search;
  const rows: SqlValue[][] = [];
  const used = new Set<string>();
  let current = row;
  while (rows.length < combinedChanges) {
    const [best] = gainsOf(
      search,
      current,
      changesOf(current).filter(({ lever }) => !used.has(lever.name)),
    );
    if (!best || best.gain <= 0) break;
    current = best.row;
    used.add(best.lever.name);
    rows.push([
      rows.length + 1,
      best.lever.name,
      best.lever.label,
      textOf(best.from),
      textOf(best.to),
      best.prediction,
      best.interval.lower,
      best.interval.upper,
      likenessOf(deps, alike, row, current).shareAsUnusual,
    ]);
  }
  return tableFrom(
    {
      step: "bigint",
      feature: "varchar",
      label: "varchar",
      value_now: "varchar",
      value_then: "varchar",
      prediction_then: "double",
      lower_then: "double",
      upper_then: "double",
      share_as_unusual: "double",
    },
    rows,
  );
}

function textOf(value: SqlValue): string | null {
  return value === null ? null : String(value);
}
