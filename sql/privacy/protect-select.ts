import { findFunction } from "../functions/find-function.ts";
import { refuse, refuseForPrivacy } from "../refuse.ts";
import { conjunctsOf, isIdentityEquality } from "../resolve/join-rules.ts";
import type { Relation } from "../resolve/relation.ts";
import type { Block } from "../resolve/resolve-select.ts";
import type { Check } from "../resolve/scope.ts";
import { isSubquery, isTainted, taintOf, type Subquery } from "../resolve/resolve-from.ts";
import { samePerson } from "../resolve/same-person.ts";
import type { Expression } from "../syntax/tree.ts";
import { blockExpressions, groupingKeys, walk } from "../syntax/walk.ts";
import { checkMeasures } from "./check-measures.ts";
import { picksPersons } from "./identity-use.ts";
import { makeTotal } from "./make-total.ts";
import { isConstant } from "./measure.ts";
import type { Outcome } from "./rules.ts";
import { withholdSmallGroups } from "./withhold.ts";

/**
 * The rule (spec/governance.md): where a protected column takes part in a SELECT, as filter, group or measure, its
 * rows come out only as groups of at least k persons. A SELECT without groups may hand such rows to the query
 * around it, never to the person.
 */
export function protectSelect(block: Block, isIndividual: boolean, check: Check): Outcome {
  const expressions = [...blockExpressions(block.select, block.query)];
  const tainted = taintedRelations(block, expressions, check);
  if (tainted.size === 0) {
    const rowsPicked =
      picksPersons(expressions) || picksByPlace(block) || block.relations.some((relation) => relation.rowsPicked);
    return { isIndividual, rowsProtected: false, rowsPicked, isReleased: false, tainted };
  }
  assertNotPicked(block, expressions);
  makeTotal(expressions);
  if (block.select.distinct && !block.isAggregated) groupInsteadOfDistinct(block);
  const grouped = block.isAggregated || block.select.groupBy.length > 0;
  if (grouped && !groupsBySubjects(block, tainted)) {
    checkMeasures(block, check);
    withholdSmallGroups(block, tainted, check);
    return {
      isIndividual: false,
      rowsProtected: false,
      rowsPicked: false,
      isReleased: true,
      tainted,
    };
  }
  if (block.isRoot) throw refuseSingleRows(expressions, check);
  assertWindowsRank(expressions);
  return {
    isIndividual: true,
    rowsProtected: decidesRows(block),
    rowsPicked: false,
    isReleased: false,
    tainted,
  };
}

/** The FROM items of which a protected column is read, or whose rows one decided. */
function taintedRelations(block: Block, expressions: readonly Expression[], check: Check): ReadonlySet<Relation> {
  const { sees } = check.privacy.rights;
  const tainted = new Set(
    block.relations.filter((relation) => relation.rowsProtected || (sees === "groups" && relation.isIndividual)),
  );
  const outer = block.outerSources.find(({ column }) => column.isProtected && !column.isIdentity);
  if (outer) throw refuseCorrelation(outer.column.name);
  for (const node of expressions.flatMap((expression) => [...walk(expression)])) {
    if (node.kind === "column" && node.source && !node.source.isOuter && node.source.column.isProtected) {
      tainted.add(node.source.relation);
    }
    if (isSubquery(node) && isTainted(node.result)) tainted.add(linkedRelation(node));
  }
  if (tainted.size > 0 && block.outerSources.length > 0 && block.isAggregated)
    throw refuseCorrelation("a protected column");
  // Rows written in the query (UNNEST of a protected column) belong to whom the column belongs to.
  for (const relation of block.relations) {
    if (relation.isWritten && tainted.has(relation)) addOwners(relation, block, tainted);
  }
  return tainted;
}

/**
 * The FROM item whose persons a protected subquery is about: `id IN (SELECT id …)`, `EXISTS (… WHERE inner.id =
 * outer.id)`. Only then does counting the outer persons count the inner ones; any other subquery could tell of one
 * person to many rows.
 */
function linkedRelation(subquery: Subquery): Relation {
  if (subquery.kind === "in-query" && subquery.operand.kind === "column") {
    const [column] = subquery.result?.columns ?? [];
    const source = subquery.operand.source;
    if (
      source &&
      !source.isOuter &&
      source.column.isIdentity &&
      source.column.isBase &&
      column?.isIdentity &&
      column.isBase
    ) {
      return source.relation;
    }
  }
  const { body } = subquery.query;
  if (subquery.kind === "exists" && body.kind === "select" && body.where) {
    for (const condition of conjunctsOf(body.where)) {
      if (condition.kind !== "binary" || !isIdentityEquality(condition)) continue;
      const sides = [condition.left, condition.right].flatMap((side) =>
        side.kind === "column" && side.source ? [side.source] : [],
      );
      const outer = sides.find((source) => source.isOuter);
      if (outer && sides.some((source) => !source.isOuter)) return outer.relation;
    }
  }
  throw refuseForPrivacy(
    "A subquery over a protected column is not tied to the persons of the query around it.",
    "Write id IN (SELECT id FROM … WHERE …), join on the id, or aggregate in the subquery.",
  );
}

function addOwners(written: Relation, block: Block, tainted: Set<Relation>): void {
  tainted.delete(written);
  for (const relation of block.relations) if (relation.isIndividual) tainted.add(relation);
}

function refuseCorrelation(what: string): Error {
  return refuseForPrivacy(
    `A subquery on ${what} depends on the row of the query around it.`,
    "Group by the column in a WITH query, and join that.",
  );
}

/** LIMIT or OFFSET over rows in the order of their ids, or in none: which persons are left is set by hand. */
function picksByPlace({ query, isAggregated }: Block): boolean {
  if (!query || isAggregated || (query.limit === null && query.offset === 0)) return false;
  return query.orderBy.length === 0 || query.orderBy.some((item) => taintOf(item.expression).isIdentity);
}

/** A protected question must not be about persons named in it. */
function assertNotPicked(block: Block, expressions: readonly Expression[]): void {
  if (picksPersons(expressions) || picksByPlace(block) || block.relations.some((relation) => relation.rowsPicked)) {
    throw refuseForPrivacy(
      "The query picks single persons and uses a protected column.",
      "Leave out the condition on the id, or the protected column. Ids may be joined on, counted and grouped by.",
    );
  }
}

/** SELECT DISTINCT a, b is GROUP BY a, b; groups can be counted. */
function groupInsteadOfDistinct(block: Block): void {
  const items = block.select.items.flatMap((item) => (item.kind === "expression" ? [item.expression] : []));
  if (items.some((item) => [...walk(item)].some((node) => node.kind === "call" && node.over))) {
    throw refuse("DISTINCT stands with a window function.", "Use GROUP BY.");
  }
  block.select.distinct = false;
  block.select.groupBy = [{ kind: "simple", keys: items }];
}

/** Whether each group is one person's. */
function groupsBySubjects(block: Block, tainted: ReadonlySet<Relation>): boolean {
  if (block.select.groupBy.some((grouping) => grouping.kind !== "simple")) return false;
  const keys = groupingKeys(block.select.groupBy);
  const isKey = (relation: Relation, subject: string) => keys.some(samePerson(block, relation, subject));
  return [...tainted].every((relation) => {
    const subjects = relation.subjects();
    return subjects !== null && subjects.length > 0 && subjects.every((subject) => isKey(relation, subject));
  });
}

/** Whether a protected column decides which rows come out, not only what they hold. */
function decidesRows(block: Block): boolean {
  if (block.relations.some((relation) => relation.rowsProtected)) return true;
  const { select, query } = block;
  const showing = new Set(select.items.flatMap((item) => (item.kind === "expression" ? [item.expression] : [])));
  for (const expression of blockExpressions(select, query)) {
    if (showing.has(expression)) continue;
    for (const node of walk(expression)) {
      if (node.kind === "column" && node.source?.column.isProtected) return true;
      if ((node.kind === "in-query" || node.kind === "exists") && isTainted(node.result)) return true;
    }
  }
  return false;
}

/**
 * At row level a window may rank and count by a protected column; any other value of it would be another row's, and
 * whose that is was decided by the protected column.
 */
function assertWindowsRank(expressions: readonly Expression[]): void {
  for (const node of expressions.flatMap((expression) => [...walk(expression)])) {
    if (node.kind !== "call" || !node.over || !taintOf(node).isProtected) continue;
    const isRank = findFunction(node.name).kind === "window" && node.args.every(isConstant);
    if (isRank || (node.star && node.filter === null)) continue;
    throw refuseForPrivacy(
      `The window function ${node.name} carries values from row to row by a protected column.`,
      "Group first, then use the window function over the groups; ntile, rank and count(*) may stand OVER it.",
    );
  }
}

function refuseSingleRows(expressions: readonly Expression[], check: Check): Error {
  const { sees, minimumGroupSize } = check.privacy.rights;
  if (sees === "groups") {
    return refuseForPrivacy(
      "The query shows rows of single persons.",
      `This role sees groups of at least ${minimumGroupSize} only: aggregate, with GROUP BY where there are groups.`,
    );
  }
  const names = new Set(
    expressions.flatMap((expression) =>
      [...walk(expression)].flatMap((node) =>
        node.kind === "column" && node.source?.column.isProtected ? [node.path.at(-1) ?? ""] : [],
      ),
    ),
  );
  return refuseForPrivacy(
    `The query shows rows of single persons by ${[...names].join(", ") || "a confidential column"}, which is confidential.`,
    `Group by it and aggregate (groups under ${minimumGroupSize} are left out), or leave it out, also in WHERE and ORDER BY.`,
  );
}
