import { refuseForPrivacy } from "../refuse.ts";
import { findFunction } from "../functions/find-function.ts";
import { taintOf } from "../resolve/resolve-from.ts";
import type { Block } from "../resolve/resolve-select.ts";
import type { Check } from "../resolve/scope.ts";
import type { Call, Expression } from "../syntax/tree.ts";
import { blockExpressions, walk } from "../syntax/walk.ts";
import { guardedCondition, isConstant, onlyBranch } from "./conditional-aggregates.ts";

/**
 * Throws `PRIVACY_REFUSED` for aggregates that give one person's value out of a group (min, max, max_by,
 * array_agg …) or can be weighted until they do.
 */
export function checkMeasures(block: Block, check: Check): void {
  const readsWritten = block.relations.some((relation) => relation.isWritten);
  for (const expression of blockExpressions(block.select, block.query)) {
    for (const node of walk(expression)) {
      // A window over groups sees only groups that are given out.
      if (node.kind !== "call" || node.over || findFunction(node.name).kind !== "aggregate")
        continue;
      checkMeasure(node, check);
      if (readsWritten && node.args.some((argument) => taintOf(argument).isProtected)) {
        throw refuseForPrivacy(
          `${node.name} measures a protected column while rows are repeated by VALUES or UNNEST.`,
          "Aggregate the protected column without them.",
        );
      }
    }
  }
}

function checkMeasure(call: Call, check: Check): void {
  if (findFunction(call.name).picksValues) {
    throw refuseForPrivacy(
      `${call.name} gives single rows' values out of groups that a protected column takes part in.`,
      "Use count, sum, avg, stddev or approx_percentile.",
    );
  }
  const [first] = call.args;
  if (!call.args.some((argument) => taintOf(argument).isProtected)) return;
  if (call.name === "min" || call.name === "max") {
    throw refuseForPrivacy(
      `${call.name} of a protected column is one person's value.`,
      `Use approx_percentile(x, ${call.name === "min" ? "0.01" : "0.99"}).`,
    );
  }
  if (call.name === "approx_percentile") checkPercentile(call);
  if (call.name === "bool_and" || call.name === "bool_or") {
    throw refuseForPrivacy(
      `${call.name} of a protected column tells of single persons.`,
      "Use count_if(…), or avg of a CASE.",
    );
  }
  if (call.name === "count_if") return;
  if (guardedCondition(call) !== null && first && onlyBranch(first)) {
    const then = onlyBranch(first)?.then;
    if (then && (isConstant(then) || isCount(call) || isPlainMeasure(then, check))) return;
  }
  if (isCount(call) && call.args.every((argument) => argument.kind === "column")) return;
  for (const argument of call.args) {
    if (
      taintOf(argument).isProtected
        ? isPlainMeasure(argument, check)
        : isBaseColumn(argument) || isConstant(argument) || isShares(call, argument)
    )
      continue;
    throw refuseForPrivacy(
      `${call.name} takes a protected column in a form that can single out a person.`,
      "Take the column itself, times or plus constants; put conditions into FILTER (WHERE …) and other columns into GROUP BY.",
    );
  }
}

function isCount(call: Call): boolean {
  return call.name === "count" || call.name === "approx_distinct";
}

/** A percentile's shares have been checked to be literals. */
function isShares(call: Call, argument: Expression): boolean {
  return call.name === "approx_percentile" && argument.kind === "array";
}

function isBaseColumn(argument: Expression): boolean {
  return argument.kind === "column" && argument.source?.column.isBase === true;
}

/**
 * A column, or a sum, product or rounding of it with constants; its square for a second moment. Where every
 * column is protected (viewer), sums and products of columns are measures too.
 */
function isPlainMeasure(node: Expression, check: Check): boolean {
  const isMeasure = (part: Expression) => isPlainMeasure(part, check);
  switch (node.kind) {
    case "column":
      return node.source?.column.isIdentity !== true;
    case "negate":
    case "cast":
      return isMeasure(node.operand);
    case "binary":
      if (!["+", "-", "*", "/"].includes(node.operator)) return false;
      if (isConstant(node.left) || isConstant(node.right))
        return [node.left, node.right].every((side) => isConstant(side) || isMeasure(side));
      return (
        check.privacy.rights.sees === "groups" &&
        node.left.kind === "column" &&
        node.right.kind === "column"
      );
    case "call":
      return (
        ["round", "floor", "ceil", "abs", "coalesce"].includes(node.name) &&
        node.args.every((argument) => isConstant(argument) || isMeasure(argument))
      );
    default:
      return false;
  }
}

function checkPercentile(call: Call): void {
  const [, percentile] = call.args;
  const shares = percentile?.kind === "array" ? percentile.items : percentile ? [percentile] : [];
  const isInside = (share: Expression) =>
    "text" in share && Number(share.text) >= 0.01 && Number(share.text) <= 0.99;
  if (!shares.every(isInside)) {
    throw refuseForPrivacy(
      "A percentile of a protected column is nearer to its end than 1 %.",
      "Use shares from 0.01 to 0.99.",
    );
  }
}
