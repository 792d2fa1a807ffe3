import { refuse } from "../refuse.ts";
import type { Query, QueryBody, Select } from "../syntax/tree.ts";
import type { Relation } from "./relation.ts";

/**
 * A query's relation under the names of a column list: `WITH t(a, b) AS …`, `(…) AS t(a, b)`. Where the query is
 * a SELECT the names move into it, so that columns can be added to it later; the list is emptied then.
 */
export function renameColumns(
  relation: Relation,
  holder: { columns: readonly string[]; readonly query: Query },
  where: string,
): Relation {
  const names = holder.columns.length > 0 ? holder.columns : namesOfUnnamed(relation);
  holder.columns = names;
  if (names.length === 0) return relation;
  if (names.length !== relation.columns.length) {
    throw refuse(`${where} names ${names.length} columns for ${relation.columns.length}.`, "Name each column once.");
  }
  const select = innerSelect(holder.query.body);
  if (select) {
    select.items.forEach((item, index) => {
      if (item.kind === "expression") item.alias = names[index] ?? item.alias;
    });
    holder.columns = [];
  }
  return {
    ...relation,
    columns: relation.columns.map((column, index) => ({
      ...column,
      name: names[index] ?? column.name,
    })),
  };
}

/** Columns without a name get the one they go by here, so that the query around can say it on either engine. */
function namesOfUnnamed(relation: Relation): readonly string[] {
  const names = relation.columns.map((column) => column.name);
  const isUnnamed = names.some((name) => /^_col\d+$/.test(name));
  return isUnnamed && new Set(names).size === names.length ? names : [];
}

function innerSelect(body: QueryBody): Select | null {
  if (body.kind === "select") return body;
  return body.kind === "nested" ? innerSelect(body.query.body) : null;
}

/** Throws `SQL_REFUSED` where a subquery's output has a name twice or none, so that nothing can mean it. */
export function assertNamedOnce(relation: Relation, where: string): void {
  const seen = new Set<string>();
  for (const { name } of relation.columns) {
    if (seen.has(name)) throw refuse(`${where} has two columns named ${name}.`, "Give each its own alias.");
    seen.add(name);
  }
}
