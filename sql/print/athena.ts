import { isReserved } from "../syntax/words.ts";
import type { Dialect } from "./dialect.ts";

/** Athena's dialect, as people write it: names are quoted only where they must be. */
export const athena: Dialect = {
  name: quoteWhereNeeded,
  column: (node) => node.path.map(quoteWhereNeeded).join("."),
  expression: (node, print) => {
    if (node.kind !== "binary" || !node.safe) return null;
    const { safe: _, ...plain } = node;
    return `try(${print(plain)})`;
  },
  unnest: (node, print) => {
    const alias = node.alias === null ? "" : ` AS ${quoteWhereNeeded(node.alias)}`;
    const columns =
      node.columns.length > 0 ? `(${node.columns.map(quoteWhereNeeded).join(", ")})` : "";
    return `UNNEST(${node.items.map(print).join(", ")})${node.ordinality ? " WITH ORDINALITY" : ""}${alias}${columns}`;
  },
  writesNullOrder: false,
  namesOutputs: false,
};

function quoteWhereNeeded(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !isReserved(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}
