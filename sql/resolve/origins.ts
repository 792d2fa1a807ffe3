import type { Expression } from "../syntax/tree.ts";
import { walk } from "../syntax/walk.ts";

/** The tables' columns that an expression's values are made from, as table.column, its subqueries' included. */
export function originsOf(expression: Expression): readonly string[] {
  const origins = new Set<string>();
  for (const node of walk(expression)) {
    for (const column of columnsBehind(node)) for (const origin of column.origins) origins.add(origin);
  }
  return [...origins];
}

function columnsBehind(node: Expression): readonly { readonly origins: readonly string[] }[] {
  switch (node.kind) {
    case "column":
      return node.source ? [node.source.column] : [];
    case "in-query":
    case "exists":
    case "scalar-query":
      return node.result?.columns ?? [];
    default:
      return [];
  }
}
