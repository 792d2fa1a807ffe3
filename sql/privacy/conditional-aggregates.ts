import { identify } from "../resolve/check-grouped.ts";
import { optionalItems } from "../resolve/optional-items.ts";
import type { ColumnSource } from "../resolve/relation.ts";
import type { Block } from "../resolve/resolve-select.ts";
import { subjectReference } from "../resolve/subjects.ts";
import { taintOf } from "../resolve/resolve-from.ts";
import { replaceDeep } from "../syntax/replace.ts";
import { walk } from "../syntax/walk.ts";
import type { Call, Case, Expression } from "../syntax/tree.ts";
import { booleanType } from "../syntax/types.ts";
import { findFunction } from "../functions/find-function.ts";
import { isConstant, isSharedCondition } from "./measure.ts";
import { atLeast, countPersons } from "./withhold.ts";

/** A condition under which an aggregate sees a person's rows, as a group inside the group. */
export type Part = {
  readonly condition: Expression;
  /**
   * Whether the query drew the line, so that those outside it must be at least k as well. None are not enough: a
   * value withheld for one outside and given for none would tell in which group the one is.
   */
  readonly isDrawn: boolean;
};

/**
 * An aggregate that looks at part of a group (FILTER, count_if, one CASE WHEN, the matches of an outer join, a column
 * that is missing for some) is a group of its own in a group that a protected column takes part in: it is given
 * only where that part has at least k persons, and, where the query drew the line, the rest has so many as well,
 * since the rest follows by subtraction. Gives whether there was any.
 */
export function guardConditionalAggregates(
  block: Block,
  persons: readonly Expression[],
  minimumGroupSize: number,
): boolean {
  let isGuarded = false;
  const optional = optionalItems(block.select.from);
  const guard = (expression: Expression) =>
    replaceDeep(expression, (node) => {
      const parts = node.kind === "call" ? guardedParts(node, optional) : [];
      isGuarded ||= parts.length > 0;
      return parts.length > 0 && node.kind === "call" ? guardedCall(node, parts, persons, minimumGroupSize) : node;
    });
  const { select, query } = block;
  select.items = select.items.map((item) =>
    item.kind === "expression" ? { ...item, expression: guard(item.expression) } : item,
  );
  if (select.having) select.having = guard(select.having);
  if (query) query.orderBy = query.orderBy.map((item) => ({ ...item, expression: guard(item.expression) }));
  return isGuarded;
}

/** The parts of the group that an aggregate tells of; none where it takes all, or a shared boolean parts what is only counted. */
export function guardedParts(call: Call, optional: ReadonlyMap<string, boolean>): readonly Part[] {
  if (call.over || findFunction(call.name).kind !== "aggregate") return [];
  const written = writtenCondition(call);
  const reads = [...call.args, ...(call.filter ? [call.filter] : [])].flatMap((part) => sourcesIn(part));
  const matched = new Map<string, Part>();
  for (const { node, source } of reads) {
    if (!source.column.isPartial && !optional.has(source.relation.name)) continue;
    const condition = isThere(matchOf(node, source));
    matched.set(identify(condition), { condition, isDrawn: optional.get(source.relation.name) ?? true });
  }
  const missing = new Map(
    call.args
      .flatMap((part) => sourcesIn(part))
      .flatMap(({ node, source }) => (source.column.isNullable ? [[identify(node), isThere(node)] as const] : [])),
  );
  const present = [...(written ? [written] : []), ...missing.values()];
  return [
    ...(written ? [{ condition: written, isDrawn: true }] : []),
    ...matched.values(),
    ...(missing.size > 0 ? [{ condition: allOf(present), isDrawn: false }] : []),
  ];
}

/** What FILTER, count_if and CASE ask of a row; null where they ask nothing, or only a shared boolean of what is counted. */
function writtenCondition(call: Call): Expression | null {
  const [argument] = call.args;
  const branch = argument ? onlyBranch(argument) : null;
  const conditions = [
    ...(call.filter ? [call.filter] : []),
    ...(call.name === "count_if" && argument ? [argument] : []),
    ...(branch ? [branch.when] : []),
  ];
  if (conditions.length === 0) return null;
  const isProtected = [...call.args, ...conditions].some((part) => taintOf(part).isProtected);
  const measured = branch ? [branch.result, ...call.args.slice(1)] : call.args;
  const isCounted = call.name === "count_if" || call.name === "count" || measured.every(isConstant);
  return !isProtected && isCounted && conditions.every(isSharedCondition) ? null : allOf(conditions);
}

type Reading = { readonly node: Expression; readonly source: ColumnSource };

function sourcesIn(expression: Expression): readonly Reading[] {
  return [...walk(expression)].flatMap((node) =>
    node.kind === "column" && node.source && !node.source.isOuter ? [{ node, source: node.source }] : [],
  );
}

/** What is there exactly where an outer join found something: the id, which no row lacks; else the column itself. */
function matchOf(node: Expression, { relation, column }: ColumnSource): Expression {
  const [subject] = column.isPartial || !relation.isIndividual ? [] : (relation.subjects() ?? []);
  return subject === undefined ? node : subjectReference(relation, subject);
}

function isThere(operand: Expression): Expression {
  return { kind: "is-null", negated: true, operand, type: booleanType };
}

function allOf([first, ...others]: readonly Expression[]): Expression {
  return others.reduce<Expression>(
    (left, right) => ({ kind: "binary", operator: "and", left, right, type: booleanType }),
    first ?? { kind: "boolean", value: true },
  );
}

function equal(left: Expression, right: Expression): Expression {
  return { kind: "binary", operator: "=", left, right, type: booleanType };
}

/** The branch of `CASE WHEN c THEN x [ELSE literal] END`, `CASE a WHEN b …` or `if(c, x)`, which takes the rows where c holds. */
export function onlyBranch(argument: Expression): Case["branches"][number] | null {
  if (argument.kind === "case") {
    const [branch, ...others] = argument.branches;
    if (!branch || others.length > 0 || !isConstant(argument.otherwise)) return null;
    return argument.operand ? { when: equal(argument.operand, branch.when), result: branch.result } : branch;
  }
  const [when, then, otherwise] = argument.kind === "call" && argument.name === "if" ? argument.args : [];
  return when && then && isConstant(otherwise ?? null) ? { when, result: then } : null;
}

function guardedCall(
  call: Call & Expression,
  parts: readonly Part[],
  persons: readonly Expression[],
  minimumGroupSize: number,
): Expression {
  const tests = persons.flatMap((person) =>
    parts.flatMap(({ condition, isDrawn }): Expression[] => [
      atLeast(countPersons(person, condition), minimumGroupSize),
      ...(isDrawn ? [atLeast(countPersons(person, restOf(condition)), minimumGroupSize)] : []),
    ]),
  );
  if (tests.length === 0) return call;
  return {
    kind: "case",
    operand: null,
    branches: [{ when: allOf(tests), result: call }],
    otherwise: null,
    type: call.type,
  };
}

/** Where the condition does not hold: it is false or unknown. */
function restOf(condition: Expression): Expression {
  return {
    kind: "binary",
    operator: "is distinct from",
    left: condition,
    right: { kind: "boolean", value: true },
    type: booleanType,
  };
}
