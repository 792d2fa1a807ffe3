import type { Table } from "#knowledge";

import { refuse } from "../refuse.ts";
import { columnForm } from "../privacy/measure.ts";
import { isProtectedColumn } from "../privacy/rights.ts";
import type { Expression, Join, TableReference } from "../syntax/tree.ts";
import { bigintType, type SqlType } from "../syntax/types.ts";
import { walk } from "../syntax/walk.ts";
import { columnTypes } from "./catalog.ts";
import { assertNamedOnce, renameColumns } from "./derived-relation.ts";
import { checkJoin } from "./join-rules.ts";
import { originsOf } from "./origins.ts";
import type { Relation, RelationColumn } from "./relation.ts";
import { expectBoolean, resolveExpression } from "./resolve-expression.ts";
import { looseRelation, plainColumn, resolveQuery } from "./resolve-query.ts";
import { emptyScope, type Check, type Scope } from "./scope.ts";

/** What a FROM clause offers. */
export type Source = {
  readonly relations: readonly Relation[];
  readonly merged: ReadonlyMap<string, Relation>;
};

/** Resolves a FROM item. `scope` is that of the SELECT without its FROM items. */
export function resolveFrom(reference: TableReference, scope: Scope): Source {
  switch (reference.kind) {
    case "table":
      return alone(resolveTable(reference, scope));
    case "derived":
      return alone(resolveDerived(reference, scope));
    case "unnest":
      return alone(resolveUnnest(reference, scope));
    case "join":
      return resolveJoin(reference, scope);
  }
}

function alone(relation: Relation): Source {
  return { relations: [relation], merged: new Map() };
}

function resolveTable(reference: Extract<TableReference, { kind: "table" }>, scope: Scope): Relation {
  const [name] = reference.path;
  const cte = reference.path.length === 1 && name !== undefined ? scope.ctes.get(name) : undefined;
  if (reference.columns.length > 0) {
    throw refuse(
      `The table ${reference.path.join(".")} has its columns renamed.`,
      "Rename columns in a SELECT: x AS y.",
    );
  }
  if (cte) {
    assertNamedOnce(cte, `WITH ${name}`);
    return { ...cte, name: reference.alias ?? name ?? "" };
  }
  const table = scope.check.catalog.find(reference.path);
  // From here on the full name is used, so that both engines mean the same table.
  reference.path = [table.database, table.name];
  scope.check.tables.add(`${table.database}.${table.name}`);
  return tableRelation(table, reference.alias ?? table.name, scope.check);
}

function tableRelation(table: Table, name: string, check: Check): Relation {
  const isIndividual = table.columns.some((column) => column.name === check.identityColumn);
  return {
    ...looseRelation([]),
    name,
    table,
    isIndividual,
    columns: table.columns
      // A restricted column does not exist for a query, whoever asks.
      .filter((column) => column.privacy !== "restricted")
      .map((column): RelationColumn => ({
        name: column.name,
        type: columnTypes[column.type],
        isProtected: isProtectedColumn(column, isIndividual, check.privacy.rights),
        isIdentity: column.name === check.identityColumn,
        isBase: true,
        form: columnForm(columnTypes[column.type]),
        isNullable: column.missing !== "never",
        isPartial: false,
        origins: [`${table.name}.${column.name}`],
      })),
    subjects: () => [check.identityColumn],
  };
}

function resolveDerived(reference: Extract<TableReference, { kind: "derived" }>, scope: Scope): Relation {
  // Trino lets a subquery go without a name; columns are found and printed by one here.
  const alias = (reference.alias ??= scope.check.newAlias());
  // A subquery in FROM does not see its neighbours, but the queries around the whole SELECT.
  const result = resolveQuery(
    reference.query,
    { ...emptyScope(scope.check, scope.outer), ctes: scope.ctes, withs: scope.withs, onOuter: scope.onOuter },
    { isRoot: false },
  );
  const renamed = renameColumns(result, reference, `The subquery ${alias}`);
  assertNamedOnce(renamed, `The subquery ${alias}`);
  return { ...renamed, name: alias };
}

function resolveUnnest(reference: Extract<TableReference, { kind: "unnest" }>, scope: Scope): Relation {
  const { alias, columns: names } = reference;
  const types: { type: SqlType; from: Expression }[] = [];
  for (const item of reference.items) {
    const type = resolveExpression(item, scope, "row");
    if (type.kind === "map") types.push({ type: type.key, from: item }, { type: type.value, from: item });
    else if (type.kind === "array" && type.element.kind !== "row") types.push({ type: type.element, from: item });
    else
      throw refuse(
        "UNNEST is given something that is no array of plain values and no map.",
        "Give it arrays, as UNNEST(a, b) AS t(x, y).",
      );
  }
  const count = types.length + (reference.ordinality ? 1 : 0);
  if (alias === null || names.length !== count) {
    throw refuse(
      `UNNEST gives ${count} columns that are not all named.`,
      `Name them: UNNEST(…) AS t(${Array.from({ length: count }, (_, index) => `c${index + 1}`).join(", ")}).`,
    );
  }
  const columns = names.map((name, index): RelationColumn => {
    const source = types[index];
    if (!source) return plainColumn(name, bigintType);
    return { ...plainColumn(name, source.type), ...taintOf(source.from), origins: originsOf(source.from) };
  });
  return { ...looseRelation(columns), name: alias, isWritten: true };
}

/** What an expression's columns tell of persons. */
export function taintOf(expression: Expression): {
  readonly isProtected: boolean;
  readonly isIdentity: boolean;
} {
  let isProtected = false;
  let isIdentity = false;
  for (const node of walk(expression)) {
    if (isSubquery(node)) isProtected ||= isTainted(node.result);
    if (node.kind !== "column" || !node.source) continue;
    isProtected ||= node.source.column.isProtected;
    isIdentity ||= node.source.column.isIdentity;
  }
  return { isProtected, isIdentity };
}

export type Subquery = Extract<Expression, { kind: "in-query" | "exists" | "scalar-query" }>;

export function isSubquery(node: Expression): node is Subquery {
  return node.kind === "in-query" || node.kind === "exists" || node.kind === "scalar-query";
}

/** Whether a subquery's rows are single persons' and tell of a protected column. */
export function isTainted(relation: Relation | undefined): boolean {
  return (
    relation !== undefined &&
    relation.isIndividual &&
    (relation.rowsProtected || relation.columns.some((column) => column.isProtected))
  );
}

function resolveJoin(join: Join, scope: Scope): Source {
  const left = resolveFrom(join.left, scope);
  // Only UNNEST looks to its left.
  const beside = join.right.kind === "unnest" ? { ...scope, relations: left.relations, merged: left.merged } : scope;
  const right = resolveFrom(join.right, beside);
  const twice = right.relations.find((relation) => left.relations.some((other) => other.name === relation.name));
  if (twice) throw refuse(`Two tables in FROM go by the name ${twice.name}.`, "Give each its own alias.");
  const both: Source = {
    relations: [...left.relations, ...right.relations],
    merged: new Map([...left.merged, ...right.merged]),
  };
  const joined = join.using.length > 0 ? joinUsing(join, left, right, both) : both;
  if (join.on) expectBoolean(resolveExpression(join.on, { ...scope, ...joined }, "row"), "ON");
  checkJoin(join, left.relations, right.relations);
  return joined;
}

/** Writes USING out as ON; the bare name then means the side whose rows are all kept. */
function joinUsing(join: Join, left: Source, right: Source, both: Source): Source {
  if (join.type === "full")
    throw refuse("A FULL JOIN has USING.", "Write ON a.x = b.x, and coalesce(a.x, b.x) in the SELECT.");
  const merged = new Map(both.merged);
  const conditions = join.using.map((name): Expression => {
    const from = owner(name, left);
    const to = owner(name, right);
    merged.set(name, join.type === "right" ? to : from);
    return {
      kind: "binary",
      operator: "=",
      left: { kind: "column", path: [from.name, name] },
      right: { kind: "column", path: [to.name, name] },
    };
  });
  join.on = conditions.reduce((all, condition) => ({
    kind: "binary",
    operator: "and",
    left: all,
    right: condition,
  }));
  return { relations: both.relations, merged };
}

function owner(name: string, side: Source): Relation {
  const merged = side.merged.get(name);
  if (merged) return merged;
  const owners = side.relations.filter((relation) => relation.columns.some((column) => column.name === name));
  const [only] = owners;
  if (!only || owners.length > 1)
    throw refuse(`USING (${name}) does not name one column on each side.`, "Write ON a.x = b.y.");
  return only;
}
