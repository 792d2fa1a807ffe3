import { refuse } from "../refuse.ts";
import type { Expression, Query, QueryBody, SortItem } from "../syntax/tree.ts";
import { commonType, typeName, unknownType, type SqlType } from "../syntax/types.ts";
import { renameColumns } from "./derived-relation.ts";
import { originsOf } from "./origins.ts";
import type { Relation, RelationColumn } from "./relation.ts";
import { resolveExpression } from "./resolve-expression.ts";
import { resolveSelect } from "./resolve-select.ts";
import { emptyScope, type Scope } from "./scope.ts";

/** Where a query stands: the outermost one also has to pass the rules for what a person may be shown. */
export type QueryPlace = { readonly isRoot: boolean };

/**
 * Resolves a query and applies the privacy rules to each of its SELECTs. The relation it gives has the query's
 * columns and an empty name. `scope` holds the queries around it.
 */
export function resolveQuery(query: Query, scope: Scope, place: QueryPlace): Relation {
  const ctes = new Map(scope.ctes);
  const scopeAfter = (count: number): Scope =>
    count === 0 ? { ...scope, ctes } : { ...scope, ctes, withs: [...scope.withs, query.ctes.slice(0, count)] };
  const own = new Set<string>();
  for (const [index, cte] of query.ctes.entries()) {
    if (own.has(cte.name)) throw refuse(`WITH names ${cte.name} twice.`, "Give each its own name.");
    own.add(cte.name);
    const result = resolveQuery(cte.query, scopeAfter(index), { isRoot: false });
    ctes.set(cte.name, renameColumns(result, cte, `WITH ${cte.name}`));
  }
  const result = resolveBody(query.body, query, scopeAfter(query.ctes.length), place);
  const isSingleRow = result.isSingleRow || (query.limit !== null && query.limit <= 1);
  const isCut = query.limit !== null || query.offset > 0;
  // A SELECT has judged its own LIMIT; over a UNION it can pick any person.
  const rowsPicked = result.rowsPicked || (isCut && query.body.kind !== "select" && result.isIndividual);
  return { ...result, isSingleRow, rowsPicked };
}

function resolveBody(body: QueryBody, query: Query | null, scope: Scope, place: QueryPlace): Relation {
  switch (body.kind) {
    case "select":
      return resolveSelect(body, query, scope, place);
    case "nested": {
      const result = resolveQuery(body.query, scope, place);
      if (query) resolveOutputOrder(query.orderBy, result.columns, scope);
      return result;
    }
    case "values": {
      const result = resolveValues(body.rows, scope);
      if (query) resolveOutputOrder(query.orderBy, result.columns, scope);
      return result;
    }
    case "set": {
      const left = resolveBody(body.left, null, scope, place);
      const right = resolveBody(body.right, null, scope, place);
      const result = combine(body.operator, left, right, scope);
      if (query) resolveOutputOrder(query.orderBy, result.columns, scope);
      return result;
    }
  }
}

function resolveValues(rows: readonly Expression[][], scope: Scope): Relation {
  const types: SqlType[] = [];
  for (const row of rows) {
    if (row.length !== rows[0]?.length)
      throw refuse("The rows of VALUES have different lengths.", "Write each with the same columns.");
    row.forEach((value, index) => {
      const type = resolveExpression(value, scope, "row");
      const common = commonType(types[index] ?? unknownType, type);
      if (!common) throw refuse(`Column ${index + 1} of VALUES mixes types.`, "Write one type in each column.");
      types[index] = common;
    });
  }
  const columns = types.map((type, index): RelationColumn => ({
    ...plainColumn(`_col${index}`, type),
    origins: [...new Set(rows.flatMap((row) => originsOf(row[index] ?? { kind: "null" })))],
  }));
  return { ...looseRelation(columns), isSingleRow: rows.length === 1, isWritten: true };
}

/** A column that tells nothing of anybody. */
export function plainColumn(name: string, type: SqlType): RelationColumn {
  return {
    name,
    type,
    isProtected: false,
    isIdentity: false,
    isBase: false,
    form: null,
    isNullable: false,
    isPartial: false,
    origins: [],
  };
}

/** A relation of nobody's rows. */
export function looseRelation(columns: readonly RelationColumn[]): Relation {
  return {
    name: "",
    table: null,
    columns,
    isIndividual: false,
    rowsProtected: false,
    rowsPicked: false,
    isSingleRow: false,
    isWritten: false,
    subjects: () => [],
  };
}

/**
 * UNION, INTERSECT, EXCEPT. Rows of single persons that privacy protects cannot be told apart behind one, nor
 * counted by person, so they are refused; each branch can be grouped first.
 */
function combine(operator: string, left: Relation, right: Relation, scope: Scope): Relation {
  if (left.columns.length !== right.columns.length) {
    throw refuse(
      `${operator.toUpperCase()} joins ${left.columns.length} columns with ${right.columns.length}.`,
      "Select the same columns on both sides.",
    );
  }
  scope.check.privacy.assertCombinable(left, operator);
  scope.check.privacy.assertCombinable(right, operator);
  const columns = left.columns.map((column, index): RelationColumn => {
    const other = right.columns[index] ?? column;
    const type = commonType(column.type, other.type);
    if (!type) {
      throw refuse(
        `Column ${index + 1} of ${operator.toUpperCase()} is a ${typeName(column.type)} and a ${typeName(other.type)}.`,
        "CAST both to one type.",
      );
    }
    return {
      ...column,
      type,
      isIdentity: column.isIdentity || other.isIdentity,
      isBase: false,
      form: column.form && other.form && { ...column.form, degree: Math.max(column.form.degree, other.form.degree) },
      isNullable: column.isNullable || other.isNullable,
      isPartial: column.isPartial || other.isPartial,
      origins: [...new Set([...column.origins, ...other.origins])],
    };
  });
  return {
    ...looseRelation(columns),
    isIndividual: left.isIndividual || right.isIndividual,
    rowsPicked: left.rowsPicked || right.rowsPicked,
    subjects: () => null,
  };
}

/** ORDER BY over a query's output: its columns by name or number. */
export function resolveOutputOrder(
  orderBy: readonly SortItem[],
  columns: readonly RelationColumn[],
  outer: Scope,
): void {
  const output: Relation = { ...looseRelation(columns), name: "" };
  const scope: Scope = { ...emptyScope(outer.check, null), relations: [output] };
  for (const item of orderBy) {
    if (item.expression.kind === "integer") {
      checkOrdinal(item.expression.text, columns.length, "ORDER BY");
      continue;
    }
    resolveExpression(item.expression, scope, "row");
  }
}

/** The place, from 0, that `ORDER BY 2` means. */
export function checkOrdinal(text: string, count: number, where: string): number {
  const place = Number(text);
  if (place < 1 || place > count)
    throw refuse(`${where} ${text} names no column; there are ${count}.`, "Use a column's name.");
  return place - 1;
}
