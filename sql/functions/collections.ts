import {
  arrayOf,
  bigintType,
  booleanType,
  commonType,
  unknownType,
  varcharType,
  type SqlType,
} from "../syntax/types.ts";
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
  describe("scalar", "array_union", "array array", unifiedArray, { duckdb: "trino.array_union" }),
  describe("scalar", "array_intersect", "array array", unifiedArray, { duckdb: "trino.array_intersect" }),
  describe("scalar", "array_except", "array array", unifiedArray, { duckdb: "trino.array_except" }),
  describe("scalar", "arrays_overlap", "array array", booleanType, { duckdb: "trino.arrays_overlap" }),
  describe("scalar", "array_remove", "array any", first, { duckdb: "trino.array_remove" }),
  describe("scalar", "trim_array", "array integer", first, { duckdb: "trino.trim_array", mayFail: true }),
  describe("scalar", "repeat", "any integer", (types) => arrayOf(first(types)), {
    duckdb: ({ args }) => `list_transform(range(${args[1]}), lambda place: ${args[0]})`,
  }),
  describe("scalar", "map_concat", "map map*", unifiedMap, { duckdb: ({ args }) => args.reduce(joinMaps) }),
  describe("scalar", "map_filter", "map lambda", first, {
    duckdb: ({ args }) => `map_from_entries(list_filter(map_entries(${args[0]}), ${args[1]}))`,
  }),
  describe("scalar", "transform_values", "map lambda", (types) => mapOf(keyOf(first(types)), types[1] ?? unknownType), {
    duckdb: ({ args }) => `map(map_keys(${args[0]}), list_transform(map_entries(${args[0]}), ${args[1]}))`,
  }),
  describe("scalar", "transform_keys", "map lambda", (types) => mapOf(types[1] ?? unknownType, valueOf(first(types))), {
    duckdb: ({ args }) => `map(list_transform(map_entries(${args[0]}), ${args[1]}), map_values(${args[0]}))`,
    mayFail: true,
  }),
  describe("scalar", "zip_with", "array array lambda", (types) => arrayOf(types[2] ?? unknownType), {
    duckdb: ({ args }) =>
      `CASE WHEN ${args[0]} IS NOT NULL AND ${args[1]} IS NOT NULL THEN list_transform(list_zip(${args[0]}, ${args[1]}), ${args[2]}) END`,
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

function unifiedArray(types: readonly SqlType[]): SqlType {
  return arrayOf(commonType(elementOf(first(types)), elementOf(types[1] ?? unknownType)) ?? unknownType);
}

function unifiedMap(types: readonly SqlType[]): SqlType {
  return types.reduce((all, type) => commonType(all, type) ?? all);
}

function mapOf(key: SqlType, value: SqlType): SqlType {
  return { kind: "map", key, value };
}

/** A key's last value counts. NULL where either is; DuckDB leaves it out. */
function joinMaps(left: string, right: string): string {
  return `trino.map_concat(${left}, ${right})`;
}

function keyOf(type: SqlType): SqlType {
  return type.kind === "map" ? type.key : unknownType;
}

function valueOf(type: SqlType): SqlType {
  return type.kind === "map" ? type.value : unknownType;
}
