import { refuse } from "../refuse.ts";
import type { Cursor } from "./cursor.ts";
import { parseWholeNumber } from "./parse-name.ts";
import { arrayOf, decimalType, doubleType, type SqlType } from "./types.ts";

/** A type as CAST names it. DECIMAL alone is decimal(38, 0), as in Trino; varchar(n) is varchar. */
export function parseType(cursor: Cursor): SqlType {
  return cursor.nested(() => {
    const word = cursor.take().text;
    switch (word) {
      case "boolean":
      case "integer":
      case "bigint":
      case "double":
      case "date":
        return { kind: word };
      case "int":
        return { kind: "integer" };
      case "float":
        return doubleType;
      case "real":
        throw refuse("The query casts to real.", "Use double: a real keeps seven digits.");
      case "tinyint":
      case "smallint":
        throw refuse(`The query casts to ${word}.`, "Use integer or bigint.");
      case "varchar":
        return parseVarchar(cursor);
      case "timestamp":
        return parseTimestamp(cursor);
      case "decimal":
      case "numeric":
        return parseDecimal(cursor);
      case "array":
        return arrayOf(inBrackets(cursor, () => parseType(cursor)));
      case "map":
        return inBrackets(cursor, () => {
          const key = parseType(cursor);
          cursor.expectSymbol(",");
          return { kind: "map", key, value: parseType(cursor) };
        });
      default:
        throw refuse(
          `The type "${word}" is not known.`,
          "Use boolean, integer, bigint, double, decimal(p, s), varchar, date or timestamp.",
        );
    }
  });
}

function parseVarchar(cursor: Cursor): SqlType {
  if (cursor.atSymbol("(")) {
    throw refuse("The query casts to varchar(n).", "Cast to varchar, and cut with substr where a length matters.");
  }
  return { kind: "varchar" };
}

function parseTimestamp(cursor: Cursor): SqlType {
  if (cursor.atSymbol("(")) inBrackets(cursor, () => parseWholeNumber(cursor, "a precision"));
  if (cursor.atWords("with")) {
    throw refuse("The query casts to a timestamp with a time zone.", "Times in the tables are UTC: cast to timestamp.");
  }
  return { kind: "timestamp" };
}

function parseDecimal(cursor: Cursor): SqlType {
  if (!cursor.atSymbol("(")) return decimalType(38, 0);
  return inBrackets(cursor, () => {
    const precision = parseWholeNumber(cursor, "a precision");
    const scale = cursor.takeSymbol(",") ? parseWholeNumber(cursor, "a scale") : 0;
    if (precision < 1 || precision > 38 || scale > precision) {
      throw refuse(
        `decimal(${precision}, ${scale}) is no type.`,
        "A precision is 1 to 38, a scale at most the precision.",
      );
    }
    return decimalType(precision, scale);
  });
}

function inBrackets<T>(cursor: Cursor, parse: () => T): T {
  cursor.expectSymbol("(");
  const value = parse();
  cursor.expectSymbol(")");
  return value;
}
