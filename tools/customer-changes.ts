import type { ModelSpec } from "#knowledge";
import { predict } from "#ml";
import type { SqlValue } from "#sql";

import type { ToolDeps } from "./deps.ts";
import { tableFrom } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { reachableChanges } from "./reachable-changes.ts";
import { quantilesAfterSetting, type RunFacts } from "./run-facts.ts";
import { encodeRows, type InputRow } from "./served-model.ts";
import { protectedInputs } from "./single-entity.ts";

/**
 * What would change one customer's prediction: the reachable changes of levers, each with the model's prediction
 * after it, best first. `visible` is the customer as the person may see it.
 */
export async function customerChanges(options: {
  readonly deps: ToolDeps;
  readonly facts: RunFacts;
  readonly spec: ModelSpec;
  readonly id: string;
  readonly visible: InputRow;
  readonly signal: AbortSignal | undefined;
}): Promise<EvidenceTable> {
  const { deps, facts, spec, visible } = options;
  const { domain } = deps;
  const comparable = Object.fromEntries(domain.results.comparableBy.map((name) => [name, visible[name] ?? null]));
  const [model, hidden, quantiles, afterSetting] = await Promise.all([
    deps.loadModel(spec.name),
    protectedInputs(deps, options.id, options.signal),
    facts.leverQuantiles(comparable),
    quantilesAfterSetting(domain, facts),
  ]);
  const row = { ...visible, ...hidden };
  const changes = reachableChanges(domain, row, quantiles, afterSetting);
  const candidates = [row, ...changes.map((change) => change.row)];
  const [before = Number.NaN, ...after] = predict(model.trees, encodeRows(domain, model.trees.features, candidates));
  const sign = spec.goodDirection === "up" ? 1 : -1;
  const rows = changes
    .map((change, index) => ({ ...change, gain: (after[index] ?? Number.NaN) - before }))
    .sort((a, b) => sign * (b.gain - a.gain))
    .map(({ lever, from, to, gain }): SqlValue[] => [
      lever.name,
      lever.label,
      from === null ? null : String(from),
      to === null ? null : String(to),
      before,
      before + gain,
      gain,
      sign * gain > 0,
    ]);
  return tableFrom(
    {
      feature: "varchar",
      label: "varchar",
      value_now: "varchar",
      value_then: "varchar",
      prediction_now: "double",
      prediction_then: "double",
      change: "double",
      helps: "boolean",
    },
    rows,
  );
}
