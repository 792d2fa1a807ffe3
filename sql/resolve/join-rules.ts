import { refuse } from "../refuse.ts";
import type { Expression, Join } from "../syntax/tree.ts";
import { walk } from "../syntax/walk.ts";
import type { Relation } from "./relation.ts";

/**
 * Throws `SQL_REFUSED` for joins whose result grows with the product of both sides. A side of one row, rows
 * written in the query and UNNEST join anything; other sides need an equality between their columns, and two
 * sides of single persons one between who they are.
 */
export function checkJoin(join: Join, left: readonly Relation[], right: readonly Relation[]): void {
  if (isSmall(left) || isSmall(right)) return;
  const equalities = join.on ? conjunctsOf(join.on).filter((condition) => joinsSides(condition, left, right)) : [];
  if (equalities.length === 0) {
    throw refuse(
      `The tables ${left.map((relation) => relation.name).join(", ")} and ${right.map((relation) => relation.name).join(", ")} are joined without an equality between their columns.`,
      "Join with ON a.x = b.x; CROSS JOIN only with one row, VALUES or UNNEST.",
    );
  }
  const individuals = left.some((relation) => relation.isIndividual) && right.some((relation) => relation.isIndividual);
  if (individuals && !equalities.some(isIdentityEquality)) {
    throw refuse(
      "Two tables of single rows are joined by something many rows share.",
      "Join them on who the rows are about, or group one of them first.",
    );
  }
}

function isSmall(relations: readonly Relation[]): boolean {
  return relations.every((relation) => relation.isSingleRow || relation.isWritten);
}

/** The conditions that AND holds together. */
export function conjunctsOf(condition: Expression): readonly Expression[] {
  return condition.kind === "binary" && condition.operator === "and"
    ? [...conjunctsOf(condition.left), ...conjunctsOf(condition.right)]
    : [condition];
}

function joinsSides(condition: Expression, left: readonly Relation[], right: readonly Relation[]): boolean {
  if (condition.kind !== "binary" || condition.operator !== "=") return false;
  const a = sideOf(condition.left);
  const b = sideOf(condition.right);
  if (!a || !b) return false;
  return (left.includes(a) && right.includes(b)) || (left.includes(b) && right.includes(a));
}

/** The one relation that all columns of the expression come from. */
function sideOf(expression: Expression): Relation | null {
  const relations = new Set<Relation>();
  for (const node of walk(expression)) if (node.kind === "column" && node.source) relations.add(node.source.relation);
  const [only] = relations;
  return relations.size === 1 && only ? only : null;
}

/** `a.id = b.id`, both telling who the row is about. */
export function isIdentityEquality(condition: Expression): boolean {
  return (
    condition.kind === "binary" &&
    condition.operator === "=" &&
    [condition.left, condition.right].every(
      (side) => side.kind === "column" && side.source?.column.isIdentity === true && side.source.column.isBase,
    )
  );
}
