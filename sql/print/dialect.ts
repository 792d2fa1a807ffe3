import type { ColumnReference, Expression, TableReference } from "../syntax/tree.ts";

/** Prints an expression; what a dialect is handed to print the parts of a node. */
export type Print = (node: Expression) => string;

/** Where a dialect's text differs from the plain form of a node. */
export type Dialect = {
  /** A name, quoted where it has to be. */
  readonly name: (name: string) => string;
  readonly column: (node: ColumnReference) => string;
  /** The node's text, or null where the plain form is the dialect's own. */
  readonly expression: (node: Expression, print: Print) => string | null;
  readonly unnest: (node: Extract<TableReference, { kind: "unnest" }>, print: Print) => string;
  /** Writes NULLS LAST also where it is Trino's default. */
  readonly writesNullOrder: boolean;
  /** Names every column of a SELECT, also those without an alias. */
  readonly namesOutputs: boolean;
};
