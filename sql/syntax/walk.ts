import type { Expression, Grouping, Query, Select } from "./tree.ts";

/** The expressions directly inside one, without those of its subqueries. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "binary":
      return [node.left, node.right];
    case "negate":
    case "not":
    case "is-null":
    case "in-query":
    case "cast":
    case "extract":
      return [node.operand];
    case "between":
      return [node.operand, node.low, node.high];
    case "in-list":
      return [node.operand, ...node.items];
    case "like":
      return node.escape ? [node.operand, node.pattern, node.escape] : [node.operand, node.pattern];
    case "case":
      return [
        ...(node.operand ? [node.operand] : []),
        ...node.branches.flatMap((branch) => [branch.when, branch.result]),
        ...(node.otherwise ? [node.otherwise] : []),
      ];
    case "array":
    case "row":
      return node.items;
    case "subscript":
      return [node.operand, node.index];
    case "lambda":
      return [node.body];
    case "call":
      return [
        ...node.args,
        ...node.orderBy.map((item) => item.expression),
        ...(node.filter ? [node.filter] : []),
        ...(node.over ? [...node.over.partitionBy, ...node.over.orderBy.map((item) => item.expression)] : []),
      ];
    default:
      return [];
  }
}

/** The expression and all inside it, outermost first, without those of its subqueries. */
export function* walk(node: Expression): Generator<Expression> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

export function groupingKeys(groupBy: readonly Grouping[]): readonly Expression[] {
  return groupBy.flatMap((grouping) => (grouping.kind === "sets" ? grouping.sets.flat() : grouping.keys));
}

/** Every expression of a SELECT block itself: not of its subqueries in FROM, but its join conditions. */
export function* blockExpressions(select: Select, query: Query | null): Generator<Expression> {
  for (const item of select.items) if (item.kind === "expression") yield item.expression;
  yield* joinConditions(select.from);
  if (select.where) yield select.where;
  yield* groupingKeys(select.groupBy);
  if (select.having) yield select.having;
  if (query) for (const item of query.orderBy) yield item.expression;
}

function* joinConditions(from: Select["from"]): Generator<Expression> {
  if (from?.kind === "unnest") yield* from.items;
  if (from?.kind !== "join") return;
  yield* joinConditions(from.left);
  yield* joinConditions(from.right);
  if (from.on) yield from.on;
}
