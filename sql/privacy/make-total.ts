import { findFunction } from "../functions/find-function.ts";
import { refuseForPrivacy } from "../refuse.ts";
import type { Call, Expression } from "../syntax/tree.ts";
import { isFloating, isInteger, isNumeric, type SqlType } from "../syntax/types.ts";
import { walk } from "../syntax/walk.ts";
import { isConstant } from "./measure.ts";

/** Numbers written into a query stay between these, and products short, so that no sum or square leaves a double. */
const largestLiteral = 1e9;
const smallestLiteral = 1e-9;
const mostProducts = 4;

/**
 * Makes expressions over protected rows unable to fail: an error that comes for some values only would tell one
 * bit of a person. Divisions, casts and overflows give NULL instead; what cannot be made total is refused.
 */
export function makeTotal(expressions: readonly Expression[]): void {
  for (const expression of expressions) {
    let products = 0;
    for (const node of walk(expression)) {
      if (node.kind === "binary" && node.operator === "*") products++;
      makeNodeTotal(node);
    }
    if (products > mostProducts) {
      throw refuseForPrivacy(
        "An expression beside a protected column has many products.",
        `Use at most ${mostProducts}.`,
      );
    }
  }
}

function makeNodeTotal(node: Expression): void {
  switch (node.kind) {
    case "binary":
      makeBinaryTotal(node);
      return;
    case "cast":
      if (node.target.kind !== "varchar" && (node.target.kind !== "double" || node.operand.type?.kind === "varchar"))
        node.safe = true;
      return;
    case "integer":
    case "decimal":
    case "double":
      assertModerate(node.text);
      return;
    case "subscript":
      throw refuseForPrivacy(
        "The query takes an array's element by [n] beside a protected column.",
        "Use element_at(array, n).",
      );
    case "call":
      makeCallTotal(node, node.type);
      return;
    default:
  }
}

function makeBinaryTotal(node: Extract<Expression, { kind: "binary" }>): void {
  const { operator, type } = node;
  if (type === undefined || !isNumeric(type) || !["+", "-", "*", "/", "%"].includes(operator)) return;
  const isDivision = operator === "/" || operator === "%";
  if (isDivision && isNonZero(node.right)) return;
  if (!isFloating(type)) node.safe = true;
  // An infinity would make the statistics over it fail.
  else if (isDivision) node.right = nullWhereZero(node.right);
}

function makeCallTotal(call: Call, type: SqlType | undefined): void {
  if (call.name === "sum" && type && isInteger(type) && call.args[0]?.kind !== "column") call.safe = true;
  const [first, ...others] = call.args;
  const isFixed = first !== undefined && others.every(isFixedArgument) && (call.name !== "mod" || isNonZero(others[0]));
  const dependsOnText = ["date", "from_iso8601_date", "date_parse", "map"].includes(call.name);
  if (findFunction(call.name).mayFail && (!isFixed || dependsOnText)) {
    throw refuseForPrivacy(
      `${call.name} may fail for some rows, and stands beside a protected column.`,
      "Write its other arguments as literals, or use try_cast and CASE instead.",
    );
  }
  if (call.name === "date_add" && !isConstant(call.args[1] ?? null)) {
    throw refuseForPrivacy(
      "date_add takes a column beside a protected column.",
      "Write the number of units as a literal.",
    );
  }
}

function isFixedArgument(argument: Expression): boolean {
  return argument.kind === "array" ? argument.items.every(isConstant) : isConstant(argument);
}

function assertModerate(text: string): void {
  const size = Math.abs(Number(text));
  if (size === 0 || (size >= smallestLiteral && size <= largestLiteral)) return;
  throw refuseForPrivacy(
    `The number ${text.slice(0, 40)} stands beside a protected column.`,
    "Use numbers from 1E-9 to 1E9.",
  );
}

function nullWhereZero(divisor: Expression): Expression {
  if (divisor.kind === "call" && (divisor.name === "nullif" || divisor.name === "count")) return divisor;
  return {
    kind: "call",
    name: "nullif",
    args: [divisor, { kind: "integer", text: "0", type: { kind: "integer" } }],
    star: false,
    distinct: false,
    ignoreNulls: false,
    orderBy: [],
    filter: null,
    over: null,
    type: divisor.type,
  };
}

/** A literal that is not zero. */
function isNonZero(node: Expression | undefined): boolean {
  return node !== undefined && "text" in node && node.kind !== "string" && Number(node.text) !== 0;
}
