import type { Column, ValueFormat } from "#knowledge";
import type { SqlValue } from "#sql";

/** A number as a person reads it, by how its column is told. Null and not-a-number become "none". */
export function formatValue(value: SqlValue | undefined, format: ValueFormat): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (!Number.isFinite(value)) return "none";
  switch (format) {
    case "score":
      return minus(value.toFixed(3));
    case "share":
      return percent(value);
    case "percent":
      return `${minus(value.toFixed(1))} %`;
    case "usd":
      return `${value < 0 ? "−" : ""}$${grouped(Math.abs(value), Math.abs(value) < 1000 ? 2 : 0)}`;
    case "boolean":
      return percent(value);
    case "count":
      return Number.isInteger(value) ? integer(value) : decimal(value);
    default:
      return decimal(value);
  }
}

/** An amount of money with its cents, so that a column of amounts adds up. */
export function formatCents(value: number): string {
  return `$${grouped(value, 2)}`;
}

/** A mean of the column: counts get decimals, booleans a rate. */
export function formatMean(value: SqlValue | undefined, column: Column): string {
  if (typeof value === "number" && column.format === "count") return decimal(value);
  return formatValue(value, column.format);
}

/** A difference of two values of the column, with its sign. */
export function formatDifference(value: number, column: Column): string {
  return `${differenceNumber(value, column)}${differenceUnit(column)}`;
}

/** The bounds of a difference with the unit said once: "−13.0 to −11.1 percentage points". */
export function formatDifferenceRange(low: number, high: number, column: Column): string {
  return `${differenceNumber(low, column)} to ${differenceNumber(high, column)}${differenceUnit(column)}`;
}

function differenceUnit({ format }: Column): string {
  return format === "share" || format === "boolean" || format === "percent" ? " percentage points" : "";
}

function differenceNumber(value: number, column: Column): string {
  const sign = value > 0 ? "+" : "";
  switch (column.format) {
    case "share":
    case "boolean":
      return `${sign}${minus((value * 100).toFixed(digitsOf(value * 100)))}`;
    case "percent":
      return `${sign}${minus(value.toFixed(1))}`;
    case "score":
      return `${sign}${minus(value.toFixed(value !== 0 && Math.abs(value) < 0.005 ? 4 : 3))}`;
    case "usd":
      return `${value < 0 ? "−" : "+"}$${grouped(Math.abs(value), Math.abs(value) < 1000 ? 2 : 0)}`;
    default:
      return `${sign}${decimal(value)}`;
  }
}

/** A share between 0 and 1 as a percentage with one decimal, more where it is very small. */
export function percent(share: number): string {
  const value = share * 100;
  return `${minus(value.toFixed(digitsOf(value)))} %`;
}

function digitsOf(value: number): number {
  const size = Math.abs(value);
  return size !== 0 && size < 0.05 ? 3 : size < 1 && size !== 0 ? 2 : 1;
}

/** A whole number with thousands separators. */
export function integer(value: number): string {
  return minus(Math.round(value).toLocaleString("en-US"));
}

/** A number with as many decimals as its size asks for. */
export function decimal(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return integer(value);
  if (size >= 100) return minus(value.toFixed(1));
  if (size >= 0.1 || value === 0) return minus(value.toFixed(2));
  return minus(size < 0.001 ? String(Number(value.toPrecision(2))) : value.toFixed(3));
}

/** A correlation coefficient with its sign. */
export function correlation(value: number): string {
  return `${value > 0 ? "+" : ""}${minus(value.toFixed(3))}`;
}

/** Words joined as a list: "a, b and c". */
export function listOf(words: readonly string[], last = "and"): string {
  if (words.length <= 1) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

/** The sentence's first letter as a capital, unless it begins an id or a name in backticks. */
export function capitalised(text: string): string {
  return /^[a-z]+_/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function grouped(value: number, digits: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A real minus sign, and no "-0". */
function minus(text: string): string {
  if (/^-0(\.0*)?$/.test(text)) return text.slice(1);
  return text.replace(/^-/, "−");
}
