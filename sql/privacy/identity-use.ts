import { isIdentityEquality } from "../resolve/join-rules.ts";
import type { Expression } from "../syntax/tree.ts";
import { childrenOf } from "../syntax/walk.ts";

/**
 * Whether any expression uses an id for more than joining, counting, grouping and showing: compared with a value,
 * cut into parts, put into a condition or an aggregate, it picks out who the rows are about.
 */
export function picksPersons(expressions: readonly Expression[]): boolean {
  return expressions.some((expression) => !isPlainId(expression) && picks(expression));
}

function picks(node: Expression): boolean {
  if (isPlainId(node)) return true;
  if (isIdentityEquality(node)) return false;
  if ((node.kind === "in-query" || node.kind === "exists" || node.kind === "scalar-query") && node.result?.rowsPicked) {
    return true;
  }
  if (node.kind === "is-null" && isPlainId(node.operand)) return false;
  if (node.kind === "in-query" && isPlainId(node.operand)) return node.result?.columns[0]?.isIdentity !== true;
  if (node.kind === "call" && (node.name === "count" || node.name === "approx_distinct")) {
    return [...node.args.map(countedCase), ...(node.filter ? [node.filter] : [])].some(
      (part) => part !== null && picks(part),
    );
  }
  if (node.kind === "call" && node.over) {
    const { partitionBy, orderBy } = node.over;
    const keys = [...partitionBy, ...orderBy.map((item) => item.expression)];
    return [...node.args, ...keys.filter((key) => !isPlainId(key))].some(picks);
  }
  return childrenOf(node).some(picks);
}

/** What is left to look at in `count(DISTINCT id)` and `count(DISTINCT CASE WHEN … THEN id END)`: the condition. */
function countedCase(argument: Expression): Expression | null {
  if (isPlainId(argument)) return null;
  const [branch] =
    argument.kind === "case" && !argument.operand && !argument.otherwise && argument.branches.length === 1
      ? argument.branches
      : [];
  return branch && isPlainId(branch.result) ? branch.when : argument;
}

function isPlainId(node: Expression): boolean {
  return node.kind === "column" && node.source?.column.isIdentity === true;
}
