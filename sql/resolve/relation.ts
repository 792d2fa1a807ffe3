import type { Table } from "#knowledge";

import type { MeasureForm } from "../privacy/measure.ts";
import type { SqlType } from "../syntax/types.ts";

/** One column that a FROM item offers, with what its values were made from. */
export type RelationColumn = {
  readonly name: string;
  readonly type: SqlType;
  /** Whether its values tell something of a protected column, row by row. */
  readonly isProtected: boolean;
  /** Whether its values tell who the row is about. */
  readonly isIdentity: boolean;
  /** Whether it is a table's own column, passed on unchanged. */
  readonly isBase: boolean;
  /** Its form where it can be aggregated beside a protected column: no condition on persons is hidden in it. */
  readonly form: MeasureForm | null;
  /** Whether values may be missing in the table. */
  readonly isNullable: boolean;
  /** Whether an outer join may have left it empty, so that who has a value was decided by the query. */
  readonly isPartial: boolean;
  /** The tables' columns that its values were made from, as table.column. */
  readonly origins: readonly string[];
};

/**
 * What stands behind one name in FROM, or comes out of a query.
 * Rows are `individual` while each belongs to one entity; they stop being so when they are grouped over entities.
 */
export type Relation = {
  /** The name columns are qualified with. */
  readonly name: string;
  /** The table, where it is one. */
  readonly table: Table | null;
  readonly columns: readonly RelationColumn[];
  readonly isIndividual: boolean;
  /** Whether a protected column decided which rows are in it. */
  readonly rowsProtected: boolean;
  /** Whether its rows were picked by who they are about. */
  readonly rowsPicked: boolean;
  /** Whether it has at most one row. */
  readonly isSingleRow: boolean;
  /** Rows written in the query itself (VALUES, UNNEST): they can repeat other rows. */
  readonly isWritten: boolean;
  /**
   * Names of its columns that hold the entities its rows belong to; for a subquery they are added to its
   * SELECT when asked for. null where that cannot be told any more.
   */
  readonly subjects: () => readonly string[] | null;
};

export type ColumnSource = {
  readonly relation: Relation;
  readonly column: RelationColumn;
  readonly isOuter: boolean;
};
