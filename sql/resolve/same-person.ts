import type { Expression, TableReference } from "../syntax/tree.ts";
import { conjunctsOf, isIdentityEquality } from "./join-rules.ts";
import type { Relation } from "./relation.ts";
import type { Block } from "./resolve-select.ts";

/**
 * Tells which columns hold, in every row, the id in column `subject` of `relation`: the column itself, and what
 * inner joins and the WHERE equate it with.
 */
export function samePerson(block: Block, relation: Relation, subject: string): (expression: Expression) => boolean {
  const key = (owner: Relation, name: string) => `${owner.name}.${name}`;
  const known = new Set([key(relation, subject)]);
  const pairs = equalities(block).map((sides) => sides.map((source) => key(source.relation, source.column.name)));
  for (let grew = true; grew;) {
    const size = known.size;
    for (const pair of pairs) if (pair.some((name) => known.has(name))) for (const name of pair) known.add(name);
    grew = known.size > size;
  }
  return (expression) =>
    expression.kind === "column" &&
    expression.source != null &&
    !expression.source.isOuter &&
    known.has(key(expression.source.relation, expression.source.column.name));
}

function equalities(block: Block) {
  const conditions = [
    ...(block.select.where ? conjunctsOf(block.select.where) : []),
    ...innerConditions(block.select.from),
  ].filter(isIdentityEquality);
  return conditions.flatMap((condition) => {
    if (condition.kind !== "binary") return [];
    const sides = [condition.left, condition.right].flatMap((side) =>
      side.kind === "column" && side.source && !side.source.isOuter ? [side.source] : [],
    );
    return sides.length === 2 ? [sides] : [];
  });
}

/** Conditions of inner joins that no outer join can undo. */
function innerConditions(from: TableReference | null): readonly Expression[] {
  if (from?.kind !== "join" || (from.type !== "inner" && from.type !== "cross")) return [];
  return [...innerConditions(from.left), ...innerConditions(from.right), ...(from.on ? conjunctsOf(from.on) : [])];
}
