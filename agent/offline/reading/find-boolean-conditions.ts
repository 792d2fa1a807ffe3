import type { Token } from "../text/tokens.ts";
import { columnOf } from "./column-of-mention.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { Mention } from "./mentions.ts";

const having = /^(with|have|has|having|had|hold|holds|own|owns|got)$/;
const being = /^(are|is|were|was|being)$/;
const lacking = /^(without|lacking|lack|lacks|no|not|never|missing)$/;
const between = /^(a|an|the|any|their|its|some|who|that)$/;

/** "Users with a verified badge", "who are not verified": what a column of yes or no says of customers. */
export function booleanConditionAt(tokens: readonly Token[], mention: Mention): FoundCondition | null {
  const column = columnOf(mention, (candidate) => candidate.type === "boolean" && candidate.role === "feature");
  if (!column) return null;
  let from = mention.from - 1;
  while (from >= 0 && between.test(tokens[from]!.lower)) from--;
  const word = tokens[from]?.lower ?? "";
  if (lacking.test(word)) {
    // "Have no badge", "are not verified": the verb belongs to it.
    const verb = tokens[from - 1]?.lower ?? "";
    const start = having.test(verb) || being.test(verb) || verb === "do" || verb === "does" ? from - 1 : from;
    return found(column.name, false, start, mention.to);
  }
  // "Do they have a badge" as a question of its own begins with the verb; within one it says who.
  return (having.test(word) || being.test(word)) && from > 0 ? found(column.name, true, from, mention.to) : null;
}

function found(column: string, value: boolean, from: number, to: number): FoundCondition {
  return { condition: { kind: "compare", column, op: "=", value }, from, to, source: "value" };
}
