import { refuse } from "../refuse.ts";
import { momentParts } from "../functions/dates.ts";
import type { Binary, Expression } from "../syntax/tree.ts";
import {
  arrayOf,
  bigintType,
  booleanType,
  commonType,
  decimalType,
  doubleType,
  integerType,
  isNumeric,
  isTemporal,
  typeName,
  unknownType,
  varcharType,
  type SqlType,
} from "../syntax/types.ts";
import { walk } from "../syntax/walk.ts";
import { binaryType, expectComparable } from "./operator-types.ts";
import { expandedSize } from "./expanded-size.ts";
import { resolveCall } from "./resolve-call.ts";
import { checkCast } from "./cast-types.ts";
import { resolveQuery } from "./resolve-query.ts";
import { emptyScope, findColumn, type Scope } from "./scope.ts";

/** Which calls may stand in an expression: aggregates and windows have their places. */
export type Place = "row" | "group";

/**
 * Finds every column and gives every node its type. Throws `SQL_REFUSED` where a name means nothing or types do
 * not go together; Trino would fail there too, DuckDB would often guess.
 */
export function resolveExpression(node: Expression, scope: Scope, place: Place): SqlType {
  node.type = typeOf(node, scope, place);
  node.size = expandedSize(node);
  return node.type;
}

function typeOf(node: Expression, scope: Scope, place: Place): SqlType {
  if (node.kind === "column") return resolveColumn(node, scope);
  if (node.kind === "call") return resolveCall(node, scope, place);
  const resolve = (child: Expression) => resolveExpression(child, scope, place);
  switch (node.kind) {
    case "binary": {
      checkWholeDays(node, resolve);
      const type = binaryType(node.operator, node.left.type ?? unknownType, node.right.type ?? unknownType);
      if (node.operator === "/" && type.kind === "decimal" && type.scale < 4) {
        scope.check.notices.add(
          `A division of decimals keeps ${type.scale} decimals only; write 1E0 for 1.0, or CAST to double, for all of them.`,
        );
      }
      return type;
    }
    case "negate":
      return expectNumber(resolve(node.operand), "the sign −");
    case "not":
      return expectBoolean(resolve(node.operand), "NOT");
    case "between":
      expectComparable(resolve(node.operand), resolve(node.low), "BETWEEN");
      expectComparable(node.operand.type ?? unknownType, resolve(node.high), "BETWEEN");
      return booleanType;
    case "in-list": {
      const type = resolve(node.operand);
      for (const item of node.items) expectComparable(type, resolve(item), "IN");
      return booleanType;
    }
    case "like":
      for (const part of [node.operand, node.pattern]) expectText(resolve(part), "LIKE");
      if (node.escape) checkEscape(node.pattern, node.escape);
      return booleanType;
    case "is-null":
      resolve(node.operand);
      return booleanType;
    case "cast":
      checkCast(resolve(node.operand), node.target);
      checkMomentText(node);
      return node.target;
    case "extract":
      return extractType(node.field, resolve(node.operand));
    case "case":
      return caseType(node, resolve);
    case "array":
      return arrayOf(unify(node.items.map(resolve), "ARRAY[…]"));
    case "row":
      return { kind: "row", fields: node.items.map(resolve) };
    case "subscript":
      return subscriptType(resolve(node.operand), resolve(node.index));
    case "lambda":
      throw refuse("A lambda stands where a value is expected.", "Lambdas are arguments of transform and filter.");
    case "in-query":
    case "exists":
    case "scalar-query":
      return subqueryType(node, scope, place);
    default:
      return literalType(node);
  }
}

function resolveColumn(node: Extract<Expression, { kind: "column" }>, scope: Scope): SqlType {
  const [name] = node.path;
  const parameter = node.path.length === 1 && name !== undefined ? scope.parameters.get(name) : undefined;
  if (parameter) {
    node.source = null;
    return parameter;
  }
  const source = findColumn(node.path, scope);
  node.source = source;
  // USING is written out as ON, where the bare name would be either side's.
  if (name !== undefined && node.path.length === 1 && scope.merged.get(name) === source.relation)
    node.path = [source.relation.name, name];
  if (source.relation.table) scope.check.columns.add(`${source.relation.table.name}.${source.column.name}`);
  return source.column.type;
}

function subqueryType(
  node: Extract<Expression, { kind: "in-query" | "exists" | "scalar-query" }>,
  scope: Scope,
  place: Place,
): SqlType {
  const result = resolveQuery(node.query, emptyScope(scope.check, scope), { isRoot: false });
  node.result = result;
  if (node.kind === "exists") return booleanType;
  const [column] = result.columns;
  if (!column || result.columns.length !== 1) {
    throw refuse(
      `A subquery that stands for one value has ${result.columns.length} columns.`,
      "Select exactly one column in it.",
    );
  }
  if (node.kind === "scalar-query") return column.type;
  expectComparable(resolveExpression(node.operand, scope, place), column.type, "IN");
  return booleanType;
}

function caseType(node: Extract<Expression, { kind: "case" }>, resolve: (child: Expression) => SqlType): SqlType {
  const operand = node.operand ? resolve(node.operand) : null;
  const results: SqlType[] = [];
  for (const branch of node.branches) {
    const when = resolve(branch.when);
    if (operand) expectComparable(operand, when, "CASE");
    else expectBoolean(when, "WHEN");
    results.push(resolve(branch.result));
  }
  if (node.otherwise) results.push(resolve(node.otherwise));
  return unify(results, "CASE");
}

function literalType(node: Expression): SqlType {
  switch (node.kind) {
    case "integer": {
      const value = BigInt(node.text);
      if (value > 9_223_372_036_854_775_807n)
        throw refuse(`${node.text} is too large for a whole number.`, "Write it as 1E20.");
      return value > 2_147_483_647n ? bigintType : integerType;
    }
    case "decimal": {
      const [whole = "", fraction = ""] = node.text.split(".");
      const digits = whole.replace(/^0+/, "").length;
      if (digits + fraction.length > 38)
        throw refuse("A decimal literal has more than 38 digits.", "Write fewer digits.");
      return decimalType(Math.max(1, digits + fraction.length), fraction.length);
    }
    case "double":
      if (!Number.isFinite(Number(node.text)))
        throw refuse(`${node.text} is too large for a double.`, "Write infinity().");
      return doubleType;
    case "string":
      return varcharType;
    case "boolean":
      return booleanType;
    case "date":
    case "timestamp":
      return { kind: node.kind };
    case "interval":
      return {
        kind: node.unit === "month" || node.unit === "year" ? "interval year to month" : "interval day to second",
      };
    default:
      return unknownType;
  }
}

/** A day moves by days, months and years; Trino fails on hours. */
function checkWholeDays(node: Binary, resolve: (child: Expression) => SqlType): void {
  const sides = [node.left, node.right];
  const kinds = sides.map((side) => resolve(side).kind);
  const isTimed = (side: Expression) =>
    [...walk(side)].some((inner) => inner.kind === "interval" && ["hour", "minute", "second"].includes(inner.unit));
  if (kinds.includes("date") && sides.some((side) => side.type?.kind.startsWith("interval") && isTimed(side))) {
    throw refuse("A date is moved by hours, minutes or seconds.", "CAST it to timestamp first, or use days.");
  }
}

/** How many decimals a timestamp's text has is known of the tables' columns only. */
function checkMomentText(node: Extract<Expression, { kind: "cast" }>): void {
  const { operand, target } = node;
  if (operand.type?.kind !== "timestamp" || target.kind !== "varchar") return;
  if (operand.kind === "column" && operand.source?.column.isBase) return;
  throw refuse("The query casts a timestamp to varchar.", "Write date_format(x, '%Y-%m-%d %H:%i:%s').");
}

function extractType(field: string, type: SqlType): SqlType {
  const name = extractFields[field] ?? field;
  if (!Object.hasOwn(momentParts, name)) {
    throw refuse(`EXTRACT(${field} FROM …) is not known.`, `The fields are ${Object.keys(momentParts).join(", ")}.`);
  }
  if (!isTemporal(type) && type.kind !== "unknown")
    throw refuse(`EXTRACT is given a ${typeName(type)}.`, "Give it a date or a timestamp.");
  return bigintType;
}

/** Short names of EXTRACT's fields. */
export const extractFields: Readonly<Record<string, string>> = {
  dow: "day_of_week",
  doy: "day_of_year",
  yow: "year_of_week",
  day_of_month: "day",
};

function subscriptType(type: SqlType, index: SqlType): SqlType {
  if (type.kind === "array") {
    expectNumber(index, "a subscript");
    return type.element;
  }
  if (type.kind === "map") return type.value;
  throw refuse(`A ${typeName(type)} has a subscript.`, "Only arrays and maps have elements.");
}

function unify(types: readonly SqlType[], where: string): SqlType {
  return types.reduce((unified, type) => {
    const common = commonType(unified, type);
    if (common) return common;
    throw refuse(
      `The results of ${where} are of different types: ${typeName(unified)} and ${typeName(type)}.`,
      "CAST them to one type.",
    );
  }, unknownType);
}

export function expectBoolean(type: SqlType, where: string): SqlType {
  if (type.kind === "boolean" || type.kind === "unknown") return booleanType;
  throw refuse(`${where} is given a ${typeName(type)}.`, "Write a condition, for example x = 1 or x IS NOT NULL.");
}

function expectNumber(type: SqlType, where: string): SqlType {
  if (isNumeric(type) || type.kind === "unknown" || type.kind.startsWith("interval")) return type;
  throw refuse(`${where} is given a ${typeName(type)}.`, "Give it a number.");
}

/** Both literals, so that a pattern that cannot be read is seen here and not for some rows only. */
function checkEscape(pattern: Expression, escape: Expression): void {
  escape.type = varcharType;
  const isLiteral = escape.kind === "string" && escape.text.length === 1 && pattern.kind === "string";
  if (isLiteral && escapesRight(pattern.text, escape.text)) return;
  throw refuse("LIKE has an ESCAPE that cannot be read.", "Write LIKE 'a!_%' ESCAPE '!', both as literals.");
}

/** Whether every escape sign stands before %, _ or itself. */
function escapesRight(pattern: string, sign: string): boolean {
  const [first, ...others] = pattern.replaceAll(sign + sign, "").split(sign);
  return first !== undefined && others.every((part) => part.startsWith("%") || part.startsWith("_"));
}

function expectText(type: SqlType, where: string): void {
  if (type.kind !== "varchar" && type.kind !== "unknown") {
    throw refuse(`${where} is given a ${typeName(type)}.`, "Give it a varchar, for example CAST(x AS varchar).");
  }
}
