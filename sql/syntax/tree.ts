import type { ColumnSource, Relation } from "../resolve/relation.ts";
import type { SqlType } from "./types.ts";

/**
 * The tree of a query: the part of Trino's SELECT that the product speaks, and nothing else. What has no node here
 * cannot be said to an engine, since engines only ever get text printed from this tree.
 * The resolver writes `type`, the `source` of a column and the `result` of a subquery into the nodes, so a tree
 * belongs to one check.
 */
export type Expression = Typed &
  (
    | Literal
    | ColumnReference
    | { readonly kind: "negate"; operand: Expression }
    | { readonly kind: "not"; operand: Expression }
    | Binary
    | {
        readonly kind: "between";
        readonly negated: boolean;
        operand: Expression;
        low: Expression;
        high: Expression;
      }
    | {
        readonly kind: "in-list";
        readonly negated: boolean;
        operand: Expression;
        items: Expression[];
      }
    | {
        readonly kind: "in-query";
        readonly negated: boolean;
        operand: Expression;
        readonly query: Query;
        result?: Relation;
      }
    | {
        readonly kind: "like";
        readonly negated: boolean;
        operand: Expression;
        pattern: Expression;
        escape: Expression | null;
      }
    | { readonly kind: "is-null"; readonly negated: boolean; operand: Expression }
    | { readonly kind: "exists"; readonly query: Query; result?: Relation }
    | { readonly kind: "scalar-query"; readonly query: Query; result?: Relation }
    | Case
    | { readonly kind: "cast"; safe: boolean; operand: Expression; readonly target: SqlType }
    | { readonly kind: "extract"; readonly field: string; operand: Expression }
    | { readonly kind: "array"; items: Expression[] }
    | { readonly kind: "row"; items: Expression[] }
    | { readonly kind: "subscript"; operand: Expression; index: Expression }
    | { readonly kind: "lambda"; readonly parameters: readonly string[]; body: Expression }
    | Call
  );

type Typed = {
  type?: SqlType;
  /** Nodes with every macro of DuckDB's written out. */
  size?: number;
};

export type Literal =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "integer"; readonly text: string }
  | { readonly kind: "decimal"; readonly text: string }
  | { readonly kind: "double"; readonly text: string }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "date"; readonly text: string }
  | { readonly kind: "timestamp"; readonly text: string }
  /** INTERVAL '3' DAY; `count` may be negative. */
  | { readonly kind: "interval"; readonly count: number; readonly unit: IntervalUnit };

export type IntervalUnit = "second" | "minute" | "hour" | "day" | "week" | "month" | "year";

/** A column, by itself or behind its table: `[column]`, `[table, column]`, `[database, table, column]`. */
export type ColumnReference = {
  readonly kind: "column";
  path: readonly string[];
  /** Set by the resolver: where the column comes from; null for a lambda's parameter and an output's alias. */
  source?: ColumnSource | null;
};

export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "||"
  | "="
  | "<>"
  | "<"
  | "<="
  | ">"
  | ">="
  | "and"
  | "or"
  | "is distinct from"
  | "is not distinct from";

export type Binary = {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  left: Expression;
  right: Expression;
  /** Arithmetic only: gives NULL where it would fail. */
  safe?: boolean;
};

export type Case = {
  readonly kind: "case";
  operand: Expression | null;
  branches: { when: Expression; result: Expression }[];
  otherwise: Expression | null;
};

/** A function, an aggregate or a window function. */
export type Call = {
  readonly kind: "call";
  /** Lower-case; synonyms are already one name. */
  readonly name: string;
  args: Expression[];
  /** count(*) */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly ignoreNulls: boolean;
  orderBy: SortItem[];
  filter: Expression | null;
  over: Window | null;
  /** sum of whole numbers only: gives NULL where it would overflow. */
  safe?: boolean;
};

export type Window = {
  partitionBy: Expression[];
  orderBy: SortItem[];
  readonly frame: Frame | null;
  /** `OVER w`: filled in by the SELECT's WINDOW clause. */
  readonly named: string | null;
};

export type Frame = {
  readonly unit: "rows" | "range" | "groups";
  readonly start: FrameBound;
  readonly end: FrameBound;
};

export type FrameBound =
  | { readonly kind: "unbounded preceding" | "unbounded following" | "current row" }
  | { readonly kind: "preceding" | "following"; readonly rows: number }
  /** RANGE over dates and timestamps only. */
  | {
      readonly kind: "preceding" | "following";
      readonly interval: Extract<Literal, { readonly kind: "interval" }>;
    };

export type SortItem = {
  expression: Expression;
  readonly descending: boolean;
  /** null: the dialect's default, last in either direction. */
  readonly nulls: "first" | "last" | null;
};

export type Query = {
  readonly ctes: Cte[];
  body: QueryBody;
  orderBy: SortItem[];
  offset: number;
  limit: number | null;
};

export type Cte = { readonly name: string; columns: readonly string[]; readonly query: Query };

export type QueryBody =
  | Select
  | {
      readonly kind: "set";
      readonly operator: "union" | "intersect" | "except";
      readonly all: boolean;
      left: QueryBody;
      right: QueryBody;
    }
  | { readonly kind: "values"; rows: Expression[][] }
  | { readonly kind: "nested"; readonly query: Query };

export type Select = {
  readonly kind: "select";
  distinct: boolean;
  items: SelectItem[];
  from: TableReference | null;
  where: Expression | null;
  groupBy: Grouping[];
  having: Expression | null;
};

export type SelectItem =
  | { readonly kind: "expression"; expression: Expression; alias: string | null }
  | { readonly kind: "star"; readonly qualifier: readonly string[] };

export type Grouping =
  | { readonly kind: "simple"; keys: Expression[] }
  | { readonly kind: "rollup" | "cube"; keys: Expression[] }
  | { readonly kind: "sets"; sets: Expression[][] };

export type TableReference =
  | {
      readonly kind: "table";
      path: readonly string[];
      alias: string | null;
      columns: readonly string[];
    }
  | {
      readonly kind: "derived";
      readonly query: Query;
      alias: string | null;
      columns: readonly string[];
    }
  | {
      readonly kind: "unnest";
      items: Expression[];
      readonly ordinality: boolean;
      readonly alias: string | null;
      columns: readonly string[];
    }
  | Join;

export type Join = {
  readonly kind: "join";
  readonly type: "inner" | "left" | "right" | "full" | "cross";
  readonly left: TableReference;
  readonly right: TableReference;
  on: Expression | null;
  readonly using: readonly string[];
};
