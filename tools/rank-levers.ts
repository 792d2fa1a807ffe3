import type { ModelSpec } from "#knowledge";
import type { QueryResult, SqlValue } from "#sql";

import type { ToolDeps } from "./deps.ts";
import { provenanceOf, tableFrom, type EvidenceDraft } from "./evidence-draft.ts";
import { drawSample } from "./population-sample.ts";
import { leversOf, quantilesSql, reachableChanges, readQuantiles, type LeverQuantiles } from "./reachable-changes.ts";
import type { InputRow } from "./served-model.ts";
import { meanChange, predictRows } from "./simulated-means.ts";

/** Customers that the levers are ranked on at most. */
const sampleForRanking = 1_500;

/**
 * Every lever's reachable change for the customers of a group, ranked by the mean change of one model's prediction
 * in its good direction over the whole group: who is there already counts with no change.
 */
export async function rankLevers(
  deps: ToolDeps,
  spec: ModelSpec,
  where: string | undefined,
  signal: AbortSignal | undefined,
): Promise<EvidenceDraft> {
  const startedMs = deps.clock.monotonicMs();
  const { domain } = deps;
  const sample = await drawSample(deps, where, sampleForRanking, signal);
  const model = await deps.loadModel(spec.name);
  const quantiles = createQuantileLookup(deps, signal);
  const before = predictRows(domain, model, sample.rows);
  const changed = new Map<string, { rows: InputRow[]; moved: number; from: number; to: number }>();
  for (const lever of leversOf(domain)) changed.set(lever.name, { rows: [...sample.rows], moved: 0, from: 0, to: 0 });
  for (const [index, row] of sample.rows.entries()) {
    const comparable = Object.fromEntries(domain.results.comparableBy.map((name) => [name, row[name] ?? null]));
    const afterSetting = await quantiles.afterSetting();
    for (const change of reachableChanges(domain, row, await quantiles.among(comparable), afterSetting)) {
      const entry = changed.get(change.lever.name);
      if (!entry) continue;
      entry.rows[index] = change.row;
      entry.moved++;
      entry.from += typeof change.from === "number" ? change.from : 0;
      entry.to += typeof change.to === "number" ? change.to : 0;
    }
  }
  const sign = spec.goodDirection === "up" ? 1 : -1;
  const rows = [...changed]
    .filter(([, entry]) => entry.moved > 0)
    .map(([name, entry]) => ({ name, entry, mean: meanChange(before, predictRows(domain, model, entry.rows)) }))
    .sort((a, b) => sign * (b.mean.change - a.mean.change))
    .map(({ name, entry, mean }): SqlValue[] => {
      const lever = leversOf(domain).find((column) => column.name === name);
      const isNumber = lever?.type === "int" || lever?.type === "double";
      return [
        name,
        lever?.label ?? name,
        entry.moved / sample.rows.length,
        isNumber ? entry.from / entry.moved : null,
        isNumber ? entry.to / entry.moved : null,
        mean.before,
        mean.after,
        mean.change,
        mean.low,
        mean.high,
        sign * mean.change > 0,
      ];
    });
  return {
    tool: "simulate_change",
    title: `Reachable changes ranked by the ${spec.label}`,
    input: { where, model: spec.name },
    ...tableFrom(
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
    ),
    more: {
      who: tableFrom({ group_size: "bigint", everybody: "bigint", simulated_on: "bigint" }, [
        [sample.size, sample.everybody, sample.rows.length],
      ]),
    },
    ...provenanceOf([sample.counted], startedMs, deps.clock),
    notices: [
      ...sample.counted.notices,
      ...(sample.rows.length < sample.size
        ? [`Simulated on ${sample.rows.length} customers drawn evenly from ${sample.size}.`]
        : []),
    ],
  };
}

/** Quartiles of the levers among comparable customers, each looked up once. */
function createQuantileLookup(deps: ToolDeps, signal: AbortSignal | undefined) {
  const known = new Map<string, Promise<LeverQuantiles>>();
  const among = (comparable: Readonly<Record<string, SqlValue>>) => {
    const key = JSON.stringify(comparable);
    let pending = known.get(key);
    if (!pending) {
      pending = deps
        .runQuery({ sql: quantilesSql(deps.domain, comparable), role: deps.role, signal })
        .then((result: QueryResult) => readQuantiles(deps.domain, result));
      known.set(key, pending);
    }
    return pending;
  };
  const afterSetting = async () => {
    const found = new Map<string, LeverQuantiles>();
    for (const { name, lever } of leversOf(deps.domain)) {
      if (lever?.direction === "set") found.set(name, await among({ [name]: lever.to }));
    }
    return found;
  };
  return { among, afterSetting };
}
