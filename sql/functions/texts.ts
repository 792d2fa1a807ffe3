import { arrayOf, bigintType, booleanType, integerType, varcharType } from "../syntax/types.ts";
import { describe, type FunctionSpec, type RenderedCall } from "./signature.ts";

const text = (name: string, signature: string, duckdb = name) =>
  describe("scalar", name, signature, varcharType, { duckdb });

/** Functions of strings. Patterns of regular expressions are checked to be literals that both engines read alike. */
export const textFunctions: readonly (readonly [string, FunctionSpec])[] = [
  text("lower", "text"),
  text("upper", "text", "trino.upper"),
  text("trim", "text"),
  text("ltrim", "text"),
  text("rtrim", "text"),
  text("reverse", "text"),
  text("translate", "text text text"),
  text("lpad", "text integer text"),
  text("rpad", "text integer text"),
  text("substr", "text integer integer?", "trino.substr"),
  describe("scalar", "replace", "text text text?", varcharType, {
    duckdb: ({ args }) => `replace(${args[0]}, ${args[1]}, ${args[2] ?? "''"})`,
  }),
  describe("scalar", "concat", "text text*", varcharType, {
    duckdb: ({ args }) => `(${args.join(" || ")})`,
  }),
  describe("scalar", "length", "text", bigintType),
  describe("scalar", "strpos", "text text", bigintType),
  describe("scalar", "starts_with", "text text", booleanType),
  describe("scalar", "split", "text text", arrayOf(varcharType), { duckdb: "string_split" }),
  describe("scalar", "split_part", "text text integer", varcharType, {
    duckdb: "trino.split_part",
    mayFail: true,
  }),
  describe("scalar", "regexp_like", "text text", booleanType, { duckdb: "regexp_matches" }),
  describe("scalar", "regexp_extract", "text text integer?", varcharType, {
    duckdb: ({ args }) =>
      `CASE WHEN regexp_matches(${args[0]}, ${args[1]}) THEN regexp_extract(${args[0]}, ${args[1]}, ${args[2] ?? "0"}) END`,
  }),
  describe("scalar", "regexp_replace", "text text text?", varcharType, {
    duckdb: ({ args }) => `regexp_replace(${args[0]}, ${args[1]}, ${groupReferences(args[2] ?? "''")}, 'g')`,
  }),
  describe("scalar", "regexp_count", "text text", bigintType, {
    duckdb: ({ args }) => `len(regexp_extract_all(${args[0]}, ${args[1]}))`,
  }),
  describe("scalar", "regexp_extract_all", "text text integer?", arrayOf(varcharType), {
    duckdb: ({ args }) => `regexp_extract_all(${args[0]}, ${args[1]}, ${args[2] ?? "0"})`,
  }),
  describe("scalar", "concat_ws", "text text*", varcharType),
  describe("scalar", "chr", "integer", varcharType, { mayFail: true }),
  describe("scalar", "codepoint", "text", integerType, { duckdb: "trino.codepoint", mayFail: true }),
  describe("scalar", "format", "text any*", varcharType, { duckdb: formatCall }),
];

/**
 * Java's formats, whose pattern is a literal: a double's shortest decimal text is rounded half up (C rounds its binary
 * value), and NULL is a word, cut to the decimals where there are any.
 */
function formatCall({ args, literals }: RenderedCall): string {
  let place = 0;
  const parts = (literals[0] ?? "").split(/(%%|%s|%d|%\.\d+f)/).map((part) => {
    if (part === "%%") return "'%'";
    if (!part.startsWith("%")) return printText(part);
    const value = args[++place] ?? "NULL";
    const decimals = /\.(\d+)f/.exec(part)?.[1];
    if (decimals === undefined) return `coalesce(CAST(${value} AS VARCHAR), 'null')`;
    const rounded = `CAST(CAST(TRY_CAST(CAST(${value} AS VARCHAR) AS DECIMAL(38, 18)) AS DECIMAL(38, ${decimals})) AS VARCHAR)`;
    return `trino.fixed_text(${value}, ${rounded}, printf('${part}', ${value}), '${"null".slice(0, Number(decimals))}')`;
  });
  return `(${parts.join(" || ")})`;
}

function printText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `$1` in Trino's replacement texts is `\1` in DuckDB's. */
function groupReferences(replacement: string): string {
  return replacement.replace(/\$(\d)/g, "\\$1");
}
