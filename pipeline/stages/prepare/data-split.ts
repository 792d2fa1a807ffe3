/** Percent of the customers that no model is trained on. */
const testPercent = 20;

/**
 * SQL of the split a customer is in. It hangs on nothing but the id, so a customer stays in it from run to run;
 * MD5 rather than DuckDB's own hash, which may change with its version.
 */
export function dataSplitSql(id: string): string {
  return `CASE WHEN md5_number_lower(${id}) % 100 < ${testPercent} THEN 'test' ELSE 'train' END`;
}
