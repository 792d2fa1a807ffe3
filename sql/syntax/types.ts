/** Trino's types, as far as the tables and functions here give them. `unknown` is the type of NULL. */
export type SqlType =
  | {
      readonly kind:
        | "unknown"
        | "boolean"
        | "integer"
        | "bigint"
        | "real"
        | "double"
        | "varchar"
        | "date"
        | "timestamp"
        | "interval day to second"
        | "interval year to month";
    }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "array"; readonly element: SqlType }
  | { readonly kind: "map"; readonly key: SqlType; readonly value: SqlType }
  | { readonly kind: "row"; readonly fields: readonly SqlType[] };

export const unknownType: SqlType = { kind: "unknown" };
export const booleanType: SqlType = { kind: "boolean" };
export const integerType: SqlType = { kind: "integer" };
export const bigintType: SqlType = { kind: "bigint" };
export const doubleType: SqlType = { kind: "double" };
export const varcharType: SqlType = { kind: "varchar" };
export const dateType: SqlType = { kind: "date" };
export const timestampType: SqlType = { kind: "timestamp" };

export function arrayOf(element: SqlType): SqlType {
  return { kind: "array", element };
}

/** Precision is cut to 38, as Trino does. */
export function decimalType(precision: number, scale: number): SqlType {
  return { kind: "decimal", precision: Math.min(38, precision), scale };
}

export function isInteger(type: SqlType): boolean {
  return type.kind === "integer" || type.kind === "bigint";
}

export function isNumeric(type: SqlType): boolean {
  return isInteger(type) || type.kind === "decimal" || isFloating(type);
}

export function isFloating(type: SqlType): boolean {
  return type.kind === "double" || type.kind === "real";
}

export function isTemporal(type: SqlType): boolean {
  return type.kind === "date" || type.kind === "timestamp";
}

/** A number's decimal form, for arithmetic that mixes whole numbers and decimals: bigint has 19 digits, integer 10. */
export function asDecimal(type: SqlType): { readonly precision: number; readonly scale: number } {
  if (type.kind === "decimal") return type;
  return { precision: type.kind === "integer" ? 10 : 19, scale: 0 };
}

/**
 * The type that values of both types are brought to (Trino's coercions), or null where there is none:
 * a varchar is never silently a number or a date.
 */
export function commonType(left: SqlType, right: SqlType): SqlType | null {
  if (left.kind === "unknown") return right;
  if (right.kind === "unknown") return left;
  if (isNumeric(left) && isNumeric(right)) return commonNumber(left, right);
  if (isTemporal(left) && isTemporal(right)) return left.kind === right.kind ? left : timestampType;
  if (left.kind === "array" && right.kind === "array") {
    const element = commonType(left.element, right.element);
    return element && arrayOf(element);
  }
  if (left.kind === "map" && right.kind === "map") {
    const key = commonType(left.key, right.key);
    const value = commonType(left.value, right.value);
    return key && value && { kind: "map", key, value };
  }
  if (left.kind === "row" && right.kind === "row") {
    if (left.fields.length !== right.fields.length) return null;
    const fields = left.fields.map((field, index) => commonType(field, right.fields[index] ?? unknownType));
    return fields.every((field) => field !== null) ? { kind: "row", fields } : null;
  }
  return left.kind === right.kind ? left : null;
}

function commonNumber(left: SqlType, right: SqlType): SqlType {
  if (left.kind === "double" || right.kind === "double") return doubleType;
  if (left.kind === "real" || right.kind === "real") return { kind: "real" };
  if (left.kind === "decimal" || right.kind === "decimal") {
    const a = asDecimal(left);
    const b = asDecimal(right);
    const scale = Math.max(a.scale, b.scale);
    return decimalType(Math.max(a.precision - a.scale, b.precision - b.scale) + scale, scale);
  }
  return left.kind === "bigint" || right.kind === "bigint" ? bigintType : integerType;
}

/** The type as Trino writes it. */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision}, ${type.scale})`;
    case "array":
      return `array(${typeName(type.element)})`;
    case "map":
      return `map(${typeName(type.key)}, ${typeName(type.value)})`;
    case "row":
      return `row(${type.fields.map(typeName).join(", ")})`;
    default:
      return type.kind;
  }
}
