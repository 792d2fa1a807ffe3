import type { Grouping, Query, QueryBody, Select, SelectItem, TableReference } from "../syntax/tree.ts";
import type { Dialect, Print } from "./dialect.ts";
import { printExpression, printSortItems } from "./print-expression.ts";

/** The text of a query, on one line. */
export function printQuery(query: Query, dialect: Dialect): string {
  const print: Print = (node) => printExpression(node, dialect);
  const parts: string[] = [];
  if (query.ctes.length > 0) {
    const ctes = query.ctes.map(
      (cte) => `${dialect.name(cte.name)}${printNames(cte.columns, dialect)} AS (${printQuery(cte.query, dialect)})`,
    );
    parts.push(`WITH ${ctes.join(", ")}`);
  }
  parts.push(printBody(query.body, dialect));
  if (query.orderBy.length > 0) parts.push(`ORDER BY ${printSortItems(query.orderBy, print, dialect)}`);
  if (query.offset > 0) parts.push(`OFFSET ${query.offset}`);
  if (query.limit !== null) parts.push(`LIMIT ${query.limit}`);
  return parts.join(" ");
}

function printNames(names: readonly string[], dialect: Dialect): string {
  return names.length > 0 ? `(${names.map(dialect.name).join(", ")})` : "";
}

function printBody(body: QueryBody, dialect: Dialect): string {
  switch (body.kind) {
    case "select":
      return printSelect(body, dialect);
    case "nested":
      return `(${printQuery(body.query, dialect)})`;
    case "values":
      return `VALUES ${body.rows.map((row) => `(${row.map((value) => printExpression(value, dialect)).join(", ")})`).join(", ")}`;
    case "set": {
      const operator = `${body.operator.toUpperCase()}${body.all ? " ALL" : ""}`;
      return `${printOperand(body.left, dialect)} ${operator} ${printOperand(body.right, dialect)}`;
    }
  }
}

/** A branch of a set operation; one inside another stands in brackets. */
function printOperand(body: QueryBody, dialect: Dialect): string {
  const text = printBody(body, dialect);
  return body.kind === "set" ? `(${text})` : text;
}

function printSelect(select: Select, dialect: Dialect): string {
  const print: Print = (node) => printExpression(node, dialect);
  const parts = [
    `SELECT ${select.distinct ? "DISTINCT " : ""}${select.items.map((item, index) => printItem(item, index, dialect)).join(", ")}`,
  ];
  if (select.from) parts.push(`FROM ${printTable(select.from, dialect)}`);
  if (select.where) parts.push(`WHERE ${print(select.where)}`);
  if (select.groupBy.length > 0)
    parts.push(`GROUP BY ${select.groupBy.map((grouping) => printGrouping(grouping, print)).join(", ")}`);
  if (select.having) parts.push(`HAVING ${print(select.having)}`);
  return parts.join(" ");
}

function printItem(item: SelectItem, index: number, dialect: Dialect): string {
  if (item.kind === "star") return "*";
  const { expression, alias } = item;
  const own = expression.kind === "column" ? (expression.path.at(-1) ?? null) : null;
  const name = alias ?? (dialect.namesOutputs ? (own ?? `_col${index}`) : null);
  return `${printExpression(expression, dialect)}${name === null ? "" : ` AS ${dialect.name(name)}`}`;
}

function printGrouping(grouping: Grouping, print: Print): string {
  const list = (keys: Parameters<Print>[0][]) => `(${keys.map(print).join(", ")})`;
  switch (grouping.kind) {
    case "simple":
      return grouping.keys.map(print).join(", ");
    case "sets":
      return `GROUPING SETS (${grouping.sets.map(list).join(", ")})`;
    default:
      return `${grouping.kind.toUpperCase()} ${list(grouping.keys)}`;
  }
}

function printTable(table: TableReference, dialect: Dialect): string {
  switch (table.kind) {
    case "table":
      return `${table.path.map(dialect.name).join(".")}${table.alias === null ? "" : ` AS ${dialect.name(table.alias)}`}`;
    case "derived": {
      const alias = table.alias === null ? "" : ` AS ${dialect.name(table.alias)}${printNames(table.columns, dialect)}`;
      return `(${printQuery(table.query, dialect)})${alias}`;
    }
    case "unnest":
      return dialect.unnest(table, (node) => printExpression(node, dialect));
    case "join": {
      const right =
        table.right.kind === "join" ? `(${printTable(table.right, dialect)})` : printTable(table.right, dialect);
      const on = table.on ? ` ON ${printExpression(table.on, dialect)}` : "";
      return `${printTable(table.left, dialect)} ${table.type.toUpperCase()} JOIN ${right}${on}`;
    }
  }
}
