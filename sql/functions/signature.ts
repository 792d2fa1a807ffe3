import type { SqlType } from "../syntax/types.ts";

/** What kinds of argument a parameter takes. */
export type Family =
  | "any"
  | "number"
  | "integer"
  | "text"
  | "boolean"
  | "moment"
  | "date"
  | "array"
  | "map"
  | "collection"
  | "lambda";

/** One argument as the DuckDB text of a call sees it. */
export type RenderedCall = {
  /** The arguments' texts. */
  readonly args: readonly string[];
  readonly types: readonly SqlType[];
  readonly resultType: SqlType;
  /** `DISTINCT ` or nothing; stands before the first argument of an aggregate. */
  readonly distinct: string;
  /** ` ORDER BY …` inside an aggregate's brackets, or nothing. */
  readonly order: string;
  /** ` FILTER (…) OVER (…)`, or nothing: must follow each aggregate of the text. */
  readonly suffix: string;
  /** Gives NULL where it would overflow. */
  readonly safe: boolean;
  /** Literal arguments' values, null where an argument is no literal. */
  readonly literals: readonly (string | null)[];
};

/** A function that queries may call. */
export type FunctionSpec = {
  readonly kind: "scalar" | "aggregate" | "window";
  /** Families of the parameters, in order. */
  readonly parameters: readonly Family[];
  /** How many of them must be given. */
  readonly required: number;
  /** The last parameter may be repeated. */
  readonly isVariadic: boolean;
  readonly result: (types: readonly SqlType[]) => SqlType;
  /** The call in DuckDB's dialect. */
  readonly duckdb: (call: RenderedCall) => string;
  /** An aggregate that gives single rows' values back: one person's, not the group's. */
  readonly picksValues: boolean;
  /** May fail for some values of its arguments. */
  readonly mayFail: boolean;
};

type Options = {
  readonly duckdb?: string | FunctionSpec["duckdb"];
  readonly picksValues?: boolean;
  readonly mayFail?: boolean;
};

/**
 * A function by its signature: families apart by spaces, `?` after an optional one, `*` after a last one that may
 * be repeated. `duckdb` is the function's name there, or writes the call; the same name where it is left out.
 */
export function describe(
  kind: FunctionSpec["kind"],
  name: string,
  signature: string,
  result: SqlType | FunctionSpec["result"],
  options: Options = {},
): readonly [string, FunctionSpec] {
  const words = signature.split(" ").filter((word) => word !== "");
  const parameters = words.map((word) => word.replace(/[?*]$/, "") as Family); // the tables below hold families only
  const target = options.duckdb ?? name;
  return [
    name,
    {
      kind,
      parameters,
      required: words.filter((word) => !word.endsWith("?")).length,
      isVariadic: words.at(-1)?.endsWith("*") ?? false,
      result: typeof result === "function" ? result : () => result,
      duckdb: typeof target === "function" ? target : (call) => plainCall(target, call),
      picksValues: options.picksValues ?? false,
      mayFail: options.mayFail ?? false,
    },
  ];
}

/** `name(DISTINCT a, b ORDER BY c) FILTER (…) OVER (…)` */
export function plainCall(name: string, call: RenderedCall): string {
  return `${name}(${call.distinct}${call.args.join(", ")}${call.order})${call.suffix}`;
}
