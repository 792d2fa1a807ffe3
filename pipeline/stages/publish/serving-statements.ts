/** Statements run in the serving database, so that it understands the analyst's dialect. */
export function servingStatements(): readonly string[] {
  return [];
}
