import type { Call, Case, Expression, FrameBound, SortItem, Window } from "../syntax/tree.ts";
import { typeName } from "../syntax/types.ts";
import type { Dialect, Print } from "./dialect.ts";
import { printQuery } from "./print-query.ts";

/**
 * The text of an expression. Operators inside operators stand in brackets, so that no engine's precedence can
 * read the tree in another way.
 */
export function printExpression(node: Expression, dialect: Dialect): string {
  const print = printerOf(dialect);
  return dialect.expression(node, print) ?? printPlain(node, print, dialect);
}

const printers = new WeakMap<Dialect, Print>();

/** One for each dialect: a closure for each node would be a good part of the guard's time. */
function printerOf(dialect: Dialect): Print {
  const known = printers.get(dialect);
  if (known) return known;
  const print: Print = (node) => printExpression(node, dialect);
  printers.set(dialect, print);
  return print;
}

function printPlain(node: Expression, print: Print, dialect: Dialect): string {
  const not = "negated" in node && node.negated ? "NOT " : "";
  switch (node.kind) {
    case "column":
      return dialect.column(node);
    case "binary":
      return `${bracket(node.left, print)} ${node.operator.toUpperCase()} ${bracket(node.right, print)}`;
    case "negate":
      return `-${bracket(node.operand, print)}`;
    case "not":
      return `NOT ${bracket(node.operand, print)}`;
    case "between":
      return `${bracket(node.operand, print)} ${not}BETWEEN ${bracket(node.low, print)} AND ${bracket(node.high, print)}`;
    case "in-list":
      return `${bracket(node.operand, print)} ${not}IN (${node.items.map(print).join(", ")})`;
    case "in-query":
      return `${bracket(node.operand, print)} ${not}IN (${printQuery(node.query, dialect)})`;
    case "like":
      return `${bracket(node.operand, print)} ${not}LIKE ${bracket(node.pattern, print)}${node.escape ? ` ESCAPE ${bracket(node.escape, print)}` : ""}`;
    case "is-null":
      return `${bracket(node.operand, print)} IS ${not}NULL`;
    case "exists":
      return `EXISTS (${printQuery(node.query, dialect)})`;
    case "scalar-query":
      return `(${printQuery(node.query, dialect)})`;
    case "case":
      return printCase(node, print);
    case "cast":
      return `${node.safe ? "TRY_CAST" : "CAST"}(${print(node.operand)} AS ${typeName(node.target)})`;
    case "extract":
      return `EXTRACT(${node.field.toUpperCase()} FROM ${bracket(node.operand, print)})`;
    case "array":
      return `ARRAY[${node.items.map(print).join(", ")}]`;
    case "row":
      return `ROW(${node.items.map(print).join(", ")})`;
    case "subscript":
      return `${bracket(node.operand, print)}[${print(node.index)}]`;
    case "lambda":
      return `${node.parameters.length === 1 ? node.parameters.map(dialect.name).join("") : `(${node.parameters.map(dialect.name).join(", ")})`} -> ${print(node.body)}`;
    case "call":
      return printCall(node, print, dialect);
    default:
      return printLiteral(node);
  }
}

function printLiteral(node: Expression): string {
  switch (node.kind) {
    case "integer":
    case "decimal":
    case "double":
      return node.text;
    case "string":
      return printString(node.text);
    case "boolean":
      return node.value ? "TRUE" : "FALSE";
    case "date":
    case "timestamp":
      return `${node.kind.toUpperCase()} '${node.text}'`;
    case "interval": {
      // Trino of Athena's age has no weeks.
      const [count, unit] = node.unit === "week" ? [node.count * 7, "day"] : [node.count, node.unit];
      return `INTERVAL '${count}' ${unit.toUpperCase()}`;
    }
    default:
      return "NULL";
  }
}

/** A string literal, its quotes doubled; the same in both dialects. */
export function printString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const closed: ReadonlySet<Expression["kind"]> = new Set([
  "column",
  "call",
  "null",
  "boolean",
  "integer",
  "decimal",
  "double",
  "string",
  "date",
  "timestamp",
  "interval",
  "scalar-query",
  "exists",
  "case",
  "cast",
  "extract",
  "array",
  "row",
  "subscript",
]);

/** The expression, in brackets unless it is closed in itself. */
export function bracket(node: Expression, print: Print): string {
  const text = print(node);
  const isWrapped = node.kind === "binary" && node.safe && text.startsWith("try(");
  return closed.has(node.kind) || isWrapped || isBracketed(text) ? text : `(${text})`;
}

/** Whether one pair of brackets encloses the whole text. Quoted text may hide brackets: then it does not count. */
function isBracketed(text: string): boolean {
  if (!text.startsWith("(") || text.includes("'") || text.includes('"')) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")") depth--;
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}

function printCase(node: Case, print: Print): string {
  const branches = node.branches.map((branch) => `WHEN ${print(branch.when)} THEN ${print(branch.result)}`);
  const operand = node.operand ? ` ${bracket(node.operand, print)}` : "";
  const otherwise = node.otherwise ? ` ELSE ${print(node.otherwise)}` : "";
  return `CASE${operand} ${branches.join(" ")}${otherwise} END`;
}

function printCall(node: Call, print: Print, dialect: Dialect): string {
  const args = node.star ? "*" : `${node.distinct ? "DISTINCT " : ""}${node.args.map(print).join(", ")}`;
  const order = node.orderBy.length > 0 ? `ORDER BY ${printSortItems(node.orderBy, print, dialect)}` : "";
  const within = node.name === "listagg";
  const inside = order && !within ? ` ${order}` : "";
  const after = order && within ? ` WITHIN GROUP (${order})` : "";
  const nulls = node.ignoreNulls ? " IGNORE NULLS" : "";
  return `${node.name}(${args}${inside})${after}${printFilter(node.filter, print)}${nulls}${printOver(node.over, print, dialect)}`;
}

export function printFilter(filter: Expression | null, print: Print): string {
  return filter ? ` FILTER (WHERE ${print(filter)})` : "";
}

/** ` OVER (…)`, or nothing. */
export function printOver(window: Window | null, print: Print, dialect: Dialect): string {
  if (!window) return "";
  const parts: string[] = [];
  if (window.partitionBy.length > 0) parts.push(`PARTITION BY ${window.partitionBy.map(print).join(", ")}`);
  if (window.orderBy.length > 0) parts.push(`ORDER BY ${printSortItems(window.orderBy, print, dialect)}`);
  if (window.frame) {
    const { unit, start, end } = window.frame;
    parts.push(`${unit.toUpperCase()} BETWEEN ${printBound(start)} AND ${printBound(end)}`);
  }
  return ` OVER (${parts.join(" ")})`;
}

function printBound(bound: FrameBound): string {
  if ("interval" in bound) return `${printLiteral(bound.interval)} ${bound.kind.toUpperCase()}`;
  return "rows" in bound ? `${bound.rows} ${bound.kind.toUpperCase()}` : bound.kind.toUpperCase();
}

export function printSortItems(items: readonly SortItem[], print: Print, dialect: Dialect): string {
  return items
    .map((item) => {
      const nulls = item.nulls ?? (dialect.writesNullOrder ? "last" : null);
      return `${print(item.expression)}${item.descending ? " DESC" : ""}${nulls ? ` NULLS ${nulls.toUpperCase()}` : ""}`;
    })
    .join(", ");
}
