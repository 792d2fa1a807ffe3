import type { Block } from "../resolve/resolve-select.ts";
import { taintOf } from "../resolve/resolve-from.ts";
import { replaceDeep } from "../syntax/replace.ts";
import type { Call, Case, Expression } from "../syntax/tree.ts";
import { booleanType } from "../syntax/types.ts";
import { findFunction } from "../functions/find-function.ts";
import { isConstant, isSharedCondition } from "./measure.ts";
import { atLeast, countPersons } from "./withhold.ts";

/**
 * An aggregate that looks at part of a group (FILTER, count_if, one CASE WHEN) is a group of its own in a
 * group that a protected column takes part in: it is given only where that part has at least k persons, and the
 * rest has none or at least k, since the rest follows by subtraction.
 */
export function guardConditionalAggregates(
  block: Block,
  persons: readonly Expression[],
  minimumGroupSize: number,
): void {
  const guard = (expression: Expression) =>
    replaceDeep(expression, (node) => {
      const condition = node.kind === "call" ? guardedCondition(node) : null;
      return condition && node.kind === "call" ? guardedCall(node, condition, persons, minimumGroupSize) : node;
    });
  const { select, query } = block;
  select.items = select.items.map((item) =>
    item.kind === "expression" ? { ...item, expression: guard(item.expression) } : item,
  );
  if (select.having) select.having = guard(select.having);
  if (query) query.orderBy = query.orderBy.map((item) => ({ ...item, expression: guard(item.expression) }));
}

/**
 * The condition under which an aggregate takes rows, where it makes a part of the group; null where it takes all,
 * or the condition is a shared boolean and no protected column is measured.
 */
export function guardedCondition(call: Call): Expression | null {
  if (call.over || findFunction(call.name).kind !== "aggregate") return null;
  const [argument] = call.args;
  const branch = argument ? onlyBranch(argument) : null;
  const conditions = [
    ...(call.filter ? [call.filter] : []),
    ...(call.name === "count_if" && argument ? [argument] : []),
    ...(branch ? [branch.when] : []),
  ];
  const [first, ...others] = conditions;
  const isProtected = [...call.args, ...conditions].some((part) => taintOf(part).isProtected);
  if (!first || (!isProtected && conditions.every(isSharedCondition))) return null;
  return others.reduce<Expression>(
    (all, other) => ({
      kind: "binary",
      operator: "and",
      left: all,
      right: other,
      type: booleanType,
    }),
    first,
  );
}

/** The branch of `CASE WHEN c THEN x [ELSE literal] END` or `if(c, x)`, which takes the rows where c holds. */
export function onlyBranch(argument: Expression): Case["branches"][number] | null {
  if (
    argument.kind === "case" &&
    !argument.operand &&
    argument.branches.length === 1 &&
    isConstant(argument.otherwise)
  ) {
    return argument.branches[0] ?? null;
  }
  const [when, then, otherwise] = argument.kind === "call" && argument.name === "if" ? argument.args : [];
  return when && then && isConstant(otherwise ?? null) ? { when, result: then } : null;
}

function guardedCall(
  call: Call & Expression,
  condition: Expression,
  persons: readonly Expression[],
  minimumGroupSize: number,
): Expression {
  const rest: Expression = {
    kind: "binary",
    operator: "is distinct from",
    left: condition,
    right: { kind: "boolean", value: true },
    type: booleanType,
  };
  const tests = persons.flatMap((person): Expression[] => [
    atLeast(countPersons(person, condition), minimumGroupSize),
    {
      kind: "between",
      negated: true,
      operand: countPersons(person, rest),
      low: { kind: "integer", text: "1" },
      high: { kind: "integer", text: String(minimumGroupSize - 1) },
      type: booleanType,
    },
  ]);
  const [first, ...others] = tests;
  if (!first) return call;
  const when = others.reduce<Expression>(
    (all, test) => ({ kind: "binary", operator: "and", left: all, right: test, type: booleanType }),
    first,
  );
  return {
    kind: "case",
    operand: null,
    branches: [{ when, result: call }],
    otherwise: null,
    type: call.type,
  };
}
