import { refuseForPrivacy } from "../refuse.ts";
import type { Relation } from "../resolve/relation.ts";
import type { Block } from "../resolve/resolve-select.ts";
import type { Check } from "../resolve/scope.ts";
import { subjectReference } from "../resolve/subjects.ts";
import type { Call, Expression } from "../syntax/tree.ts";
import { bigintType, booleanType } from "../syntax/types.ts";
import { blockExpressions, walk } from "../syntax/walk.ts";
import { guardConditionalAggregates } from "./conditional-aggregates.ts";
import { notePopulations } from "./populations.ts";

/**
 * Adds `HAVING count(DISTINCT person) >= k` for every FROM item in question, so that no engine ever gives a smaller
 * group, and guards aggregates that look at part of a group in the same way. Throws `PRIVACY_REFUSED` where the
 * persons behind the rows can no longer be counted.
 */
export function withholdSmallGroups(block: Block, tainted: ReadonlySet<Relation>, check: Check): void {
  const { minimumGroupSize } = check.privacy.rights;
  const { select } = block;
  const persons = [...tainted].flatMap((relation) => personsOf(relation));
  notePopulations(block, tainted, check);
  const hasParts = guardConditionalAggregates(block, persons, minimumGroupSize);
  const isOnePerRow = isOneRowEach(block, check);
  for (const person of persons) {
    const large = atLeast(isOnePerRow ? countRows() : countPersons(person, null), minimumGroupSize);
    select.having = select.having
      ? { kind: "binary", operator: "and", left: select.having, right: large, type: booleanType }
      : large;
  }
  if (hasParts) {
    check.notices.add(
      `A value about part of a group is left empty where that part, or the rest of the group, is fewer than ${minimumGroupSize}.`,
    );
  }
  const why = reasonOf(block, tainted);
  check.notices.add(
    select.groupBy.length > 0
      ? `Groups of fewer than ${minimumGroupSize} are left out${why}.`
      : `A result over fewer than ${minimumGroupSize} is left out${why}: no row then means none or too few.`,
  );
}

/** The protected columns that the SELECT names, as the reason of a notice. */
function reasonOf(block: Block, tainted: ReadonlySet<Relation>): string {
  const names = new Set<string>();
  for (const expression of blockExpressions(block.select, block.query)) {
    for (const node of walk(expression)) {
      if (node.kind !== "column" || !node.source?.column.isProtected || !tainted.has(node.source.relation)) continue;
      if (!node.source.column.isIdentity) names.add(node.source.column.name);
    }
  }
  return names.size > 0 ? `, because of ${[...names].join(", ")}` : "";
}

export function personsOf(relation: Relation): readonly Expression[] {
  const subjects = relation.subjects();
  if (subjects === null || subjects.length === 0) {
    throw refuseForPrivacy(
      `The rows of ${relation.name} hold a protected column, but no longer tell how many persons they are.`,
      "Keep the id in the inner query, without DISTINCT, or group there by the protected column.",
    );
  }
  return subjects.map((subject) => subjectReference(relation, subject));
}

/** Whether the FROM is one table with one row for each person: counting rows is then counting persons. */
export function isOneRowEach(block: Block, check: Check): boolean {
  const [only] = block.relations;
  return block.relations.length === 1 && only?.table != null && check.isOneRowEach(only.table);
}

function countRows(): Call {
  return { ...emptyCall, name: "count", star: true };
}

/** count(DISTINCT person) FILTER (WHERE condition) */
export function countPersons(person: Expression, condition: Expression | null): Call {
  return { ...emptyCall, name: "count", args: [person], distinct: true, filter: condition };
}

export function atLeast(call: Call, count: number): Expression {
  return {
    kind: "binary",
    operator: ">=",
    left: call,
    right: { kind: "integer", text: String(count) },
    type: booleanType,
  };
}

const emptyCall: Omit<Call, "name"> & { type: typeof bigintType } = {
  kind: "call",
  args: [],
  star: false,
  distinct: false,
  ignoreNulls: false,
  orderBy: [],
  filter: null,
  over: null,
  type: bigintType,
};
