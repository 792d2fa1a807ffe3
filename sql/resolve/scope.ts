import type { Role } from "#core";
import type { Table } from "#knowledge";

import { refuse } from "../refuse.ts";
import type { PrivacyRules } from "../privacy/rules.ts";
import type { Cte } from "../syntax/tree.ts";
import type { SqlType } from "../syntax/types.ts";
import type { Catalog } from "./catalog.ts";
import type { ColumnSource, Relation, RelationColumn } from "./relation.ts";

/** What one check knows and collects while it goes through a query. */
export type Check = {
  readonly role: Role;
  readonly catalog: Catalog;
  readonly privacy: PrivacyRules;
  /** The entity's column, which tells who a row is about. */
  readonly identityColumn: string;
  /** Whether a table has one row for each entity. */
  /** Whether a table of the feed has several rows for a person, whose values no other table holds. */
  readonly isDetail: (tableName: string) => boolean;
  readonly isOneRowEach: (table: Table) => boolean;
  /** A name that no other FROM item has been given by it. */
  readonly newAlias: () => string;
  /** Tables named, as database.table. */
  readonly tables: Set<string>;
  /** Columns read, as table.column. */
  readonly columns: Set<string>;
  readonly notices: Set<string>;
};

/** Where names are looked up: the FROM items of a SELECT, a lambda's parameters, the queries around it. */
export type Scope = {
  readonly check: Check;
  readonly relations: readonly Relation[];
  /** Columns that JOIN … USING merged, and whose they are. */
  readonly merged: ReadonlyMap<string, Relation>;
  readonly parameters: ReadonlyMap<string, SqlType>;
  readonly ctes: ReadonlyMap<string, Relation>;
  /** The WITH lists around this place as far as they can be seen from it, the outermost first. */
  readonly withs: readonly (readonly Cte[])[];
  readonly outer: Scope | null;
  /** Told when a name is found in a query around this one. */
  readonly onOuter: (source: ColumnSource) => void;
};

/** A scope without FROM items inside `outer`, or at the top. */
export function emptyScope(check: Check, outer: Scope | null): Scope {
  return {
    check,
    relations: [],
    merged: new Map(),
    parameters: new Map(),
    ctes: outer?.ctes ?? new Map(),
    withs: outer?.withs ?? [],
    outer,
    onOuter: () => {},
  };
}

/** The column that a path means. Throws `SQL_REFUSED` when there is none, or more than one. */
export function findColumn(path: readonly string[], scope: Scope): ColumnSource {
  const here = findHere(path, scope);
  if (here) return { ...here, isOuter: false };
  if (scope.outer && path.length <= 2) {
    const source = { ...findColumn(path, scope.outer), isOuter: true };
    scope.onOuter(source);
    return source;
  }
  throw unknownColumn(path, scope);
}

function findHere(path: readonly string[], scope: Scope): { relation: Relation; column: RelationColumn } | null {
  const name = path.at(-1) ?? "";
  const merged = path.length === 1 ? scope.merged.get(name) : undefined;
  const qualifier = path.slice(0, -1);
  const found: { relation: Relation; column: RelationColumn }[] = [];
  // Plain loops: every column of every query comes by here.
  for (const relation of merged ? [merged] : scope.relations) {
    if (!merged && !isMeant(relation, qualifier)) continue;
    for (const column of relation.columns) if (column.name === name) found.push({ relation, column });
  }
  if (found.length > 1) {
    const from = found.map((candidate) => `${candidate.relation.name}.${name}`).join(" or ");
    throw refuse(`The column ${path.join(".")} could be ${from}.`, "Put the table's alias before it.");
  }
  return found[0] ?? null;
}

/** Whether the names before a column's name mean this relation: none, its alias, or database.table. */
function isMeant(relation: Relation, qualifier: readonly string[]): boolean {
  const [first, second] = qualifier;
  if (first === undefined) return true;
  if (second === undefined) return relation.name === first;
  return qualifier.length === 2 && relation.table?.database === first && relation.name === second;
}

function unknownColumn(path: readonly string[], scope: Scope): Error {
  const name = path.at(-1) ?? "";
  const all = scope.relations.flatMap((relation) => relation.columns.map((column) => column.name));
  const near = [...new Set(all)].filter((candidate) => isNear(candidate, name)).slice(0, 6);
  const tables = scope.relations.map((relation) => relation.name).join(", ");
  return refuse(
    `There is no column ${path.join(".")}${tables ? ` in ${tables}` : ""}.`,
    near.length > 0 ? `Near it are ${near.join(", ")}.` : "Use the columns that the dictionary lists for the table.",
  );
}

function isNear(candidate: string, name: string): boolean {
  const parts = name.split("_").filter((part) => part.length > 3);
  return candidate.includes(name) || name.includes(candidate) || parts.some((part) => candidate.includes(part));
}
