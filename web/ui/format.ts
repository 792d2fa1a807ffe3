/** A value of a table: whole numbers with commas, others with four digits that count, as the API's texts have them. */
export function formatCell(value: string | number | boolean | null): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? formatNumber(value) : value;
}

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fraction = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });

/** Below it a number is told by its power of ten. */
const tiny = 1e-4;
const powers = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export function formatNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < tiny) return formatTiny(value);
  const text = Number.isInteger(value) || Math.abs(value) >= 10_000 ? whole.format(value) : fraction.format(value);
  return text.replace("-", "−");
}

/** "3.6 × 10⁻¹²". */
function formatTiny(value: number): string {
  const [size = "", power = ""] = value.toExponential(1).split("e-");
  return `${size.replace("-", "−")} × 10⁻${power.replaceAll(/\d/g, (digit) => powers[Number(digit)] ?? "")}`;
}

/** With its sign in front, as contributions and differences are told. */
export function formatSigned(value: number, digits: number): string {
  const size = formatFixed(Math.abs(value), digits);
  return Number(size) === 0 ? size : `${value < 0 ? "−" : "+"}${size}`;
}

/** With so many digits after the point, and commas in front of it. */
export function formatFixed(value: number, digits: number): string {
  const format = new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return format.format(value).replace("-", "−");
}

/** A share as a percentage with one digit after the point. */
export function formatShare(share: number): string {
  return `${formatFixed(share * 100, 1)} %`;
}

/** Digits after the point with which the largest of some numbers has `significant` that count; none from 1,000 on. */
export function digitsFor(values: readonly number[], significant: number): number {
  const largest = Math.max(...values.map(Math.abs));
  return largest > 0 ? Math.max(0, significant - 1 - Math.max(Math.floor(Math.log10(largest)), -2)) : 0;
}

/**
 * How the values of one column are written: its numbers with the same digits after the point, so that they stand in line;
 * each by itself where the smallest would be lost.
 */
export function columnFormat(
  values: readonly (string | number | boolean | null)[],
): (value: string | number | boolean | null) => string {
  const numbers = values.filter((value) => typeof value === "number");
  const most = digitsFor(numbers, 4);
  // What no number needs is left away: 0.25 beside 0.75.
  const digits = Math.max(0, ...numbers.map((value) => digitsOf(Number(value.toFixed(most)))));
  const isLost = numbers.some((value) => value !== 0 && Math.abs(value) < 0.5 * 10 ** -digits);
  if (isLost || numbers.every(Number.isInteger)) return formatCell;
  return (value) => (typeof value === "number" ? formatFixed(value, digits) : formatCell(value));
}

/** Milliseconds below a second, seconds above. */
export function formatDuration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

const units = ["B", "KB", "MB", "GB", "TB"];

export function formatBytes(bytes: number): string {
  const power = bytes > 0 ? Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1) : 0;
  const scaled = bytes / 1_000 ** power;
  return `${scaled >= 10 || power === 0 ? Math.round(scaled) : scaled.toFixed(1)} ${units[power]}`;
}

/** "1 row", "2 rows". */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}

/** Digits after the point that a number is written with. */
function digitsOf(value: number): number {
  return String(value).split(".")[1]?.length ?? 0;
}
