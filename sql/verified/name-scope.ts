import type { Shape } from "./shape.ts";

/** What one name in FROM offers: its columns by name, each as the shape that stands for it. */
export type NamedRelation = { readonly alias: string | null; readonly columns: ReadonlyMap<string, Shape> };

/** The names that an expression may use, innermost first: relations, then what they stand within. */
export type NameScope = {
  readonly relations: readonly NamedRelation[];
  /** Outputs of the same SELECT, which a name stands for where no relation has it. */
  readonly outputs: ReadonlyMap<string, Shape>;
  readonly outer: NameScope | null;
};

/** The shape that a column's path stands for; the path itself where nothing in scope has it. */
export function shapeOfPath(path: readonly string[], scope: NameScope | null): Shape {
  if (scope === null) return ["name", ...path];
  const name = path.at(-1) ?? "";
  const qualifier = path.at(-2);
  for (const relation of scope.relations) {
    if (qualifier !== undefined && relation.alias !== qualifier) continue;
    const found = relation.columns.get(name);
    if (found !== undefined) return found;
  }
  const output = qualifier === undefined ? scope.outputs.get(name) : undefined;
  return output ?? shapeOfPath(path, scope.outer);
}
