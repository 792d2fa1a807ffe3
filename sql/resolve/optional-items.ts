import type { Join, TableReference } from "../syntax/tree.ts";
import { conjunctsOf, isIdentityEquality } from "./join-rules.ts";

/**
 * The FROM items that an outer join leaves empty where nothing matches, by name; and whether the query decides who is
 * matched: it does not where a table as it is is joined on the id alone.
 */
export function optionalItems(from: TableReference | null): ReadonlyMap<string, boolean> {
  const items = new Map<string, boolean>();
  if (from?.kind !== "join") return items;
  for (const inner of [from.left, from.right])
    for (const [name, isDrawn] of optionalItems(inner)) items.set(name, isDrawn);
  const emptied = [
    ...(from.type === "left" || from.type === "full" ? [from.right] : []),
    ...(from.type === "right" || from.type === "full" ? [from.left] : []),
  ];
  for (const side of emptied) {
    // The resolver has written a table's name out in full; a query of WITH goes by one name.
    const isWhole = side.kind === "table" && side.path.length > 1;
    const isDrawn = !isWhole || !isOnIdAlone(from);
    for (const name of namesIn(side)) items.set(name, isDrawn || (items.get(name) ?? false));
  }
  return items;
}

function isOnIdAlone({ on }: Join): boolean {
  return on !== null && conjunctsOf(on).every(isIdentityEquality);
}

function namesIn(from: TableReference): readonly string[] {
  if (from.kind === "join") return [...namesIn(from.left), ...namesIn(from.right)];
  return [from.alias ?? (from.kind === "table" ? (from.path.at(-1) ?? "") : "")];
}
