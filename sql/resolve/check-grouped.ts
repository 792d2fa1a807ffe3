import { refuse } from "../refuse.ts";
import { findFunction } from "../functions/find-function.ts";
import { printExpression } from "../print/print-expression.ts";
import { athena } from "../print/athena.ts";
import type { Expression, Query, Select } from "../syntax/tree.ts";
import { childrenOf, groupingKeys } from "../syntax/walk.ts";

/**
 * Throws `SQL_REFUSED` when a grouped SELECT shows a column that is neither a key nor inside an aggregate: it has
 * no one value in a group.
 */
export function checkGrouped(select: Select, query: Query | null): void {
  const keys = new Set(groupingKeys(select.groupBy).map(identify));
  for (const item of select.items) if (item.kind === "expression") check(item.expression, keys);
  if (select.having) check(select.having, keys);
  if (query) for (const item of query.orderBy) check(item.expression, keys);
}

function check(node: Expression, keys: ReadonlySet<string>): void {
  if (keys.has(identify(node))) return;
  if (node.kind === "call" && node.name === "grouping" && !node.args.every((key) => keys.has(identify(key)))) {
    throw refuse("grouping names something that is not in GROUP BY.", "Give it columns that the query groups by.");
  }
  if (node.kind === "call" && !node.over && findFunction(node.name).kind === "aggregate") return;
  if (node.kind === "column" && node.source && !node.source.isOuter) {
    throw refuse(
      `The column ${node.path.join(".")} is neither grouped by nor inside an aggregate.`,
      "Add it to GROUP BY, or put it into an aggregate such as avg or max.",
    );
  }
  for (const child of childrenOf(node)) check(child, keys);
}

/** The same text for the same expression, however its columns are qualified. */
export function identify(node: Expression): string {
  return printExpression(node, {
    ...athena,
    column: (column) =>
      column.source ? `${column.source.relation.name}.${column.source.column.name}` : column.path.join("."),
  });
}
