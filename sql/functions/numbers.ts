import {
  bigintType,
  booleanType,
  commonType,
  decimalType,
  doubleType,
  isInteger,
  unknownType,
  type SqlType,
} from "../syntax/types.ts";
import { describe, plainCall, type FunctionSpec, type RenderedCall } from "./signature.ts";

const first = (types: readonly SqlType[]): SqlType => types[0] ?? unknownType;
const double = (name: string, signature: string, duckdb = name) =>
  describe("scalar", name, signature, doubleType, { duckdb });

/** Whole numbers have nothing to round; DuckDB would make doubles of them. */
const unlessWhole = (name: string) => (call: RenderedCall) =>
  isInteger(first(call.types)) ? `(${call.args[0]})` : plainCall(name, call);

/** Functions of numbers, and those that choose among values of any type. */
export const numberFunctions: readonly (readonly [string, FunctionSpec])[] = [
  describe("scalar", "abs", "number", first),
  describe("scalar", "ceil", "number", roundedType, { duckdb: unlessWhole("ceil") }),
  describe("scalar", "floor", "number", roundedType, { duckdb: unlessWhole("floor") }),
  describe("scalar", "round", "number integer?", roundedType, {
    duckdb: (call) =>
      isInteger(first(call.types)) && call.args.length === 1 ? `(${call.args[0]})` : plainCall("round", call),
  }),
  describe("scalar", "truncate", "number", truncatedType, { duckdb: unlessWhole("trunc") }),
  describe(
    "scalar",
    "sign",
    "number",
    (types) => (first(types).kind === "decimal" ? decimalType(1, 0) : first(types)),
    {
      duckdb: (call) =>
        first(call.types).kind === "double" ? `CAST(sign(${call.args[0]}) AS DOUBLE)` : plainCall("sign", call),
    },
  ),
  describe(
    "scalar",
    "mod",
    "number number",
    (types) => commonType(first(types), types[1] ?? unknownType) ?? doubleType,
    {
      duckdb: (call) => plainCall(call.resultType.kind === "double" ? "trino.modulo_doubles" : "trino.modulo", call),
      mayFail: true,
    },
  ),
  double("sqrt", "number", "trino.square_root"),
  double("ln", "number", "trino.ln"),
  double("log2", "number", "trino.log2"),
  double("log10", "number", "trino.log10"),
  double("log", "number number", "trino.log"),
  double("power", "number number", "trino.power"),
  ...["cbrt", "exp", "degrees", "radians", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh"].map((name) =>
    double(name, "number"),
  ),
  double("atan2", "number number"),
  double("acos", "number", "trino.acos"),
  double("asin", "number", "trino.asin"),
  double("wilson_interval_lower", "integer integer number", "trino.wilson_interval_lower"),
  double("wilson_interval_upper", "integer integer number", "trino.wilson_interval_upper"),
  ...Object.entries({ bitwise_and: "&", bitwise_or: "|" }).map(([name, operator]) =>
    describe("scalar", name, "integer integer", bigintType, {
      duckdb: ({ args }) => `(CAST(${args[0]} AS BIGINT) ${operator} CAST(${args[1]} AS BIGINT))`,
    }),
  ),
  describe("scalar", "bitwise_xor", "integer integer", bigintType, {
    duckdb: ({ args }) => `xor(CAST(${args[0]} AS BIGINT), CAST(${args[1]} AS BIGINT))`,
  }),
  describe("scalar", "bitwise_not", "integer", bigintType, { duckdb: ({ args }) => `(~CAST(${args[0]} AS BIGINT))` }),
  double("pi", ""),
  describe("scalar", "e", "", doubleType, { duckdb: () => "exp(1.0::DOUBLE)" }),
  describe("scalar", "nan", "", doubleType, { duckdb: () => "'NaN'::DOUBLE" }),
  describe("scalar", "infinity", "", doubleType, { duckdb: () => "'Infinity'::DOUBLE" }),
  describe("scalar", "is_nan", "number", booleanType, {
    duckdb: (call) => `isnan(CAST(${call.args[0]} AS DOUBLE))`,
  }),
  describe("scalar", "is_finite", "number", booleanType, {
    duckdb: (call) => `isfinite(CAST(${call.args[0]} AS DOUBLE))`,
  }),
  describe("scalar", "is_infinite", "number", booleanType, {
    duckdb: (call) => `isinf(CAST(${call.args[0]} AS DOUBLE))`,
  }),
  describe("scalar", "width_bucket", "number any number? integer?", bigintType, {
    duckdb: "trino.width_bucket",
    mayFail: true,
  }),
  describe("scalar", "coalesce", "any any*", unifiedType),
  describe("scalar", "nullif", "any any", first),
  describe("scalar", "greatest", "any any*", unifiedType, { duckdb: extremeCall("greatest") }),
  describe("scalar", "least", "any any*", unifiedType, { duckdb: extremeCall("least") }),
  describe("scalar", "if", "boolean any any?", (types) => unifiedType(types.slice(1)), {
    duckdb: ({ args }) => `CASE WHEN ${args[0]} THEN ${args[1]}${args[2] === undefined ? "" : ` ELSE ${args[2]}`} END`,
  }),
  describe("scalar", "try", "any", first, { duckdb: "TRY" }),
];

/** Trino: NULL when any argument is; DuckDB leaves NULLs out. */
function extremeCall(name: string): (call: RenderedCall) => string {
  return (call) =>
    `CASE WHEN ${call.args.map((arg) => `${arg} IS NULL`).join(" OR ")} THEN NULL ELSE ${plainCall(name, call)} END`;
}

function unifiedType(types: readonly SqlType[]): SqlType {
  return types.reduce((unified, type) => commonType(unified, type) ?? type, unknownType);
}

function truncatedType(types: readonly SqlType[]): SqlType {
  const type = first(types);
  return type.kind === "decimal" ? decimalType(Math.max(1, type.precision - type.scale), 0) : type;
}

function roundedType(types: readonly SqlType[]): SqlType {
  const type = first(types);
  if (type.kind !== "decimal") return type;
  return types.length === 1
    ? decimalType(type.precision - type.scale + 1, 0)
    : decimalType(type.precision + 1, type.scale);
}
