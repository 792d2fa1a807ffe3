import { isReserved } from "../syntax/words.ts";
import type { Expression } from "../syntax/tree.ts";
import type { Dialect } from "./dialect.ts";

/** Athena's dialect, as people write it: names are quoted only where they must be. */
export const athena: Dialect = {
  name: quoteWhereNeeded,
  column: (node) => node.path.map(quoteWhereNeeded).join("."),
  expression: (node, print) => {
    if (node.kind === "call" && node.safe) {
      const [measured] = node.args;
      const wide = { ...node, safe: false, args: measured ? [widened(measured)] : [] };
      return `TRY_CAST(${print(wide)} AS bigint)`;
    }
    if (node.kind !== "binary" || !node.safe) return null;
    const { safe: _, ...plain } = node;
    return `try(${print(plain)})`;
  },
  unnest: (node, print) => {
    const alias = node.alias === null ? "" : ` AS ${quoteWhereNeeded(node.alias)}`;
    const columns = node.columns.length > 0 ? `(${node.columns.map(quoteWhereNeeded).join(", ")})` : "";
    return `UNNEST(${node.items.map(print).join(", ")})${node.ordinality ? " WITH ORDINALITY" : ""}${alias}${columns}`;
  },
  writesNullOrder: false,
  namesOutputs: false,
};

/** A whole number that 38 digits can be summed in. */
function widened(operand: Expression): Expression {
  return { kind: "cast", safe: false, operand, target: { kind: "decimal", precision: 38, scale: 0 } };
}

function quoteWhereNeeded(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !isReserved(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
