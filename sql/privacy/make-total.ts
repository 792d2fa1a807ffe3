import { refuseForPrivacy } from "../refuse.ts";
import { findFunction } from "../functions/find-function.ts";
import type { Expression } from "../syntax/tree.ts";
import { isFloating } from "../syntax/types.ts";
import { walk } from "../syntax/walk.ts";

/**
 * Makes expressions over protected rows unable to fail: an error that comes for some values only would tell one
 * bit of a person. Divisions and casts give NULL instead; what cannot be made total is refused.
 */
export function makeTotal(expressions: readonly Expression[]): void {
  for (const expression of expressions) {
    for (const node of walk(expression)) {
      if (
        node.kind === "binary" &&
        (node.operator === "/" || node.operator === "%") &&
        !(node.type && isFloating(node.type)) &&
        !isNonZero(node.right)
      ) {
        node.safe = true;
      } else if (
        node.kind === "cast" &&
        node.target.kind !== "varchar" &&
        node.target.kind !== "double"
      ) {
        node.safe = true;
      } else if (node.kind === "cast" && node.operand.type?.kind === "varchar") {
        node.safe = true;
      } else if (node.kind === "subscript") {
        throw refuseForPrivacy(
          "The query takes an array's element by [n] beside a protected column.",
          "Use element_at(array, n).",
        );
      } else if (node.kind === "call" && findFunction(node.name).mayFail) {
        throw refuseForPrivacy(
          `${node.name} may fail for some rows, and stands beside a protected column.`,
          "Use it in a query without the protected column, or try_cast and CASE instead.",
        );
      }
    }
  }
}

/** A literal that is not zero. */
function isNonZero(node: Expression): boolean {
  return (node.kind === "integer" || node.kind === "decimal") && Number(node.text) !== 0;
}
