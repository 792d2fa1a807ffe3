import { athena } from "../print/athena.ts";
import type { Dialect } from "../print/dialect.ts";
import { printExpression } from "../print/print-expression.ts";
import { printQuery } from "../print/print-query.ts";
import { refuseForPrivacy } from "../refuse.ts";
import { identify } from "../resolve/check-grouped.ts";
import { optionalItems } from "../resolve/optional-items.ts";
import type { Relation } from "../resolve/relation.ts";
import type { Block } from "../resolve/resolve-select.ts";
import { samePerson } from "../resolve/same-person.ts";
import type { Check } from "../resolve/scope.ts";
import type { Expression, Grouping, Query } from "../syntax/tree.ts";
import { booleanType } from "../syntax/types.ts";
import { blockExpressions, walk } from "../syntax/walk.ts";
import { toldSubjects } from "./told-subjects.ts";
import { guardedParts } from "./conditional-aggregates.ts";
import { isOneRowEach, personsOf } from "./withhold.ts";

/** Persons that one SELECT tells of, in groups: all that its FROM and WHERE give, by its keys. */
export type Population = {
  /** A query in Athena's dialect with the columns person, key_0, key_1 …: who is in which group. */
  readonly members: string;
  /** What is told of the groups, by where it is kept: answers on different things cannot be subtracted. */
  readonly subjects: readonly string[];
  /** Persons from which on its groups are given. */
  readonly smallestGroup: number;
  /** Columns that make the groups; without any, there is one group. */
  readonly keyCount: number;
  /** The same as a condition over a table with one row for each person, where it is one. */
  readonly scan: { readonly table: string; readonly condition: string | null; readonly keys: readonly string[] } | null;
};

/** The same for populations of the same persons in the same groups, of which the same is told. */
export function nameOf({ subjects, members }: Population): string {
  return `${subjects.join()}: ${members}`;
}

/** Ways to group, times conditions of aggregates, in one SELECT. */
const mostAtOnce = 32;

/**
 * Notes the populations of a SELECT whose groups are given out: one for each of its grouping sets, and for each
 * condition under which an aggregate takes only part of a group. Throws `PRIVACY_REFUSED` for too many.
 */
export function notePopulations(block: Block, tainted: ReadonlySet<Relation>, check: Check): void {
  const conditions = [null, ...partConditions(block)].map((part) => both(block.select.where, part));
  const isScan = isOneRowEach(block, check);
  const subjects = toldSubjects(block, check);
  const sets = groupingSets(block.select.groupBy);
  if (sets.length * conditions.length > mostAtOnce) {
    throw refuseForPrivacy(
      `The query groups in ${sets.length} ways under ${conditions.length} conditions, beside a protected column.`,
      `Ask for at most ${mostAtOnce} in one query.`,
    );
  }
  for (const person of distinctPersons(block, tainted)) {
    for (const keys of sets) {
      for (const condition of conditions) {
        check.privacy.populations.push(() => ({
          members: printQuery(membersQuery(block, person, keys, condition), athena),
          subjects,
          smallestGroup: check.privacy.rights.minimumGroupSize,
          keyCount: keys.length,
          scan: isScan ? scanOf(block, keys, condition) : null,
        }));
      }
    }
  }
}

/** Each condition once, however often aggregates name it. */
function partConditions(block: Block): readonly Expression[] {
  const found = new Map<string, Expression>();
  const optional = optionalItems(block.select.from);
  for (const expression of blockExpressions(block.select, block.query)) {
    for (const node of walk(expression)) {
      for (const { condition, isDrawn } of node.kind === "call" ? guardedParts(node, optional) : []) {
        if (isDrawn) found.set(identify(condition), condition);
      }
    }
  }
  return [...found.values()];
}

/** Ids that are not the same by a join; those that are count the same persons. */
function distinctPersons(block: Block, tainted: ReadonlySet<Relation>): readonly Expression[] {
  const kept: Expression[] = [];
  const known: ((expression: Expression) => boolean)[] = [];
  for (const relation of tainted) {
    const subjects = relation.subjects() ?? [];
    for (const [index, person] of personsOf(relation).entries()) {
      if (known.some((isSame) => isSame(person))) continue;
      kept.push(person);
      known.push(samePerson(block, relation, subjects[index] ?? ""));
    }
  }
  return kept;
}

function both(left: Expression | null, right: Expression | null): Expression | null {
  return left && right ? { kind: "binary", operator: "and", left, right, type: booleanType } : (left ?? right);
}

function membersQuery(
  { select, withs }: Block,
  person: Expression,
  keys: readonly Expression[],
  where: Expression | null,
): Query {
  const items = [
    { kind: "expression", expression: person, alias: "person" } as const,
    ...keys.map((expression, index) => ({ kind: "expression", expression, alias: `key_${index}` }) as const),
  ];
  const around = { orderBy: [], offset: 0, limit: null };
  const inner: Query = {
    ...around,
    ctes: [],
    body: { kind: "select", distinct: false, items, from: select.from, where, groupBy: [], having: null },
  };
  return withs.reduceRight<Query>(
    (query, ctes, index) => ({
      ...around,
      ctes: [...ctes],
      body: index === withs.length - 1 ? query.body : { kind: "nested", query },
    }),
    inner,
  );
}

/** Only one table is read, so that names alone mean its columns. */
const bareNames: Dialect = { ...athena, column: (node) => athena.name(node.path.at(-1) ?? "") };

function scanOf(block: Block, keys: readonly Expression[], condition: Expression | null): Population["scan"] {
  const [relation] = block.relations;
  const parts = [...keys, ...(condition ? [condition] : [])];
  const isPlain = parts.every((part) => [...walk(part)].every((node) => !looksElsewhere.has(node.kind)));
  if (!relation?.table || !isPlain) return null;
  const print = (node: Expression) => printExpression(node, bareNames);
  return {
    table: `${athena.name(relation.table.database)}.${athena.name(relation.table.name)}`,
    condition: condition && print(condition),
    keys: keys.map(print),
  };
}

const looksElsewhere: ReadonlySet<Expression["kind"]> = new Set(["in-query", "exists", "scalar-query", "lambda"]);

/** The lists of keys that GROUP BY groups by: several with ROLLUP, CUBE and GROUPING SETS; one, empty, without it. */
function groupingSets(groupBy: readonly Grouping[]): readonly (readonly Expression[])[] {
  return groupBy.reduce<readonly (readonly Expression[])[]>(
    (sets, grouping) => sets.flatMap((keys) => setsOf(grouping).map((more) => [...keys, ...more])),
    [[]],
  );
}

function setsOf(grouping: Grouping): readonly (readonly Expression[])[] {
  switch (grouping.kind) {
    case "simple":
      return [grouping.keys];
    case "sets":
      return grouping.sets;
    case "rollup":
      return Array.from({ length: grouping.keys.length + 1 }, (_, count) => grouping.keys.slice(0, count));
    case "cube":
      return Array.from({ length: 2 ** grouping.keys.length }, (_, chosen) =>
        grouping.keys.filter((_key, place) => Math.floor(chosen / 2 ** place) % 2 === 1),
      );
  }
}
