import type { Column } from "#knowledge";

import type { Mention } from "./mentions.ts";

/** The mention's column of a kind, a feature before a target where both are meant. */
export function columnOf(mention: Mention, accept: (column: Column) => boolean): Column | null {
  for (const meaning of mention.meanings) {
    if (meaning.kind === "column" && accept(meaning.column)) return meaning.column;
  }
  return null;
}

export function isNumeric(column: Column): boolean {
  return column.type === "int" || column.type === "double";
}
