import { findFunction } from "../functions/find-function.ts";
import type { Call, Expression } from "../syntax/tree.ts";

/** Functions that keep many persons' values many: none can be turned into "one for this value, zero for the rest". */
const smooth: ReadonlySet<string> = new Set(
  "round floor ceil truncate abs coalesce date_diff year quarter month week day length".split(" "),
);
const rankings: ReadonlySet<string> = new Set("ntile rank dense_rank row_number percent_rank cume_dist".split(" "));

/**
 * Whether an expression may be aggregated beside a protected column: a column, or what sums, products, roundings
 * and the like make of columns. Conditions are not measures: through them an aggregate sees only some of a group,
 * down to one person. A table's boolean column is the exception, since its two values are shared by many.
 */
export function isMeasure(node: Expression): boolean {
  switch (node.kind) {
    case "column":
      return node.source?.column.isMeasure ?? false;
    case "negate":
    case "cast":
      return isMeasure(node.operand);
    case "binary":
      if (node.operator === "/") return isMeasure(node.left) && isDivisor(node.right);
      return ["+", "-", "*"].includes(node.operator) && isMeasure(node.left) && isMeasure(node.right);
    case "case":
      return (
        node.operand === null &&
        node.branches.every((branch) => isSharedCondition(branch.when) && isMeasure(branch.result)) &&
        (node.otherwise === null || isMeasure(node.otherwise))
      );
    case "call":
      return isMeasureCall(node);
    default:
      return isConstant(node);
  }
}

/** A literal. */
export function isConstant(node: Expression | null): boolean {
  if (node === null) return true;
  if (node.kind === "negate") return isConstant(node.operand);
  return ["null", "integer", "decimal", "double", "string", "boolean"].includes(node.kind);
}

/** `churned`, `NOT churned`, `churned = true`: a table's own boolean column. */
export function isSharedCondition(node: Expression): boolean {
  if (node.kind === "not") return isSharedCondition(node.operand);
  if (node.kind === "binary" && node.operator === "=" && node.right.kind === "boolean")
    return isSharedCondition(node.left);
  const column = node.kind === "column" ? node.source?.column : undefined;
  return column !== undefined && column.isBase && column.type.kind === "boolean" && !column.isProtected;
}

/** Dividing by a difference of columns and constants can blow one person's value up over all others'. */
function isDivisor(node: Expression): boolean {
  if (isConstant(node)) return true;
  if (node.kind === "cast") return isDivisor(node.operand);
  if (node.kind === "call" && node.name === "nullif") {
    const [value, zero] = node.args;
    return (
      value?.kind === "column" && isMeasure(value) && zero !== undefined && "text" in zero && Number(zero.text) === 0
    );
  }
  return node.kind === "column" && isMeasure(node);
}

function isMeasureCall(call: Call): boolean {
  const { name, args } = call;
  if (name === "if") {
    const [when, ...results] = args;
    return when !== undefined && isSharedCondition(when) && results.every(isMeasure);
  }
  if (name === "power") {
    const [base, exponent] = args;
    return (
      base !== undefined &&
      isMeasure(base) &&
      exponent !== undefined &&
      "text" in exponent &&
      ["2", "3"].includes(exponent.text)
    );
  }
  if (call.over && rankings.has(name)) return true;
  const isAggregate = findFunction(name).kind === "aggregate";
  return (smooth.has(name) || (isAggregate && call.filter === null && name !== "count_if")) && args.every(isMeasure);
}
