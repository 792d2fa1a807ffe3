import type { TruthBase } from "./open-truth.ts";
import type { TruthRow } from "./truth-source.ts";

/**
 * A single customer's contributions to a model's prediction, the largest first: `name`, `value`, `size` (its absolute),
 * `rank` and `direction`. What is not shown to an analyst one by one is left out.
 */
export async function reasonRows(
  base: TruthBase,
  { customer, model }: { readonly customer: string; readonly model: string },
): Promise<readonly TruthRow[]> {
  const { databases, entity } = base.domain;
  const rows = await base.rows(
    `SELECT feature AS name, contribution AS value FROM ${databases.predictions}.explanations
     WHERE ${entity.column} = '${customer.replaceAll("'", "''")}' AND model = '${model}' AND feature <> 'protected_attributes'
     ORDER BY abs(contribution) DESC, feature`,
  );
  return rows.map((row, index) => ({
    ...row,
    size: Math.abs(Number(row["value"])),
    rank: index + 1,
    direction: Number(row["value"]) < 0 ? "negative" : "positive",
  }));
}
