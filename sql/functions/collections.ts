import { arrayOf, bigintType, booleanType, unknownType, varcharType, type SqlType } from "../syntax/types.ts";
import { describe, type FunctionSpec } from "./signature.ts";

const first = (types: readonly SqlType[]): SqlType => types[0] ?? unknownType;
const elementOf = (type: SqlType): SqlType => (type.kind === "array" ? type.element : unknownType);

/** Functions of arrays and maps. A lambda's body has already been read with its parameter's type. */
export const collectionFunctions: readonly (readonly [string, FunctionSpec])[] = [
  describe("scalar", "cardinality", "collection", bigintType, {
    duckdb: ({ args, types }) => `${first(types).kind === "map" ? "cardinality" : "len"}(${args[0]})`,
  }),
  describe("scalar", "element_at", "collection any", elementType, {
    duckdb: ({ args, types }) =>
      first(types).kind === "map"
        ? `map_extract_value(${args[0]}, ${args[1]})`
        : `trino.array_place(${args[0]}, ${args[1]})`,
    mayFail: true,
  }),
  describe("scalar", "contains", "array any", booleanType, { duckdb: "trino.contains" }),
  describe("scalar", "array_position", "array any", bigintType, { duckdb: "trino.array_position" }),
  describe("scalar", "array_max", "array", (types) => elementOf(first(types)), {
    duckdb: "trino.array_max",
  }),
  describe("scalar", "array_min", "array", (types) => elementOf(first(types)), {
    duckdb: "trino.array_min",
  }),
  describe("scalar", "array_sort", "array", first, {
    duckdb: ({ args }) => `list_sort(${args[0]}, 'ASC', 'NULLS LAST')`,
  }),
  describe("scalar", "array_distinct", "array", first, { duckdb: "trino.array_distinct" }),
  describe("scalar", "array_join", "array text text?", varcharType, {
    duckdb: ({ args }) =>
      args[2] === undefined
        ? `array_to_string(${args[0]}, ${args[1]})`
        : `array_to_string(list_transform(${args[0]}, lambda item: coalesce(CAST(item AS VARCHAR), ${args[2]})), ${args[1]})`,
  }),
  describe("scalar", "flatten", "array", (types) => elementOf(first(types))),
  describe("scalar", "slice", "array integer integer", first, {
    duckdb: "trino.slice",
    mayFail: true,
  }),
  describe("scalar", "sequence", "integer integer integer?", arrayOf(bigintType), {
    duckdb: "trino.sequence",
    mayFail: true,
  }),
  describe("scalar", "map_keys", "map", (types) =>
    first(types).kind === "map" ? arrayOf(keyOf(first(types))) : unknownType,
  ),
  describe("scalar", "map_values", "map", (types) =>
    first(types).kind === "map" ? arrayOf(valueOf(first(types))) : unknownType,
  ),
  describe(
    "scalar",
    "map",
    "array array",
    (types) => ({
      kind: "map",
      key: elementOf(first(types)),
      value: elementOf(types[1] ?? unknownType),
    }),
    {
      mayFail: true,
    },
  ),
  describe("scalar", "transform", "array lambda", (types) => arrayOf(types[1] ?? unknownType), {
    duckdb: "list_transform",
  }),
  describe("scalar", "filter", "array lambda", first, { duckdb: "list_filter" }),
  // NULL where a NULL leaves it open.
  ...Object.entries({ any_match: ["", true], all_match: ["NOT ", false], none_match: ["NOT ", true] }).map(
    ([name, [not, sought]]) =>
      describe("scalar", name, "array lambda", booleanType, {
        duckdb: ({ args }) => `(${not}trino.contains(list_transform(${args[0]}, ${args[1]}), ${sought}))`,
      }),
  ),
];

function elementType(types: readonly SqlType[]): SqlType {
  const type = first(types);
  return type.kind === "map" ? type.value : elementOf(type);
}

function keyOf(type: SqlType): SqlType {
  return type.kind === "map" ? type.key : unknownType;
}

function valueOf(type: SqlType): SqlType {
  return type.kind === "map" ? type.value : unknownType;
}
