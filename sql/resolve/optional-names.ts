import type { TableReference } from "../syntax/tree.ts";

/** The FROM items that an outer join leaves empty where nothing matches: who is matched is decided by its condition. */
export function optionalNames(from: TableReference | null): ReadonlySet<string> {
  const names = new Set<string>();
  if (from?.kind !== "join") return names;
  for (const inner of [from.left, from.right]) for (const name of optionalNames(inner)) names.add(name);
  if (from.type === "left" || from.type === "full") for (const name of namesIn(from.right)) names.add(name);
  if (from.type === "right" || from.type === "full") for (const name of namesIn(from.left)) names.add(name);
  return names;
}

function namesIn(from: TableReference): readonly string[] {
  if (from.kind === "join") return [...namesIn(from.left), ...namesIn(from.right)];
  return [from.alias ?? (from.kind === "table" ? (from.path.at(-1) ?? "") : "")];
}
