import type { Column, Domain } from "#knowledge";
import type { SqlValue } from "#sql";

import type { ToolDeps } from "./deps.ts";
import { provenanceOf, tableFrom, type EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { applyChange, carriedColumns, describeChange, leverOfChange, type LeverChange } from "./lever-change.ts";
import { intervalsAround } from "./interval-after.ts";
import { toldTruth } from "./lever-truth.ts";
import { createLookups } from "./lookups.ts";
import { quantilesAfterSetting, type RunFacts, type SeenRange } from "./run-facts.ts";
import type { InputRow, ServedModel } from "./served-model.ts";
import { predictAfter, publishedPredictions } from "./simulated-means.ts";
import { checkEntityId, entityNotFound, protectedInputs, visibleEntity } from "./single-entity.ts";

/**
 * What every model predicts for one customer before and after a change. The customer is looked up with the person's
 * own rights; the protected inputs that the models need beside leave the tools only inside the predictions. Throws as
 * `leverOfChange` and the look-up of an id do.
 */
export async function simulateForOne(
  deps: ToolDeps,
  facts: RunFacts,
  asked: { readonly id: string; readonly change: LeverChange },
  signal: AbortSignal | undefined,
): Promise<EvidenceDraft> {
  const startedMs = deps.clock.monotonicMs();
  const { domain } = deps;
  const { id, change } = asked;
  checkEntityId(domain, id);
  const column = leverOfChange(domain, change);
  const lookups = createLookups(deps, signal);
  const visible = await visibleEntity(deps, id, lookups);
  if (!visible) throw entityNotFound(domain, id);
  const [hidden, seen, carried, truths, models] = await Promise.all([
    protectedInputs(deps, id, signal),
    facts.seenRange(column),
    typicalCarried(domain, facts, column),
    facts.leverTruth(),
    Promise.all(domain.models.map((spec) => deps.loadModel(spec.name))),
  ]);
  const before: InputRow = { ...visible, ...hidden };
  const truth = toldTruth(truths.filter(({ lever }) => lever === column.name));
  const [after = before] = applyChange(column, change, [before], carried ? [carried] : []);
  return {
    tool: "simulate_change",
    title: `What the models predict for ${id} after ${describeChange(column, change)}`,
    input: { customer_id: id, change },
    ...predictionsTable(domain, models, before, after),
    more: { values: valueTable(column, before, after, seen), ...truth.more },
    ...provenanceOf(lookups.results(), startedMs, deps.clock),
    notices: [
      ...noticesOf(domain, column, id, { isMoved: after !== before, carries: carried !== null }),
      ...truth.notices,
    ],
  };
}

/** The carried columns at the median of those who have set the lever; null where it carries none. */
async function typicalCarried(domain: Domain, facts: RunFacts, column: Column): Promise<InputRow | null> {
  const names = carriedColumns(column);
  if (names.length === 0) return null;
  const quantiles = (await quantilesAfterSetting(domain, facts)).get(column.name);
  return Object.fromEntries(names.map((name) => [name, quantiles?.get(name)?.q2 ?? null]));
}

/** One row a model; `lower` and `upper` are the published interval of the prediction before, `lower_after` and `upper_after` that of the one after. */
function predictionsTable(
  domain: Domain,
  models: readonly ServedModel[],
  before: InputRow,
  after: InputRow,
): EvidenceTable {
  return tableFrom(
    {
      model: "varchar",
      prediction: "varchar",
      prediction_before: "double",
      lower: "double",
      upper: "double",
      prediction_after: "double",
      lower_after: "double",
      upper_after: "double",
      change: "double",
    },
    models.map((model): SqlValue[] => {
      const { spec } = model;
      const published = publishedPredictions(model, [before]);
      const [then = Number.NaN] = predictAfter(domain, model, [before], [after], published);
      const [now = Number.NaN] = published;
      const ends = intervalsAround(domain, model, [after], Float64Array.of(then));
      const bound = (name: string | null) => (name === null ? null : (before[name] ?? null));
      return [
        spec.name,
        spec.prediction,
        now,
        bound(spec.lower),
        bound(spec.upper),
        then,
        ends?.lower[0] ?? null,
        ends?.upper[0] ?? null,
        then - now,
      ];
    }),
  );
}

/** The lever's value now and then, and whether the new one lies outside of what the models have seen enough of. */
function valueTable(column: Column, before: InputRow, after: InputRow, seen: SeenRange | null): EvidenceTable {
  const then = after[column.name];
  const isOutside = seen && typeof then === "number" ? then < seen.low || then > seen.high : null;
  const type = column.type === "string" ? "varchar" : "double";
  return tableFrom(
    {
      lever: "varchar",
      value_now: type,
      value_then: type,
      seen_low: "double",
      seen_high: "double",
      is_outside_seen: "boolean",
    },
    [[column.name, before[column.name] ?? null, then ?? null, seen?.low ?? null, seen?.high ?? null, isOutside]],
  );
}

function noticesOf(
  domain: Domain,
  column: Column,
  id: string,
  { isMoved, carries }: { readonly isMoved: boolean; readonly carries: boolean },
): string[] {
  if (!isMoved) return [`The change leaves ${id} as the ${domain.entity.singular} is: ${column.name} does not move.`];
  return carries
    ? [
        `Changing ${column.name} also sets ${carriedColumns(column).join(" and ")}, to the median of those who have that value.`,
      ]
    : [];
}
