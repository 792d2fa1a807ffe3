import { refuse } from "../refuse.ts";
import { findFunction } from "../functions/find-function.ts";
import type { Family, FunctionSpec } from "../functions/signature.ts";
import { checkArguments } from "../functions/check-arguments.ts";
import type { Call, Expression, Frame, Window } from "../syntax/tree.ts";
import {
  doubleType,
  isFloating,
  isInteger,
  isNumeric,
  isTemporal,
  typeName,
  unknownType,
  type SqlType,
} from "../syntax/types.ts";
import { expectBoolean, resolveExpression, type Place } from "./resolve-expression.ts";
import type { Scope } from "./scope.ts";

/** The type of a call, its arguments resolved and checked. Throws `SQL_REFUSED` for calls that are not allowed. */
export function resolveCall(call: Call, scope: Scope, place: Place): SqlType {
  const spec = findFunction(call.name);
  checkForm(call, spec, place);
  // Inside an aggregate the rows are single ones again; a window function may take aggregates of the group.
  const inside: Place = spec.kind === "aggregate" && !call.over ? "row" : place;
  const types = call.args.map((argument, index) =>
    argument.kind === "lambda"
      ? lambdaType(call, argument, index, scope, place)
      : resolveExpression(argument, scope, inside),
  );
  if (generators.has(call.name) && scope.parameters.size > 0)
    throw refuse(`${call.name} stands inside a lambda.`, "UNNEST one sequence, and compute with its numbers.");
  checkFamilies(call, spec, types);
  checkArguments(call, types);
  if (pairStatistics.has(call.name)) call.args = call.args.map((operand, index) => widened(operand, types[index]));
  const [measured] = call.args;
  if (call.name === "approx_percentile" && types[0]?.kind === "decimal" && measured)
    call.args[0] = widened(measured, types[0]);
  for (const item of call.orderBy) resolveExpression(item.expression, scope, inside);
  if (call.filter) expectBoolean(resolveExpression(call.filter, scope, "row"), "FILTER");
  for (const key of call.over?.partitionBy ?? []) resolveExpression(key, scope, place);
  for (const item of call.over?.orderBy ?? []) resolveExpression(item.expression, scope, place);
  if (call.over?.frame) checkFrame(call.over, call.over.frame);
  return spec.result(types);
}

/** One inside the other they would make the product of their lengths. */
const generators: ReadonlySet<string> = new Set(["sequence", "repeat"]);

/** Of pairs of whole numbers or decimals Trino makes reals, which keep seven digits. */
const pairStatistics: ReadonlySet<string> = new Set([
  "corr",
  "covar_samp",
  "covar_pop",
  "regr_slope",
  "regr_intercept",
]);

function widened(operand: Expression, type: SqlType = doubleType): Expression {
  return isFloating(type) ? operand : { kind: "cast", safe: false, operand, target: doubleType, type: doubleType };
}

/** A frame that reaches so far in the order's own unit needs one key to count it by. */
function checkFrame({ orderBy }: Window, { unit, start, end }: Frame): void {
  if (unit !== "range") return;
  const keys = orderBy.map((item) => item.expression.type ?? unknownType);
  const [key] = keys;
  for (const bound of [start, end]) {
    const isMoment = "interval" in bound;
    if (!isMoment && !("rows" in bound)) continue;
    const fits = isMoment ? key && isTemporal(key) : key && isNumeric(key);
    const isTimed = isMoment && key?.kind === "date" && !["day", "week", "month", "year"].includes(bound.interval.unit);
    if (keys.length === 1 && fits && !isTimed) continue;
    throw refuse(
      `A RANGE frame reaches ${isMoment ? "an INTERVAL" : "a number"} far over ${keys.map(typeName).join(", ") || "no order"}.`,
      "Order by one date or timestamp for INTERVAL 'n' DAY, by one number for n; or count rows with ROWS.",
    );
  }
}

function checkForm(call: Call, spec: FunctionSpec, place: Place): void {
  const { name } = call;
  if (call.star && name !== "count") throw refuse(`${name}(*) is no call.`, "Only count(*) takes a star.");
  if (spec.kind === "scalar" && (call.distinct || call.filter || call.over || call.orderBy.length > 0)) {
    throw refuse(`${name} is no aggregate, but has DISTINCT, ORDER BY, FILTER or OVER.`, `Leave it out of ${name}(…).`);
  }
  if (spec.kind === "aggregate" && place === "row" && !call.over) {
    throw refuse(
      `The aggregate ${name} stands where single rows are meant (WHERE, ON, GROUP BY, or inside another aggregate).`,
      "Filter groups in HAVING, or aggregate in a subquery first.",
    );
  }
  if (spec.kind === "window" && !call.over)
    throw refuse(`${name} has no OVER.`, `Write ${name}(…) OVER (… ORDER BY …).`);
  if (call.over && call.distinct)
    throw refuse(`${name}(DISTINCT …) has OVER.`, "Count distinct values in a grouped subquery.");
  if (call.over && spec.kind === "aggregate" && call.orderBy.length > 0) {
    throw refuse(`${name} has ORDER BY and OVER.`, "Order inside OVER (…), or aggregate in a subquery.");
  }
  if (call.over?.named) {
    throw refuse(`The window ${call.over.named} is not defined.`, "Write OVER (PARTITION BY … ORDER BY …).");
  }
  if (call.over && call.filter)
    throw refuse(`${name} has FILTER and OVER.`, `Write ${name}(CASE WHEN … THEN x END) OVER (…).`);
  if (call.ignoreNulls && spec.kind !== "window") throw refuse(`${name} has IGNORE NULLS.`, "Leave it out.");
  if (spec.kind === "window" && call.filter) throw refuse(`${name} has FILTER.`, "Filter in a subquery.");
}

function checkFamilies(call: Call, spec: FunctionSpec, types: readonly SqlType[]): void {
  const count = call.star ? spec.required : types.length;
  const most = spec.isVariadic ? Infinity : spec.parameters.length;
  if (count < spec.required || count > most || (call.name === "count" && !call.star && count === 0 && call.distinct)) {
    const wanted =
      spec.parameters.length === spec.required
        ? `${spec.required}`
        : `${spec.required} to ${most === Infinity ? "many" : most}`;
    throw refuse(
      `${call.name} is given ${count} arguments.`,
      `It takes ${wanted}: ${spec.parameters.join(", ") || "none"}.`,
    );
  }
  types.forEach((type, index) => {
    const family = spec.parameters[Math.min(index, spec.parameters.length - 1)] ?? "any";
    if (!isOfFamily(type, family, call.args[index])) {
      throw refuse(
        `Argument ${index + 1} of ${call.name} is a ${typeName(type)}.`,
        `It takes ${familyWords[family]}${type.kind === "boolean" && family === "number" ? "; for a rate use avg(CASE WHEN x THEN 1E0 ELSE 0E0 END)" : ""}.`,
      );
    }
  });
}

const familyWords: Readonly<Record<Family, string>> = {
  any: "any value",
  number: "a number",
  integer: "a whole number",
  text: "a varchar",
  boolean: "a condition",
  moment: "a date or a timestamp",
  date: "a date",
  array: "an array",
  map: "a map",
  collection: "an array or a map",
  lambda: "a lambda x -> …",
};

function isOfFamily(type: SqlType, family: Family, argument: Expression | undefined): boolean {
  if ((argument?.kind === "lambda") !== (family === "lambda")) return false;
  if (type.kind === "unknown") return true;
  switch (family) {
    case "any":
    case "lambda":
      return true;
    case "number":
      return isNumeric(type);
    case "integer":
      return isInteger(type);
    case "text":
      return type.kind === "varchar";
    case "boolean":
      return type.kind === "boolean";
    case "moment":
      return isTemporal(type);
    case "date":
      return type.kind === "date";
    case "array":
    case "map":
      return type.kind === family;
    case "collection":
      return type.kind === "array" || type.kind === "map";
  }
}

/** A lambda's parameters are the elements of the collections before it; its own type is its body's. */
function lambdaType(
  call: Call,
  lambda: Extract<Expression, { kind: "lambda" }>,
  index: number,
  scope: Scope,
  place: Place,
): SqlType {
  const elements = elementTypes(call, index);
  if (elements === null || lambda.parameters.length !== elements.length) {
    throw refuse(
      `${call.name} has a lambda that does not fit what stands before it.`,
      "Write transform(array, x -> …), filter(array, x -> …), map_filter(map, (k, v) -> …) or zip_with(a, b, (x, y) -> …).",
    );
  }
  if (scope.parameters.size > 0) throw refuse("A lambda stands inside a lambda.", "UNNEST the array instead.");
  const parameters = new Map(lambda.parameters.map((name, at) => [name, elements[at] ?? unknownType]));
  if (parameters.size < lambda.parameters.length)
    throw refuse("A lambda names a parameter twice.", "Give each its own name.");
  lambda.type = resolveExpression(lambda.body, { ...scope, parameters }, place);
  return lambda.type;
}

/** One element of each array before the lambda, or a map's key and value; null where there is something else. */
function elementTypes(call: Call, index: number): readonly SqlType[] | null {
  const before = call.args.slice(0, index).map((argument) => argument.type ?? unknownType);
  const [first] = before;
  if (before.length === 1 && first?.kind === "map") return [first.key, first.value];
  const elements = before.flatMap((type) => (type.kind === "array" ? [type.element] : []));
  return before.length > 0 && elements.length === before.length ? elements : null;
}
