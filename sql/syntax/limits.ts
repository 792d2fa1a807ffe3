/**
 * What a query may cost before and while it is read. All are far above what an analyst writes, and low enough
 * that the worst query inside them is read in milliseconds.
 */
export const limits = {
  /** UTF-16 units of the text. */
  textLength: 16_384,
  tokens: 4_000,
  /** Open brackets, subqueries, CASEs and chained prefixes within each other. */
  depth: 40,
  /** Tables named, each time they are named. */
  tableReferences: 12,
  setBranches: 16,
  inListItems: 1_000,
  valuesRows: 1_000,
  /** Columns that one SELECT gives. */
  selectItems: 400,
  /** Nodes of an expression with every macro written out. */
  expandedSize: 20_000,
  regularExpressionLength: 200,
  /** Elements that a row generator (sequence, repeat) may make for one row. */
  generatedElements: 10_000,
} as const;
