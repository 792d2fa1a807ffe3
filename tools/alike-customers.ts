import { fitPlausibility, plausibility, type FeatureSpec, type PlausibilityReference } from "#ml";

import type { ToolDeps } from "./deps.ts";
import { drawSample } from "./population-sample.ts";
import { encodeRows, type InputRow } from "./served-model.ts";

/** Real customers that a changed one is compared with. */
export type AlikeCustomers = {
  readonly reference: PlausibilityReference;
  readonly features: readonly FeatureSpec[];
};

/** Customers drawn: shares are told to about a percent. */
const customersDrawn = 2_000;

/** How many nearest customers a distance is the mean of. */
const neighbours = 10;

/** Draws the customers that changed ones are compared with, once for a run; their rows stay inside. */
export async function drawAlikeCustomers(deps: ToolDeps, features: readonly FeatureSpec[]): Promise<AlikeCustomers> {
  const { rows } = await drawSample(deps, undefined, customersDrawn, undefined);
  const matrix = encodeRows(deps.domain, features, rows);
  return { features, reference: fitPlausibility({ matrix, sampleSize: rows.length, neighbours, seed: 1 }) };
}

/** How much like real customers a customer would be after a change. */
export type Likeness = {
  /** Share of real customers who are at least as far from those most like them: near 0 there is nobody like this. */
  readonly shareAsUnusual: number;
  /**
   * Of the tenth of all customers who are most alike otherwise, the share who are at least as far out as the new value
   * of `column`; null where the change does not touch it.
   */
  readonly shareAsExtreme: (column: string) => number | null;
};

/** Compares a customer after a change with real ones. */
export function likenessOf(deps: ToolDeps, alike: AlikeCustomers, before: InputRow, after: InputRow): Likeness {
  const { columns } = encodeRows(deps.domain, alike.features, [before, after]);
  // A row of its own behind the sampled ones: the customer is none of them.
  const own = alike.reference.rows.length;
  const placed = columns.map((column) => {
    const longer = new Float32Array(own + 1);
    longer[own] = column[0]!;
    return longer;
  });
  const found = plausibility({
    reference: alike.reference,
    matrix: { features: alike.features, columns: placed, rows: own + 1 },
    row: own,
    candidate: columns.map((column) => column[1]!),
  });
  return {
    shareAsUnusual: found.shareAtLeastAsFar,
    shareAsExtreme: (column) => found.changes.find(({ feature }) => feature === column)?.shareAtLeastAsExtreme ?? null,
  };
}
