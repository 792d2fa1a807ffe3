import { findFunction } from "../functions/find-function.ts";
import { originsOf } from "../resolve/origins.ts";
import { taintOf } from "../resolve/resolve-from.ts";
import type { Block } from "../resolve/resolve-select.ts";
import type { Check } from "../resolve/scope.ts";
import type { Call } from "../syntax/tree.ts";
import { blockExpressions, walk } from "../syntax/walk.ts";
import { isConstant } from "./measure.ts";

/** How many persons there are, and what tables with the same values tell of them. */
const persons = "persons";

/**
 * What a SELECT tells of its groups, as names of places where nothing else is kept: tables of the feed with several
 * rows for a person (their daily activity) by their names, everything else together as `persons`. The logins of all
 * who were active cannot be taken from a count of all customers, however few were not active.
 */
export function toldSubjects(block: Block, check: Check): readonly string[] {
  const found = new Set<string>();
  for (const expression of blockExpressions(block.select, block.query)) {
    for (const node of walk(expression)) {
      if (node.kind !== "call" || node.over || findFunction(node.name).kind !== "aggregate") continue;
      for (const subject of subjectsOf(node, block, check)) found.add(subject);
    }
  }
  return found.size > 0 ? [...found].toSorted() : [persons];
}

function subjectsOf(call: Call, block: Block, check: Check): readonly string[] {
  if (call.args.some((argument) => taintOf(argument).isIdentity)) return [persons];
  if (call.star || call.args.every(isConstant)) {
    const repeating = block.relations.flatMap(({ table }) => (table && check.isDetail(table.name) ? [table.name] : []));
    // Rows may be one for each person, as on a single day.
    return [persons, ...repeating];
  }
  const tables = call.args.flatMap(originsOf).map((origin) => origin.split(".")[0] ?? "");
  return tables.map((name) => (check.isDetail(name) ? name : persons));
}
