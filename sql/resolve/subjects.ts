import type { ColumnReference } from "../syntax/tree.ts";
import type { Relation, RelationColumn } from "./relation.ts";
import { samePerson } from "./same-person.ts";
import { plainColumn } from "./resolve-query.ts";
import { varcharType } from "../syntax/types.ts";
import type { Block } from "./resolve-select.ts";
import { groupingKeys } from "../syntax/walk.ts";

/**
 * How a query around this SELECT can count whose rows it has: the names of output columns that hold the entities
 * of the FROM items in question. Columns are added to the SELECT where it does not have them, unless that would
 * change its rows (DISTINCT) or they are not keys of its groups.
 */
export function createSubjects(block: Block, tainted: ReadonlySet<Relation>): () => readonly string[] | null {
  let known: readonly string[] | null | undefined;
  return () => (known ??= subjectsOf(block, tainted));
}

function subjectsOf(block: Block, tainted: ReadonlySet<Relation>): readonly string[] | null {
  const relations = tainted.size > 0 ? [...tainted] : block.relations.filter((relation) => relation.isIndividual);
  const names: string[] = [];
  for (const relation of relations) {
    const subjects = relation.subjects();
    if (subjects === null) return null;
    for (const subject of subjects) {
      const name = outputNameOf(block, relation, subject) ?? addOutput(block, relation, subject);
      if (name === null) return null;
      names.push(name);
    }
  }
  return names;
}

function outputNameOf(block: Block, relation: Relation, subject: string): string | null {
  const isSubject = samePerson(block, relation, subject);
  for (const item of block.select.items) {
    if (item.kind === "expression" && isSubject(item.expression)) {
      return item.alias ?? (item.expression.kind === "column" ? (item.expression.path.at(-1) ?? null) : null);
    }
  }
  return null;
}

function addOutput(block: Block, relation: Relation, subject: string): string | null {
  const { select } = block;
  if (select.distinct) return null;
  const keys = groupingKeys(select.groupBy);
  const expression = block.isAggregated
    ? keys.find(samePerson(block, relation, subject))
    : subjectReference(relation, subject);
  if (!expression) return null;
  const alias = `row_owner_${select.items.length}`;
  select.items.push({ kind: "expression", expression, alias });
  return alias;
}

/** A reference to the column of `relation` that holds its rows' entities. */
export function subjectReference(relation: Relation, subject: string): ColumnReference & { type: typeof varcharType } {
  const own = relation.columns.find((column) => column.name === subject);
  const column: RelationColumn = own ?? { ...plainColumn(subject, varcharType), isIdentity: true };
  return {
    kind: "column",
    path: [relation.name, subject],
    source: { relation, column, isOuter: false },
    type: varcharType,
  };
}
