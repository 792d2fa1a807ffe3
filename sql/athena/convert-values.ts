import type { SqlValue } from "../port.ts";

/**
 * A value of Athena's, which sends texts only, as results hold it (the same as DuckDB's): numbers as numbers, NaN and
 * infinities as null, dates as YYYY-MM-DD, timestamps as YYYY-MM-DDThh:mm:ss[.ffffff], arrays of numbers or booleans
 * as JSON text. Other arrays, maps and rows keep Athena's own text, which cannot be read back without doubt.
 *
 * @param type The full type of the column as the guard knows it: bigint, array(double), …
 */
export function convertValue(text: string | undefined, type: string): SqlValue {
  if (text === undefined) return null;
  const [, base = type, parameters = ""] = /^(\w+)(?:\((.*)\))?/.exec(type) ?? [];
  switch (base) {
    case "boolean":
      return text === "true";
    case "tinyint":
    case "smallint":
    case "integer":
    case "int":
    case "bigint":
    case "real":
    case "float":
    case "double":
    case "decimal": {
      const number = Number(text);
      return Number.isFinite(number) ? number : null;
    }
    case "timestamp":
      return text
        .replace(" ", "T")
        .replace(/(\.\d*?)0+$/, "$1")
        .replace(/\.$/, "");
    case "array":
      return convertList(text, parameters);
    default:
      return text;
  }
}

const plainItems = /^(boolean|tinyint|smallint|integer|int|bigint|real|float|double|decimal)\b/;

function convertList(text: string, itemType: string): string {
  const inner = /^\[(.*)\]$/s.exec(text)?.[1];
  if (inner === undefined || !plainItems.test(itemType)) return text;
  const items = inner === "" ? [] : inner.split(", ");
  return JSON.stringify(items.map((item) => convertValue(item === "null" ? undefined : item, itemType)));
}
