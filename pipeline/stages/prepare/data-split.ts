/** Percent of the customers that no model is trained on. */
const testPercent = 20;

/** Percent of the training customers that end the training and set thresholds, and grow no tree. */
const validationPercent = 15;

/**
 * SQL of the split a customer is in. It hangs on nothing but the id, so a customer stays in it from run to run;
 * MD5 rather than DuckDB's own hash, which may change with its version.
 */
export function dataSplitSql(id: string): string {
  return `CASE WHEN md5_number_lower(${id}) % 100 < ${testPercent} THEN 'test' ELSE 'train' END`;
}

/** SQL that is true for the training customers held back for validation; independent of the split. */
export function isValidationSql(id: string): string {
  return `md5_number_upper(${id}) % 100 < ${validationPercent}`;
}
