import { momentParts } from "../functions/dates.ts";
import { findFunction } from "../functions/find-function.ts";
import { extractFields } from "../resolve/resolve-expression.ts";
import type { Binary, Call, Case, Expression, TableReference } from "../syntax/tree.ts";
import { walk } from "../syntax/walk.ts";
import { booleanType, isFloating, isInteger, unknownType, type SqlType } from "../syntax/types.ts";
import type { Dialect, Print } from "./dialect.ts";
import { bracket, printExpression, printFilter, printOver, printSortItems } from "./print-expression.ts";

/**
 * DuckDB's dialect with Trino's meaning: what differs is written out by the types that the resolver found, with
 * the macros of the schema `trino`. Every name is quoted and every column qualified, so that no alias, keyword or
 * function of DuckDB can be meant instead.
 */
export const duckdb: Dialect = {
  name: quote,
  column: (node) => {
    const name = node.path.at(-1) ?? "";
    return node.source && node.source.relation.name !== ""
      ? `${quote(node.source.relation.name)}.${quote(name)}`
      : quote(name);
  },
  expression: translate,
  unnest: printUnnest,
  writesNullOrder: true,
  namesOutputs: true,
};

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function translate(node: Expression, print: Print): string | null {
  switch (node.kind) {
    case "binary":
      return translateBinary(node, node.type ?? unknownType, print);
    case "cast":
      return translateCast(node, print);
    case "extract":
      return `${momentParts[extractFields[node.field] ?? node.field]}(${print(node.operand)})`;
    case "array":
      return `[${node.items.map(print).join(", ")}]`;
    case "subscript":
      return node.operand.type?.kind === "map"
        ? `trino.map_element(${print(node.operand)}, ${print(node.index)})`
        : `trino.array_element(${print(node.operand)}, ${print(node.index)})`;
    case "lambda":
      return printLambda(node, print);
    case "between":
      return mayBeNan(node.operand) || mayBeNan(node.low) || mayBeNan(node.high) ? translateBetween(node, print) : null;
    case "in-list":
      return mayBeNan(node.operand) || node.items.some(mayBeNan) ? translateList(node, print) : null;
    case "case":
      return node.operand && [node.operand, ...node.branches.map((branch) => branch.when)].some(mayBeNan)
        ? print(withoutOperand(node, node.operand))
        : null;
    case "call":
      return translateCall(node, node.type ?? unknownType, print);
    default:
      return null;
  }
}

function translateBinary(node: Binary, type: SqlType, print: Print): string | null {
  const left = bracket(node.left, print);
  const right = bracket(node.right, print);
  if (type.kind === "date" && (node.operator === "+" || node.operator === "-")) {
    // A day moved by an interval is a timestamp in DuckDB.
    return `CAST(${left} ${node.operator} ${right} AS DATE)`;
  }
  if (node.safe && (node.operator === "+" || node.operator === "-" || node.operator === "*")) {
    // Wide enough for any result of two whole numbers; decimals go through doubles.
    const wide = isInteger(type) ? "HUGEINT" : "DOUBLE";
    return `TRY_CAST(CAST(${left} AS ${wide}) ${node.operator} CAST(${right} AS ${wide}) AS ${duckdbType(type)})`;
  }
  if (type.kind === "decimal" && type.precision > 18 && "+-*".includes(node.operator)) {
    // DuckDB keeps 18 digits where both sides have at most that many, and fails past them.
    const scale = node.left.type?.kind === "decimal" ? node.left.type.scale : 0;
    return `CAST(${left} AS DECIMAL(38, ${scale})) ${node.operator} ${right}`;
  }
  if (Object.hasOwn(nanComparisons, node.operator) && (mayBeNan(node.left) || mayBeNan(node.right)))
    return nanComparisons[node.operator]?.(left, right) ?? null;
  if (node.operator === "/") return translateDivision(node, type, left, right);
  if (node.operator === "%")
    return isFloating(type)
      ? `trino.modulo_doubles(${left}, ${right})`
      : `trino.modulo${node.safe ? "_or_null" : ""}(${left}, ${right})`;
  return null;
}

/**
 * Whole numbers divide to whole numbers, towards zero; decimals round half away from zero to the larger scale.
 * By zero both fail, and doubles give an infinity.
 */
function translateDivision(node: Binary, type: SqlType, left: string, right: string): string {
  const suffix = node.safe ? "_or_null" : "";
  if (isInteger(type)) return `trino.divide_integers${suffix}(${left}, ${right})`;
  if (type.kind === "decimal")
    return `CAST(round(trino.divide_decimals${suffix}(${left}, ${right}), ${type.scale}) AS DECIMAL(38, ${type.scale}))`;
  return `trino.divide_doubles(${left}, ${right})`;
}

function translateCast(node: Extract<Expression, { kind: "cast" }>, print: Print): string {
  const from = node.operand.type ?? unknownType;
  const { target } = node;
  const operand = print(node.operand);
  const suffix = node.safe ? "_or_null" : "";
  const cast = node.safe ? "TRY_CAST" : "CAST";
  const strict =
    from.kind === "varchar" && Object.hasOwn(strictTexts, target.kind) ? strictTexts[target.kind] : undefined;
  if (strict !== undefined) return `${cast}(${strict}(${operand}) AS ${duckdbType(target)})`;
  if (from.kind === "varchar" && isInteger(target))
    return `${cast}(trino.text_to_integer${suffix}(${operand}) AS ${duckdbType(target)})`;
  if (from.kind === "varchar" && target.kind === "date") return `trino.text_to_date${suffix}(${operand})`;
  if (from.kind === "timestamp" && target.kind === "varchar") return `strftime(${operand}, '%Y-%m-%d %H:%M:%S.%g')`;
  // Trino rounds halves away from zero, DuckDB's cast to the even neighbour.
  const value = (isFloating(from) || from.kind === "decimal") && isInteger(target) ? `round(${operand})` : operand;
  return `${cast}(${value} AS ${duckdbType(target)})`;
}

/** Macros that let only such texts into a cast as Trino reads. */
const strictTexts: Readonly<Record<string, string>> = {
  decimal: "trino.decimal_text",
  boolean: "trino.boolean_text",
  timestamp: "trino.timestamp_text",
};

/** DuckDB passes one element: of two parameters each is a part of it, an entry of a map or a pair of zipped arrays. */
function printLambda(node: Extract<Expression, { kind: "lambda" }>, print: Print): string {
  const { parameters, body } = node;
  if (parameters.length === 1) return `lambda ${parameters.map(quote).join(", ")}: ${print(body)}`;
  const parts: Dialect = {
    ...duckdb,
    column: (column) => {
      const place = column.source === null ? parameters.indexOf(column.path[0] ?? "") : -1;
      return place < 0 ? duckdb.column(column) : `struct_extract_at("entry", ${place + 1})`;
    },
  };
  return `lambda "entry": ${printExpression(body, parts)}`;
}

function translateBetween(node: Extract<Expression, { kind: "between" }>, print: Print): string {
  const [operand, low, high] = [node.operand, node.low, node.high].map((part) => bracket(part, print));
  return `(${node.negated ? "NOT " : ""}(trino.at_most(${low}, ${operand}) AND trino.at_most(${operand}, ${high})))`;
}

function translateList(node: Extract<Expression, { kind: "in-list" }>, print: Print): string {
  const operand = bracket(node.operand, print);
  const equals = node.items.map((item) => `trino.equal(${operand}, ${bracket(item, print)})`);
  return `(${node.negated ? "NOT " : ""}(${equals.join(" OR ")}))`;
}

function withoutOperand(node: Case, operand: Expression): Expression {
  const branches = node.branches.map(({ when, result }) => {
    const equal: Expression = { kind: "binary", operator: "=", left: operand, right: when, type: booleanType };
    return { when: equal, result };
  });
  return { ...node, operand: null, branches };
}

const nanComparisons: Readonly<Record<string, (left: string, right: string) => string>> = {
  "=": (left, right) => `trino.equal(${left}, ${right})`,
  "<>": (left, right) => `NOT trino.equal(${left}, ${right})`,
  "<": (left, right) => `trino.less(${left}, ${right})`,
  "<=": (left, right) => `trino.at_most(${left}, ${right})`,
  ">": (left, right) => `trino.less(${right}, ${left})`,
  ">=": (left, right) => `trino.at_most(${right}, ${left})`,
};

/** Whether a value may be NaN: a double that is more than a literal, a table's column or a statistic of it. */
function mayBeNan(node: Expression): boolean {
  if (node.type?.kind !== "double") return false;
  for (const inner of walk(node)) {
    if (inner.kind === "column" && inner.type?.kind === "double" && inner.source?.column.isBase !== true) return true;
    if (inner.kind === "binary" && (inner.operator === "/" || inner.operator === "%")) return true;
    if (inner.kind === "call" && makesNan.has(inner.name)) return true;
    if (inner.kind === "scalar-query") return true;
  }
  return false;
}

const makesNan: ReadonlySet<string> = new Set(
  "nan infinity sqrt ln log log2 log10 power mod exp element_at sum avg array_max array_min".split(" "),
);

/** A type as DuckDB writes it. */
export function duckdbType(type: SqlType): string {
  switch (type.kind) {
    case "decimal":
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case "array":
      return `${duckdbType(type.element)}[]`;
    case "map":
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case "unknown":
      return "VARCHAR";
    default:
      return type.kind.toUpperCase();
  }
}

function translateCall(node: Call, resultType: SqlType, print: Print): string {
  const order = node.orderBy.length > 0 ? ` ORDER BY ${printSortItems(node.orderBy, print, duckdb)}` : "";
  const suffix = `${printFilter(node.filter, print)}${printOver(node.over, print, duckdb)}`;
  const [measured] = node.args;
  const [value] = node.args.map((argument) => bracket(argument, print));
  const mayFail = failsOnNan.has(node.name) && measured !== undefined && mayBeNan(measured);
  const args = mayFail
    ? [`CASE WHEN isfinite(${value}) THEN ${value} END`]
    : node.args.map((argument) => printArgument(node, argument, print));
  const text = findFunction(node.name).duckdb({
    args,
    types: node.args.map((argument) => argument.type ?? unknownType),
    resultType,
    safe: node.safe ?? false,
    distinct: node.distinct ? "DISTINCT " : "",
    order: `${order}${node.ignoreNulls ? " IGNORE NULLS" : ""}`,
    suffix,
    literals: node.args.map((argument) => ("text" in argument ? argument.text : null)),
  });
  return mayFail
    ? `CASE WHEN max(CASE WHEN NOT isfinite(${value}) THEN 1 END)${suffix} = 1 THEN 'NaN'::DOUBLE ELSE ${text} END`
    : text;
}

/** Of NaN and infinities Trino makes NaN; DuckDB fails. */
const failsOnNan: ReadonlySet<string> = new Set("stddev_samp stddev_pop var_samp var_pop skewness kurtosis".split(" "));

/** The largest and the smallest are looked for among numbers only. */
function printArgument(node: Call, argument: Expression, print: Print): string {
  const text = bracket(argument, print);
  return (node.name === "max" || node.name === "min") && mayBeNan(argument) ? `nullif(${text}, 'NaN'::DOUBLE)` : text;
}

/** Several arrays side by side, the shorter ones filled up with NULL. DuckDB does this in a SELECT, not in FROM. */
function printUnnest(node: Extract<TableReference, { kind: "unnest" }>, print: Print): string {
  const lists = node.items.flatMap((item) => {
    const text = print(item);
    return item.type?.kind === "map" ? [`map_keys(${text})`, `map_values(${text})`] : [text];
  });
  if (node.ordinality)
    lists.push(`range(1, greatest(${lists.map((list) => `coalesce(len(${list}), 0)`).join(", ")}) + 1)`);
  const columns = lists.map((list, index) => `unnest(${list}) AS ${quote(node.columns[index] ?? `c${index}`)}`);
  return `LATERAL (SELECT ${columns.join(", ")}) AS ${quote(node.alias ?? "t")}`;
}
