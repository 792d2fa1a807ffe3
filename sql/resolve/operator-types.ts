import { refuse } from "../refuse.ts";
import type { BinaryOperator } from "../syntax/tree.ts";
import {
  asDecimal,
  booleanType,
  commonType,
  decimalType,
  isNumeric,
  isTemporal,
  typeName,
  unknownType,
  varcharType,
  type SqlType,
} from "../syntax/types.ts";

/** The type of `left operator right` by Trino's rules. Throws `SQL_REFUSED` where there is none. */
export function binaryType(operator: BinaryOperator, left: SqlType, right: SqlType): SqlType {
  switch (operator) {
    case "and":
    case "or":
      for (const type of [left, right]) {
        if (type.kind !== "boolean" && type.kind !== "unknown") {
          throw refuse(`${operator.toUpperCase()} is given a ${typeName(type)}.`, "Write a condition on each side.");
        }
      }
      return booleanType;
    case "||":
      return concatenationType(left, right);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return arithmeticType(operator, left, right);
    default:
      expectComparable(left, right, operator);
      return booleanType;
  }
}

/** Throws `SQL_REFUSED` unless values of the two types can be compared. */
export function expectComparable(left: SqlType, right: SqlType, where: string): void {
  if (commonType(left, right)) return;
  const types = `${typeName(left)} with ${typeName(right)}`;
  const hint =
    isTemporal(left) || isTemporal(right)
      ? "Write the literal as DATE 'YYYY-MM-DD' or TIMESTAMP '…'."
      : left.kind === "boolean" || right.kind === "boolean"
        ? "Compare a boolean with true or false."
        : "CAST one side to the other's type.";
  throw refuse(`${where} compares ${types}.`, hint);
}

function concatenationType(left: SqlType, right: SqlType): SqlType {
  for (const type of [left, right]) {
    if (type.kind !== "varchar" && type.kind !== "unknown") {
      throw refuse(`|| is given a ${typeName(type)}.`, "CAST it to varchar first; for decimals use format('%.2f', x).");
    }
  }
  return varcharType;
}

function arithmeticType(operator: "+" | "-" | "*" | "/" | "%", left: SqlType, right: SqlType): SqlType {
  if (left.kind.startsWith("interval") || right.kind.startsWith("interval"))
    return momentArithmetic(operator, left, right);
  if (isTemporal(left) && isTemporal(right)) {
    throw refuse("The query subtracts one date from another.", "Use date_diff('day', earlier, later).");
  }
  for (const type of [left, right]) {
    if (!isNumeric(type) && type.kind !== "unknown") {
      throw refuse(`The operator ${operator} is given a ${typeName(type)}.`, hintForNumber(type));
    }
  }
  const common = commonType(left, right) ?? unknownType;
  return common.kind === "decimal" ? decimalArithmetic(operator, left, right) : common;
}

function hintForNumber(type: SqlType): string {
  if (type.kind === "boolean") return "Use CASE WHEN x THEN 1 ELSE 0 END, or count_if(x).";
  if (isTemporal(type)) return "Use date_add('day', n, x) or x + INTERVAL 'n' DAY.";
  return "CAST it to a number first.";
}

/** Precision and scale of decimal results (Trino's documentation, Decimal functions and operators). */
function decimalArithmetic(operator: "+" | "-" | "*" | "/" | "%", left: SqlType, right: SqlType): SqlType {
  const a = asDecimal(left);
  const b = asDecimal(right);
  const scale = Math.max(a.scale, b.scale);
  switch (operator) {
    case "+":
    case "-":
      return decimalType(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
    case "*":
      if (a.scale + b.scale > 38)
        throw refuse("A product of decimals has more than 38 decimals.", "CAST to double first.");
      return decimalType(a.precision + b.precision, a.scale + b.scale);
    case "/":
      return decimalType(a.precision + b.scale + Math.max(b.scale - a.scale, 0), scale);
    case "%":
      return decimalType(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
  }
}

/** Dates and timestamps move by intervals; a day moves by whole days only. */
function momentArithmetic(operator: string, left: SqlType, right: SqlType): SqlType {
  const [moment, interval] = isTemporal(left) ? [left, right] : [right, left];
  const isShift =
    isTemporal(moment) &&
    interval.kind.startsWith("interval") &&
    (operator === "+" || (operator === "-" && moment === left));
  if (!isShift) {
    throw refuse(
      `The operator ${operator} is given a ${typeName(left)} and a ${typeName(right)}.`,
      "An INTERVAL can be added to or taken from a date or a timestamp.",
    );
  }
  return moment;
}
