import { primaryModel } from "#knowledge";
import type { Review } from "#pipeline";

import type { ReviewItem } from "../operations/review-operations.ts";
import type { ResultsDeps } from "./create-results.ts";

/** Rows of the queue that are read; the pipeline picks fewer. */
const mostRows = 1_000;
/** Columns of every domain's queue that say why a row is in it. */
const reasonColumn = "qa_reason";

/** What the run picked for people to look at, with what they have said since; read with a steward's rights. */
export async function readReviewQueue(
  { domain, dataset, queryFor }: ResultsDeps,
  reviews: readonly Review[],
  signal: AbortSignal,
): Promise<readonly ReviewItem[]> {
  const spec = primaryModel(domain);
  const { databases, entity, review } = domain;
  const target = domain.tables
    .find((table) => table.name === review.table && table.database === databases.qa)
    ?.columns.find((column) => column.role === "target");
  const result = await queryFor({ id: "review", role: "steward" })({
    sql: `SELECT ${entity.column}, ${reasonColumn}, ${spec.prediction}, ${target?.name ?? "CAST(NULL AS double)"} AS actual FROM ${databases.qa}.${review.table}`,
    role: "steward",
    maxRows: mostRows,
    signal,
  });
  const said = new Map(
    reviews
      .filter(({ model, snapshotDate }) => model === spec.name && snapshotDate === dataset.snapshotDate)
      .map((one) => [one.customerId, one]),
  );
  return result.rows.map(([customer, reason, prediction, actual]) => {
    const word = said.get(String(customer));
    return {
      customer: String(customer),
      model: spec.name,
      label: spec.label,
      reason: String(reason),
      prediction: Number(prediction),
      actual: typeof actual === "number" ? actual : null,
      review: word
        ? { status: word.status, notes: word.notes, value: word.value, reviewer: word.reviewer, at: word.recordedAt }
        : null,
    };
  });
}
