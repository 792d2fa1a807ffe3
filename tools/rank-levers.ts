import type { Domain, ModelSpec } from "#knowledge";
import type { SqlValue } from "#sql";

import type { ToolDeps } from "./deps.ts";
import { provenanceOf, tableFrom, type EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { toldTruth } from "./lever-truth.ts";
import { drawSample } from "./population-sample.ts";
import { comparableTo, leversOf, reachableChanges } from "./reachable-changes.ts";
import { quantilesAfterSetting, type RunFacts } from "./run-facts.ts";
import type { InputRow } from "./served-model.ts";
import { meanChange, predictAfter, publishedPredictions, type MeanChange } from "./simulated-means.ts";

/** Customers that the levers are ranked on at most. */
const sampleForRanking = 1_000;

/** Everybody of a sample after one lever's reachable change. */
type MovedSample = { readonly rows: InputRow[]; moved: number; sumFrom: number; sumTo: number };

/**
 * Every lever's reachable change for the customers of a group, ranked by the mean change of one model's prediction
 * in its good direction over the whole group: who is there already counts with no change.
 */
export async function rankLevers(
  deps: ToolDeps,
  facts: RunFacts,
  asked: { readonly spec: ModelSpec; readonly where: string | undefined },
  signal: AbortSignal | undefined,
): Promise<EvidenceDraft> {
  const startedMs = deps.clock.monotonicMs();
  const { domain } = deps;
  const { spec, where } = asked;
  const [sample, model, truths] = await Promise.all([
    drawSample(deps, where, sampleForRanking, signal),
    deps.loadModel(spec.name),
    facts.leverTruth(),
  ]);
  const before = publishedPredictions(model, sample.rows);
  const changed = await changeEveryLever(deps, facts, sample.rows);
  const effects = [...changed]
    .filter(([, entry]) => entry.moved > 0)
    .map(([name, entry]) => {
      const after = predictAfter(domain, model, sample.rows, entry.rows, before);
      return { name, entry, means: meanChange(before, after) };
    });
  const isRanked = (lever: string) => effects.some(({ name }) => name === lever);
  const truth = toldTruth(truths.filter((known) => known.model === spec.name && isRanked(known.lever)));
  return {
    tool: "simulate_change",
    title: `Reachable changes ranked by the ${spec.label}`,
    input: { where, model: spec.name },
    ...rankingTable(domain, spec, effects),
    more: {
      who: tableFrom({ group_size: "bigint", everybody: "bigint", simulated_on: "bigint" }, [
        [sample.size, sample.everybody, sample.rows.length],
      ]),
      ...truth.more,
    },
    ...provenanceOf([sample.counted], startedMs, deps.clock),
    notices: [...sample.notices, ...truth.notices],
  };
}

type LeverEffect = { readonly name: string; readonly entry: MovedSample; readonly means: MeanChange };

/** The levers, best first. */
function rankingTable(domain: Domain, spec: ModelSpec, effects: readonly LeverEffect[]): EvidenceTable {
  const sign = spec.goodDirection === "up" ? 1 : -1;
  const rows = [...effects]
    .sort((a, b) => sign * (b.means.change - a.means.change))
    .map(({ name, entry, means }): SqlValue[] => {
      const lever = leversOf(domain).find((column) => column.name === name);
      const isNumber = lever?.type === "int" || lever?.type === "double";
      return [
        name,
        lever?.label ?? name,
        entry.moved / entry.rows.length,
        isNumber ? entry.sumFrom / entry.moved : null,
        isNumber ? entry.sumTo / entry.moved : null,
        means.before,
        means.after,
        means.change,
        means.low,
        means.high,
        sign * means.change > 0,
      ];
    });
  return tableFrom(
    {
      lever: "varchar",
      label: "varchar",
      share_moved: "double",
      mean_from: "double",
      mean_to: "double",
      mean_before: "double",
      mean_after: "double",
      mean_change: "double",
      low: "double",
      high: "double",
      helps: "boolean",
    },
    rows,
  );
}

/** The sample after each lever's reachable change, by the lever's name. */
async function changeEveryLever(
  { domain }: ToolDeps,
  facts: RunFacts,
  rows: readonly InputRow[],
): Promise<ReadonlyMap<string, MovedSample>> {
  const changed = new Map<string, MovedSample>(
    leversOf(domain).map(({ name }) => [name, { rows: [...rows], moved: 0, sumFrom: 0, sumTo: 0 }]),
  );
  const afterSetting = await quantilesAfterSetting(domain, facts);
  for (const [index, row] of rows.entries()) {
    const comparable = comparableTo(domain, row);
    for (const change of reachableChanges(domain, row, await facts.leverQuantiles(comparable), afterSetting)) {
      const entry = changed.get(change.lever.name);
      if (!entry) continue;
      entry.rows[index] = change.row;
      entry.moved++;
      entry.sumFrom += typeof change.from === "number" ? change.from : 0;
      entry.sumTo += typeof change.to === "number" ? change.to : 0;
    }
  }
  return changed;
}
