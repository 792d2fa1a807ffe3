/** A string as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Joins the conditions that are there into one WHERE clause; empty without any. */
export function whereClause(...conditions: readonly (string | null | undefined)[]): string {
  const given = conditions.filter((condition) => condition);
  return given.length === 0 ? "" : ` WHERE ${given.map((condition) => `(${condition})`).join(" AND ")}`;
}
