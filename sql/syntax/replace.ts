import type { Expression } from "./tree.ts";

/** A copy of the expression in which `change` has been applied to every node, outermost first; what it changes is not entered. */
export function replaceDeep(node: Expression, change: (node: Expression) => Expression): Expression {
  const changed = change(node);
  if (changed !== node) return changed;
  const deep = (child: Expression) => replaceDeep(child, change);
  switch (node.kind) {
    case "binary":
      return { ...node, left: deep(node.left), right: deep(node.right) };
    case "negate":
    case "not":
    case "is-null":
    case "in-query":
    case "cast":
    case "extract":
      return { ...node, operand: deep(node.operand) };
    case "between":
      return { ...node, operand: deep(node.operand), low: deep(node.low), high: deep(node.high) };
    case "in-list":
      return { ...node, operand: deep(node.operand), items: node.items.map(deep) };
    case "like":
      return {
        ...node,
        operand: deep(node.operand),
        pattern: deep(node.pattern),
        escape: node.escape && deep(node.escape),
      };
    case "case":
      return {
        ...node,
        operand: node.operand && deep(node.operand),
        branches: node.branches.map((branch) => ({
          when: deep(branch.when),
          result: deep(branch.result),
        })),
        otherwise: node.otherwise && deep(node.otherwise),
      };
    case "array":
    case "row":
      return { ...node, items: node.items.map(deep) };
    case "subscript":
      return { ...node, operand: deep(node.operand), index: deep(node.index) };
    case "lambda":
      return { ...node, body: deep(node.body) };
    case "call":
      return {
        ...node,
        args: node.args.map(deep),
        orderBy: node.orderBy.map((item) => ({ ...item, expression: deep(item.expression) })),
        filter: node.filter && deep(node.filter),
        over: node.over && {
          ...node.over,
          partitionBy: node.over.partitionBy.map(deep),
          orderBy: node.over.orderBy.map((item) => ({
            ...item,
            expression: deep(item.expression),
          })),
        },
      };
    default:
      return node;
  }
}
