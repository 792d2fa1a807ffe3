import type { Role } from "#core";
import type { ModelSpec } from "#knowledge";
import type { RunQuery } from "#sql";

import type { EvidenceTable } from "#tools";

/**
 * What was predicted beside what came to be on the test split, in ten bins of equal size by the prediction:
 * mean_prediction, mean_actual, customers; the lowest bin first.
 */
export async function readCalibration(
  runQuery: RunQuery,
  spec: ModelSpec,
  { table, role, signal }: { readonly table: string; readonly role: Role; readonly signal: AbortSignal },
): Promise<EvidenceTable> {
  const actual = spec.kind === "classification" ? `CAST(${spec.actual} AS double)` : spec.actual;
  const { columns, rows, rowCount, truncated } = await runQuery({
    sql: `WITH binned AS (SELECT ${spec.prediction} AS predicted, ${actual} AS actual, ntile(10) OVER (ORDER BY ${spec.prediction}) AS bin FROM ${table} WHERE data_split = 'test') SELECT avg(predicted) AS mean_prediction, avg(actual) AS mean_actual, count(*) AS customers FROM binned GROUP BY bin ORDER BY mean_prediction`,
    role,
    signal,
  });
  return { columns, rows, rowCount, truncated };
}
