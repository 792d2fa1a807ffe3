import { findFunction } from "../functions/find-function.ts";
import { refuse } from "../refuse.ts";
import { limits } from "../syntax/limits.ts";
import type { Expression } from "../syntax/tree.ts";
import { childrenOf } from "../syntax/walk.ts";

/** Functions that have their arguments once in DuckDB's text. */
const plain: ReadonlySet<string> = new Set(
  `coalesce nullif if abs round floor ceil sign lower trim ltrim rtrim length concat replace strpos cardinality year
  quarter month week day date_trunc date_add date_diff date_format power`.split(/\s+/),
);

/**
 * How many nodes an expression has once DuckDB has pasted every macro's arguments as often as the macro names them:
 * a nest of macros doubles or worse at each step, and would keep the engine busy before the query has begun.
 * The children's sizes have been written. Throws `SQL_REFUSED` past the limit.
 */
export function expandedSize(node: Expression): number {
  const size = childrenOf(node).reduce((sum, child) => sum + factorOf(node, child) * (child.size ?? 1), 1);
  if (size <= limits.expandedSize) return size;
  throw refuse("Functions or divisions are nested too deep in one another.", "Compute the inner ones in a WITH query.");
}

function factorOf(node: Expression, child: Expression): number {
  if (node.kind === "call") return findFunction(node.name).kind !== "scalar" || plain.has(node.name) ? 1 : 4;
  if (node.kind === "cast" || node.kind === "subscript") return 2;
  if (node.kind !== "binary") return 1;
  if (node.operator === "/" || node.operator === "%") return child === node.right ? 2 : 1;
  return node.left.type?.kind === "double" || node.right.type?.kind === "double"
    ? isArithmetic(node.operator)
      ? 1
      : 2
    : 1;
}

function isArithmetic(operator: string): boolean {
  return operator === "+" || operator === "-" || operator === "*";
}
