import type { Domain } from "#knowledge";

import type { Expression, Grouping, Query, QueryBody, Select, SelectItem, TableReference } from "../syntax/tree.ts";
import { shapeOfPath, type NamedRelation, type NameScope } from "./name-scope.ts";

/** A query's meaning as plain lists, in which the names that its writer chose are gone: two that are equal ask the same. */
export type Shape = string | number | boolean | null | readonly Shape[];

type Outputs = readonly { readonly name: string; readonly shape: Shape }[];
type Ctes = ReadonlyMap<string, { readonly number: number; readonly names: readonly string[] }>;
type Context = { readonly domain: Domain; readonly ctes: Ctes; readonly counter: { relations: number; ctes: number } };

/**
 * The shape of a parsed query. Relations and outputs are numbered in the order of the text, so aliases do not count;
 * neither do qualifiers, ordinals in GROUP BY and ORDER BY, brackets around AND and OR, and trailing zeros.
 */
export function shapeOfQuery(query: Query, domain: Domain): Shape {
  return queryShape(query, null, { domain, ctes: new Map(), counter: { relations: 0, ctes: 0 } }).shape;
}

function queryShape(query: Query, outer: NameScope | null, context: Context) {
  const ctes = new Map(context.ctes);
  const inner: Context = { ...context, ctes };
  const cteShapes = query.ctes.map((cte): Shape => {
    const { shape, names } = queryShape(cte.query, null, inner);
    ctes.set(cte.name, { number: ++context.counter.ctes, names: cte.columns.length > 0 ? cte.columns : names });
    return shape;
  });
  const body = bodyShape(query.body, outer, inner);
  const order = query.orderBy.map(({ expression, descending, nulls }): Shape => [
    orderKey(expression, body, inner),
    descending,
    nulls === "last" ? null : nulls,
  ]);
  const names = body.outputs.map(({ name }) => name);
  return { shape: ["query", cteShapes, body.shape, order, query.offset, query.limit] satisfies Shape, names };
}

type BodyShape = { readonly shape: Shape; readonly outputs: Outputs; readonly scope: NameScope };

/** An output by its place, however it is written: number, alias, or the expression again. */
function orderKey(expression: Expression, { outputs, scope }: BodyShape, context: Context): Shape {
  if (expression.kind === "integer") return ["output", Number(expression.text) - 1];
  const alias = expression.kind === "column" && expression.path.length === 1 ? expression.path[0] : undefined;
  const named = outputs.findIndex(({ name }) => name === alias);
  if (named >= 0) return ["output", named];
  const shape = valueShape(expression, scope, context);
  const same = outputs.findIndex((output) => JSON.stringify(output.shape) === JSON.stringify(shape));
  return same >= 0 ? ["output", same] : shape;
}

function bodyShape(body: QueryBody, outer: NameScope | null, context: Context): BodyShape {
  switch (body.kind) {
    case "select":
      return selectShape(body, outer, context);
    case "set": {
      const left = bodyShape(body.left, outer, context);
      const right = bodyShape(body.right, outer, context);
      return { ...left, shape: ["set", body.operator, body.all, left.shape, right.shape] };
    }
    case "nested": {
      const { shape, names } = queryShape(body.query, outer, context);
      return { shape, outputs: numbered(names), scope: { relations: [], outputs: new Map(), outer } };
    }
    case "values": {
      const scope = { relations: [], outputs: new Map(), outer };
      const names = (body.rows[0] ?? []).map((_, index) => `_col${index}`);
      return { shape: ["values", valueShape(body.rows, scope, context)], outputs: numbered(names), scope };
    }
  }
}

function selectShape(select: Select, outer: NameScope | null, context: Context): BodyShape {
  const relations: NamedRelation[] = [];
  const from = select.from && tableShape(select.from, relations, outer, context);
  const bare: NameScope = { relations, outputs: new Map(), outer };
  const outputs = select.items.flatMap((item, index) => outputsOf(item, index, bare, context));
  const scope = { ...bare, outputs: new Map(outputs.map(({ name, shape }) => [name, shape])) };
  const groupBy = select.groupBy.map((grouping) => groupingShape(grouping, outputs, scope, context));
  const shape: Shape = [
    "select",
    select.distinct,
    outputs.map((output) => output.shape),
    from,
    select.where && valueShape(select.where, bare, context),
    groupBy,
    select.having && valueShape(select.having, scope, context),
  ];
  return { shape, outputs, scope };
}

function outputsOf(item: SelectItem, index: number, scope: NameScope, context: Context): Outputs {
  if (item.kind === "star") {
    const [alias] = item.qualifier.slice(-1);
    return scope.relations
      .filter((relation) => alias === undefined || relation.alias === alias)
      .flatMap(({ columns }) => [...columns].map(([name, shape]) => ({ name, shape })));
  }
  const { expression, alias } = item;
  const own = expression.kind === "column" ? expression.path.at(-1) : undefined;
  return [{ name: alias ?? own ?? `_col${index}`, shape: valueShape(expression, scope, context) }];
}

function groupingShape(grouping: Grouping, outputs: Outputs, scope: NameScope, context: Context): Shape {
  const keyShape = (key: Expression): Shape =>
    key.kind === "integer" ? (outputs[Number(key.text) - 1]?.shape ?? null) : valueShape(key, scope, context);
  return grouping.kind === "sets"
    ? ["sets", grouping.sets.map((set) => set.map(keyShape))]
    : [grouping.kind, grouping.keys.map(keyShape)];
}

function tableShape(
  table: TableReference,
  relations: NamedRelation[],
  outer: NameScope | null,
  context: Context,
): Shape {
  if (table.kind === "join") {
    const left = tableShape(table.left, relations, outer, context);
    const right = tableShape(table.right, relations, outer, context);
    const on = table.on && valueShape(table.on, { relations, outputs: new Map(), outer }, context);
    return ["join", table.type, left, right, on, [...table.using]];
  }
  const number = ++context.counter.relations;
  const places = (names: readonly string[]) =>
    new Map((table.columns.length > 0 ? table.columns : names).map((name, place) => [name, ["place", number, place]]));
  switch (table.kind) {
    case "table": {
      const [name = "", database] = table.path.toReversed();
      const alias = table.alias ?? name;
      const cte = database === undefined ? context.ctes.get(name) : undefined;
      if (cte) {
        relations.push({ alias, columns: places(cte.names) });
        return ["cte", cte.number];
      }
      const found = context.domain.tables.find(
        (one) => one.name === name && (database ?? one.database) === one.database,
      );
      const columns = (found?.columns ?? []).map(
        ({ name: column }) => [column, ["column", number, name, column]] as const,
      );
      relations.push({ alias, columns: table.columns.length > 0 ? places([]) : new Map(columns) });
      return ["table", found?.database ?? database ?? null, name];
    }
    case "derived": {
      const { shape, names } = queryShape(table.query, outer, context);
      relations.push({ alias: table.alias, columns: places(names) });
      return ["derived", shape];
    }
    case "unnest": {
      const items = valueShape(table.items, { relations: [...relations], outputs: new Map(), outer }, context);
      relations.push({ alias: table.alias, columns: places([]) });
      return ["unnest", items, table.ordinality];
    }
  }
}

/** Fields that the resolver writes into a tree; they follow from the rest. */
const resolved: ReadonlySet<string> = new Set(["type", "size", "source", "result", "safe"]);

/** The shape of an expression, or of any part of one: what has no rule of its own is taken field by field. */
function valueShape(value: unknown, scope: NameScope, context: Context): Shape {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => valueShape(item, scope, context));
  if (isQuery(value)) return queryShape(value, scope, context).shape;
  if (!isExpression(value)) return fieldShapes(value, scope, context);
  switch (value.kind) {
    case "column":
      return shapeOfPath(value.path, scope);
    case "integer":
    case "decimal":
    case "double":
      return [value.kind, Number(value.text)];
    case "binary":
      if (value.operator === "and" || value.operator === "or")
        return [value.operator, ...operandsOf(value, value.operator).map((one) => valueShape(one, scope, context))];
      return fieldShapes(value, scope, context);
    case "cast":
      return ["cast", value.safe, valueShape(value.operand, scope, context), JSON.stringify(value.target)];
    case "lambda": {
      const number = ++context.counter.relations;
      const columns = new Map(value.parameters.map((name, place) => [name, ["place", number, place] satisfies Shape]));
      const inner = { relations: [{ alias: null, columns }], outputs: new Map(), outer: scope };
      return ["lambda", value.parameters.length, valueShape(value.body, inner, context)];
    }
    default:
      return fieldShapes(value, scope, context);
  }
}

function fieldShapes(value: object, scope: NameScope, context: Context): Shape {
  return Object.entries(value)
    .filter(([name, field]) => !resolved.has(name) && field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]): Shape => [name, valueShape(field, scope, context)]);
}

/** The operands of a chain of AND, or of OR, however it is bracketed. */
function operandsOf(node: Expression, operator: "and" | "or"): readonly Expression[] {
  if (node.kind !== "binary" || node.operator !== operator) return [node];
  return [...operandsOf(node.left, operator), ...operandsOf(node.right, operator)];
}

function isQuery(value: object): value is Query {
  return "ctes" in value && "body" in value;
}

/** What has a kind within an expression is one, except for a window's bounds, which have no rule here. */
function isExpression(value: object): value is Expression {
  return "kind" in value;
}

function numbered(names: readonly string[]): Outputs {
  return names.map((name, place) => ({ name, shape: ["output", place] }));
}
