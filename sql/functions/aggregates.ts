import {
  arrayOf,
  bigintType,
  booleanType,
  decimalType,
  doubleType,
  integerType,
  isInteger,
  unknownType,
  varcharType,
  type SqlType,
} from "../syntax/types.ts";
import { describe, plainCall, type FunctionSpec, type RenderedCall } from "./signature.ts";

const first = (types: readonly SqlType[]): SqlType => types[0] ?? unknownType;

/** Statistics of pairs: where Trino gives NULL for no finite result, DuckDB gives NaN. */
const finite = (name: string) => (call: RenderedCall) => `nullif(${plainCall(name, call)}, 'NaN'::DOUBLE)`;

/** Aggregates. `count(*)` is the call of `count` without arguments. */
export const aggregates: readonly (readonly [string, FunctionSpec])[] = [
  describe("aggregate", "count", "any?", bigintType, {
    duckdb: (call) => (call.args.length === 0 ? `count(*)${call.suffix}` : plainCall("count", call)),
  }),
  describe("aggregate", "count_if", "boolean", bigintType, {
    duckdb: (call) => `count(CASE WHEN ${call.args[0]} THEN 1 END)${call.suffix}`,
  }),
  describe("aggregate", "sum", "number", sumType, {
    // DuckDB sums whole numbers as HUGEINT.
    duckdb: (call) =>
      call.resultType.kind === "bigint"
        ? `${call.safe ? "TRY_CAST" : "CAST"}(${plainCall("sum", call)} AS BIGINT)`
        : plainCall("sum", call),
  }),
  describe("aggregate", "avg", "number", (types) => (first(types).kind === "decimal" ? first(types) : doubleType), {
    duckdb: averageCall,
  }),
  describe("aggregate", "min", "any", first),
  describe("aggregate", "max", "any", first),
  // Which keys a row of ROLLUP, CUBE or GROUPING SETS has left out, as bits.
  describe("aggregate", "grouping", "any*", integerType),
  describe("aggregate", "bool_and", "boolean", booleanType),
  describe("aggregate", "bool_or", "boolean", booleanType),
  // Exact where Trino estimates: inside its stated error.
  describe("aggregate", "approx_distinct", "any number?", bigintType, {
    duckdb: (call) => `count(DISTINCT ${call.args[0]})${call.suffix}`,
  }),
  describe("aggregate", "approx_percentile", "number any", percentileType, { duckdb: percentileCall }),
  ...["stddev_samp", "stddev_pop", "var_samp", "var_pop"].map((name) =>
    describe("aggregate", name, "number", doubleType),
  ),
  ...["corr", "covar_samp", "covar_pop", "regr_slope", "regr_intercept"].map((name) =>
    describe("aggregate", name, "number number", doubleType, { duckdb: finite(name) }),
  ),
  describe("aggregate", "skewness", "number", doubleType, { duckdb: skewnessCall }),
  describe("aggregate", "kurtosis", "number", doubleType, { duckdb: finite("kurtosis") }),
  describe("aggregate", "geometric_mean", "number", doubleType, { duckdb: "geomean" }),
  describe("aggregate", "max_by", "any any integer?", pickedType, {
    duckdb: pickedCall("arg_max_null", "DESC"),
    picksValues: true,
  }),
  describe("aggregate", "min_by", "any any integer?", pickedType, {
    duckdb: pickedCall("arg_min_null", "ASC"),
    picksValues: true,
  }),
  describe("aggregate", "arbitrary", "any", first, { duckdb: "any_value", picksValues: true }),
  describe("aggregate", "array_agg", "any", (types) => arrayOf(first(types)), {
    duckdb: "list",
    picksValues: true,
  }),
  describe("aggregate", "listagg", "text text?", varcharType, {
    duckdb: (call) => plainCall("string_agg", { ...call, args: [call.args[0] ?? "", call.args[1] ?? "''"] }),
    picksValues: true,
  }),
  describe("aggregate", "histogram", "any", (types) => ({ kind: "map", key: first(types), value: bigintType }), {
    picksValues: true,
  }),
  describe(
    "aggregate",
    "map_agg",
    "any any",
    (types) => ({ kind: "map", key: first(types), value: types[1] ?? unknownType }),
    {
      duckdb: (call) => `map_from_entries(list(row(${call.args.join(", ")})${call.order})${call.suffix})`,
      picksValues: true,
    },
  ),
];

/** Functions that need a window. */
export const windowFunctions: readonly (readonly [string, FunctionSpec])[] = [
  ...["row_number", "rank", "dense_rank"].map((name) => describe("window", name, "", bigintType)),
  ...["percent_rank", "cume_dist"].map((name) => describe("window", name, "", doubleType)),
  describe("window", "ntile", "integer", bigintType),
  ...["lag", "lead"].map((name) => describe("window", name, "any integer? any?", first)),
  ...["first_value", "last_value"].map((name) => describe("window", name, "any", first)),
  describe("window", "nth_value", "any integer", first),
];

function sumType(types: readonly SqlType[]): SqlType {
  const type = first(types);
  if (isInteger(type)) return bigintType;
  return type.kind === "decimal" ? decimalType(38, type.scale) : type;
}

function averageCall(call: RenderedCall): string {
  const { resultType } = call;
  const average = plainCall("avg", call);
  return resultType.kind === "decimal" ? `CAST(${average} AS DECIMAL(38, ${resultType.scale}))` : average;
}

/** Of one sort of number each: whole ones as bigint, decimals as double. */
function percentileType(types: readonly SqlType[]): SqlType {
  const type = first(types);
  const value = isInteger(type) ? bigintType : type.kind === "decimal" ? doubleType : type;
  return types[1]?.kind === "array" ? arrayOf(value) : value;
}

/**
 * Trino's digests give the value at place floor(share · n), counted from 0, at most the last; DuckDB's quantile_disc
 * the one at ceil(share · n) − 1. Counted from the top (a negative share) by 1 − share the two places are one.
 */
function percentileCall(call: RenderedCall): string {
  const isList = call.types[1]?.kind === "array";
  // They have been checked to be literals.
  const shares = (call.args[1]?.match(/[\d.]+(?:e[+-]?\d+)?/gi) ?? []).map((share) => 1 - Number(share));
  const negative = shares.map((share) => `-${share.toFixed(12)}`);
  // From the top by nothing is the largest; a list that holds only it has no sign to count by.
  const places = shares.every((share) => share === 0) ? shares.map(() => "1.0") : negative;
  const measured = call.args[0] ?? "";
  return plainCall("quantile_disc", {
    ...call,
    args: [measured, isList ? `[${places.join(", ")}]` : (places[0] ?? "")],
  });
}

function pickedType(types: readonly SqlType[]): SqlType {
  return types.length === 3 ? arrayOf(first(types)) : first(types);
}

/** One value, or with a count the values of that many rows, those without a place left out. */
function pickedCall(name: string, direction: "ASC" | "DESC"): (call: RenderedCall) => string {
  return (call) => {
    const [value, place, count] = call.args;
    if (count === undefined) return plainCall(name, call);
    return `list_slice(list(${value} ORDER BY ${place} ${direction}) FILTER (WHERE ${place} IS NOT NULL), 1, ${count})`;
  };
}

/** Trino's is the population's skewness, DuckDB's the sample's: g1 = G1·(n − 2) / √(n(n − 1)) (Joanes and Gill, 1998). */
function skewnessCall(call: RenderedCall): string {
  const count = `CAST(count(${call.distinct}${call.args[0]})${call.suffix} AS DOUBLE)`;
  const sample = plainCall("skewness", call);
  return `CASE WHEN ${count} > 2 THEN nullif(${sample}, 'NaN'::DOUBLE) * (${count} - 2) / sqrt(${count} * (${count} - 1)) END`;
}
