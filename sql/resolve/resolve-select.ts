import { refuse } from "../refuse.ts";
import { measureForm } from "../privacy/measure.ts";
import { findFunction } from "../functions/find-function.ts";
import type { Expression, Grouping, Query, Select, SelectItem, SortItem } from "../syntax/tree.ts";
import { unknownType } from "../syntax/types.ts";
import { replaceDeep } from "../syntax/replace.ts";
import { blockExpressions, groupingKeys, walk } from "../syntax/walk.ts";
import { checkGrouped } from "./check-grouped.ts";
import { expandStars } from "./expand-stars.ts";
import { optionalItems } from "./optional-items.ts";
import { originsOf } from "./origins.ts";
import type { ColumnSource, Relation, RelationColumn } from "./relation.ts";
import { expectBoolean, resolveExpression } from "./resolve-expression.ts";
import { resolveFrom, taintOf } from "./resolve-from.ts";
import { checkOrdinal, looseRelation, type QueryPlace } from "./resolve-query.ts";
import type { Scope } from "./scope.ts";
import { createSubjects } from "./subjects.ts";

/** A SELECT with everything the privacy rules look at. They may change its tree. */
export type Block = {
  readonly select: Select;
  /** The query whose ORDER BY and LIMIT belong to it, if any. */
  readonly query: Query | null;
  readonly relations: readonly Relation[];
  readonly isAggregated: boolean;
  /** Columns of the queries around it that it reads. */
  readonly outerSources: readonly ColumnSource[];
  readonly isRoot: boolean;
  /** The WITH lists that its FROM items may name, the outermost first. */
  readonly withs: Scope["withs"];
};

/**
 * Resolves one SELECT: FROM, stars, WHERE, GROUP BY, the columns, HAVING, and the ORDER BY of the query it is.
 * Then the privacy rules decide what may become of its rows.
 */
export function resolveSelect(select: Select, query: Query | null, around: Scope, place: QueryPlace): Relation {
  const outerSources: ColumnSource[] = [];
  const base: Scope = {
    ...around,
    relations: [],
    merged: new Map(),
    onOuter: (source) => outerSources.push(source),
  };
  const source = select.from ? resolveFrom(select.from, base) : { relations: [], merged: new Map<string, Relation>() };
  const scope: Scope = { ...base, ...source };
  select.items = expandStars(select.items, scope);
  if (select.where) expectBoolean(resolveExpression(select.where, scope, "row"), "WHERE");
  select.groupBy = select.groupBy.map((grouping) => resolveGrouping(grouping, select.items, scope));
  for (const item of select.items) if (item.kind === "expression") resolveExpression(item.expression, scope, "group");
  // As in GROUP BY, an alias stands for what it names: Athena wants the expression.
  if (select.having) select.having = withoutAliases(select.having, select.items, scope);
  if (select.having) expectBoolean(resolveExpression(select.having, scope, "group"), "HAVING");
  if (query) for (const item of query.orderBy) resolveSortItem(item, select.items, scope);
  // What a subquery reads of its surroundings has already been told to them; here it is passed further out.
  for (const found of outerSources) around.onOuter(found);
  const isAggregated = select.groupBy.length > 0 || select.having !== null || hasAggregate(select, query);
  if (isAggregated) checkGrouped(select, query);
  const block: Block = {
    select,
    query,
    relations: source.relations,
    isAggregated,
    outerSources,
    isRoot: place.isRoot,
    withs: around.withs,
  };
  const isIndividual =
    source.relations.some((relation) => relation.isIndividual) && (!isAggregated || groupsByIdentity(select));
  const outcome = around.check.privacy.protect(block, isIndividual, around.check);
  return {
    ...looseRelation(outputColumns(select, isAggregated, outcome.isReleased)),
    ...outcome,
    isSingleRow: isAggregated
      ? select.groupBy.length === 0
      : source.relations.every((relation) => relation.isSingleRow),
    subjects: createSubjects(block, outcome.tainted),
  };
}

function resolveGrouping(grouping: Grouping, items: readonly SelectItem[], scope: Scope): Grouping {
  const resolve = (key: Expression) => resolveGroupKey(key, items, scope);
  if (grouping.kind === "sets") return { kind: "sets", sets: grouping.sets.map((keys) => keys.map(resolve)) };
  return { kind: grouping.kind, keys: grouping.keys.map(resolve) };
}

/** A key may be an output's number, or, where no column has the name, its alias: Athena wants the expression then. */
function resolveGroupKey(key: Expression, items: readonly SelectItem[], scope: Scope): Expression {
  const meant = outputMeant(key, items, scope);
  const expression = meant ?? key;
  resolveExpression(expression, scope, "row");
  return expression;
}

function outputMeant(key: Expression, items: readonly SelectItem[], scope: Scope): Expression | null {
  if (key.kind === "integer") return expressionOf(items[checkOrdinal(key.text, items.length, "GROUP BY")]);
  const [name] = key.kind === "column" && key.path.length === 1 ? key.path : [];
  if (name === undefined) return null;
  const isColumn = scope.relations.some((relation) => relation.columns.some((column) => column.name === name));
  return isColumn ? null : expressionOf(items.find((item) => item.kind === "expression" && item.alias === name));
}

function expressionOf(item: SelectItem | undefined): Expression | null {
  return item?.kind === "expression" ? item.expression : null;
}

/** An output's number or alias is left as it is; anything else is an expression over the FROM items. */
function resolveSortItem(item: SortItem, items: readonly SelectItem[], scope: Scope): void {
  const { expression } = item;
  if (expression.kind === "integer") {
    checkOrdinal(expression.text, items.length, "ORDER BY");
    return;
  }
  const name = expression.kind === "column" && expression.path.length === 1 ? expression.path[0] : undefined;
  if (name !== undefined && items.filter((other) => outputName(other) === name).length > 1) {
    throw refuse(`ORDER BY ${name} could be more than one column of the SELECT.`, "Order by the column's number.");
  }
  const output =
    name === undefined
      ? null
      : expressionOf(items.find((other) => other.kind === "expression" && other.alias === name));
  if (output && expression.kind === "column") {
    expression.source = null;
    expression.type = output.type;
    return;
  }
  item.expression = withoutAliases(expression, items, scope);
  resolveExpression(item.expression, scope, "group");
}

function outputName(item: SelectItem): string | null {
  if (item.kind !== "expression") return null;
  return item.alias ?? (item.expression.kind === "column" ? (item.expression.path.at(-1) ?? null) : null);
}

/** An alias inside a longer expression stands for what it names. */
function withoutAliases(expression: Expression, items: readonly SelectItem[], scope: Scope): Expression {
  return replaceDeep(expression, (node) => (node.kind === "column" ? (outputMeant(node, items, scope) ?? node) : node));
}

function hasAggregate(select: Select, query: Query | null): boolean {
  for (const expression of blockExpressions(select, query)) {
    for (const node of walk(expression)) {
      if (node.kind === "call" && !node.over && findFunction(node.name).kind === "aggregate") return true;
    }
  }
  return false;
}

function groupsByIdentity(select: Select): boolean {
  return groupingKeys(select.groupBy).some((key) => key.kind === "column" && key.source?.column.isIdentity === true);
}

function outputColumns(select: Select, isAggregated: boolean, isReleased: boolean): RelationColumn[] {
  const optional = optionalItems(select.from);
  return select.items.map((item, index): RelationColumn => {
    if (item.kind === "star") throw refuse("A star is left.", "Name the columns.");
    const { expression } = item;
    const source = expression.kind === "column" ? expression.source : null;
    const name = item.alias ?? (expression.kind === "column" ? expression.path.at(-1) : undefined) ?? `_col${index}`;
    // How many there are does not tell who they are, but may tell what they are like.
    const { isIdentity } = taintOf(isAggregated ? withoutCounts(expression) : expression);
    return {
      name,
      type: expression.type ?? unknownType,
      isProtected: taintOf(expression).isProtected && !isReleased,
      isIdentity,
      isBase: source?.column.isBase ?? false,
      form: measureForm(expression),
      isNullable: reads(expression, ({ column }) => column.isNullable),
      isPartial: reads(expression, ({ column, relation }) => column.isPartial || optional.has(relation.name)),
      origins: originsOf(expression),
    };
  });
}

function reads(expression: Expression, test: (source: ColumnSource) => boolean): boolean {
  for (const node of walk(expression)) if (node.kind === "column" && node.source && test(node.source)) return true;
  return false;
}

function withoutCounts(expression: Expression): Expression {
  return replaceDeep(expression, (node) =>
    node.kind === "call" && (node.name === "count" || node.name === "approx_distinct") ? { kind: "null" } : node,
  );
}
