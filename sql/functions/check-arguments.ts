import { refuse } from "../refuse.ts";
import { limits } from "../syntax/limits.ts";
import type { Call, Expression } from "../syntax/tree.ts";
import { isFloating, isNumeric, typeName, type SqlType } from "../syntax/types.ts";
import { dayUnits, timeUnits } from "./dates.ts";

/**
 * What a signature cannot say: arguments that must be literals because the translation depends on them or because
 * their size decides the cost. Throws `SQL_REFUSED`.
 */
export function checkArguments(call: Call, types: readonly SqlType[]): void {
  const check = Object.hasOwn(checks, call.name) ? checks[call.name] : undefined;
  check?.(call, types);
}

type ArgumentCheck = (call: Call, types: readonly SqlType[]) => void;

const checks: Readonly<Record<string, ArgumentCheck>> = {
  date_trunc: (call, types) => checkUnit(call, types[1]),
  date_add: (call, types) => {
    checkUnit(call, types[2]);
    if (integerOf(call.args[1]) !== null) literalInteger(call, 1, -100_000, 100_000);
  },
  split_part: (call) => void literalInteger(call, 2, 1, 1_000),
  date_diff: (call, types) => checkUnit(call, types[1]?.kind === "date" ? types[2] : types[1]),
  date_format: (call) => void literalText(call, 1, "a pattern like '%Y-%m'"),
  date_parse: (call) => void literalText(call, 1, "a pattern like '%Y-%m-%d'"),
  date: (_call, types) => {
    if (types[0] && !["date", "timestamp", "varchar", "unknown"].includes(types[0].kind)) {
      throw refuse(`date is given a ${typeName(types[0])}.`, "Give it a varchar 'YYYY-MM-DD' or a timestamp.");
    }
  },
  regexp_like: checkPattern,
  regexp_extract: checkGroup,
  regexp_replace: (call) => {
    checkPattern(call);
    if (call.args[2]) checkReplacement(literalText(call, 2, "a replacement"));
  },
  regexp_count: checkPattern,
  regexp_extract_all: checkGroup,
  repeat: (call, [element]) => {
    literalInteger(call, 1, 0, limits.generatedElements);
    if (element?.kind === "array" || element?.kind === "map")
      throw refuse("repeat is given an array or a map.", "Give it one plain value.");
  },
  chr: (call) => void literalInteger(call, 0, 1, 0xd7ff),
  concat_ws: (call) => void literalText(call, 0, "a separator"),
  lpad: (call) => void literalInteger(call, 1, 0, 1_000),
  rpad: (call) => void literalInteger(call, 1, 0, 1_000),
  ntile: (call) => void literalInteger(call, 0, 1, 10_000),
  sequence: checkSequence,
  format: checkFormat,
  approx_percentile: checkPercentile,
  width_bucket: checkWidthBucket,
  max_by: checkPickCount,
  min_by: checkPickCount,
  array_join: (_call, [array]) => {
    if (array?.kind === "array" && isFloating(array.element)) {
      throw refuse("array_join writes doubles.", "Write transform(x, v -> format('%.2f', v)) for its array.");
    }
  },
  grouping: (call) => {
    if (call.distinct || call.filter || call.over || call.orderBy.length > 0)
      throw refuse("grouping has DISTINCT, ORDER BY, FILTER or OVER.", "Write grouping(key) alone.");
  },
  approx_distinct: (call) => {
    if (call.distinct) throw refuse("approx_distinct has DISTINCT.", "Leave DISTINCT out.");
  },
  listagg: (call) => {
    if (call.args[1]) literalText(call, 1, "a separator");
  },
};

/** The text of a literal argument. */
function literalText(call: Call, index: number, what: string): string {
  const argument = call.args[index];
  if (argument?.kind !== "string")
    throw refuse(`Argument ${index + 1} of ${call.name} is not a literal.`, `Write ${what}.`);
  return argument.text;
}

function literalInteger(call: Call, index: number, low: number, high: number): number {
  const value = integerOf(call.args[index]);
  if (value === null || value < low || value > high) {
    throw refuse(
      `Argument ${index + 1} of ${call.name} is not a number from ${low} to ${high} written out.`,
      "Write the number itself.",
    );
  }
  return value;
}

function integerOf(node: Expression | undefined): number | null {
  if (node?.kind === "integer") return Number(node.text);
  if (node?.kind === "negate" && node.operand.kind === "integer") return -Number(node.operand.text);
  return null;
}

function checkUnit(call: Call, type: SqlType | undefined): void {
  const unit = literalText(call, 0, "a unit like 'day'").toLowerCase();
  const known = dayUnits.has(unit) || (timeUnits.has(unit) && type?.kind !== "date");
  if (!known) {
    throw refuse(
      `'${unit.slice(0, 20)}' is no unit that ${call.name} knows for a ${type ? typeName(type) : "date"}.`,
      `Use ${[...dayUnits].join(", ")}${type?.kind === "date" ? "" : `, ${[...timeUnits].join(", ")}`}.`,
    );
  }
}

/** Only what Java's and RE2's engines read alike, and what cannot run away. */
function checkPattern(call: Call): void {
  const pattern = literalText(call, 1, "the pattern itself, in quotes");
  const fault =
    pattern.length > limits.regularExpressionLength
      ? "is too long"
      : /\(\?(?![:i])/.test(pattern)
        ? "looks ahead or behind, names groups or sets flags"
        : /\\[1-9]/.test(pattern)
          ? "refers back to a group"
          : /[+*?}][+]/.test(pattern)
            ? "has a possessive quantifier"
            : /[+*}]\)?[*{]|[*+}]\)[+*{]/.test(pattern)
              ? "repeats a repetition"
              : /\\[^dDwWsSbB.\\+*?()[\]{}|^$/-]|\[[^\]]*\[|&&/.test(pattern)
                ? "uses a class or an escape that the engines read differently"
                : readable(pattern)
                  ? null
                  : "is not a regular expression";
  if (fault !== null) {
    throw refuse(
      `The pattern of ${call.name} ${fault}.`,
      `Use a plain pattern of at most ${limits.regularExpressionLength} characters, or LIKE.`,
    );
  }
}

/** Outside brackets that always take part, a group that took none is NULL on one engine and empty on the other. */
function checkGroup(call: Call): void {
  checkPattern(call);
  if (!call.args[2]) return;
  const group = literalInteger(call, 2, 0, 9);
  if (group > 0 && /\)(?:[?*]|\{0)|\|/.test(literalText(call, 1, "the pattern"))) {
    throw refuse(
      "regexp_extract takes a group out of a pattern with a part that may be missing.",
      "Leave |, ? and * behind brackets out of the pattern, or take the whole match.",
    );
  }
}

function checkReplacement(replacement: string): void {
  if (!/\\|\$(?!\d)/.test(replacement)) return;
  throw refuse("The replacement holds a backslash or a $ without a number.", "Use plain text and $1 to $9.");
}

function checkPickCount(call: Call): void {
  if (!call.args[2]) return;
  literalInteger(call, 2, 1, 1_000);
  if (call.filter || call.over || call.distinct || call.orderBy.length > 0) {
    throw refuse(`${call.name} with a count has FILTER, OVER, DISTINCT or ORDER BY.`, "Filter in a subquery.");
  }
}

function readable(pattern: string): boolean {
  try {
    return new RegExp(pattern.replace(/^\(\?i\)/, ""), "u").source !== "";
  } catch {
    return false;
  }
}

function checkSequence(call: Call): void {
  const [from, to, step] = [
    integerOf(call.args[0]),
    integerOf(call.args[1]),
    call.args[2] ? integerOf(call.args[2]) : 1,
  ];
  const isKnown = from !== null && to !== null && step !== null && step !== 0;
  const isEmpty = isKnown && call.args[2] !== undefined && (to - from) * step < 0;
  const size = isKnown && !isEmpty ? Math.abs((to - from) / step) + 1 : Number.NaN;
  if (!(size <= limits.generatedElements)) {
    throw refuse(
      "sequence is not given whole numbers written out, or makes too many.",
      `Write sequence(low, high) with at most ${limits.generatedElements} numbers.`,
    );
  }
}

function checkFormat(call: Call, types: readonly SqlType[]): void {
  const pattern = literalText(call, 0, "a format like '%.2f'");
  const parts = [...pattern.matchAll(/%(%|s|d|\.\d{1,2}f|.)/g)]
    .map((part) => part[1] ?? "")
    .filter((part) => part !== "%");
  const isWritable = (part: string) => Number(part.slice(1, -1)) <= 15;
  const fits = (part: string, type: SqlType | undefined) =>
    part === "s"
      ? type?.kind === "varchar"
      : part === "d"
        ? type?.kind === "integer" || type?.kind === "bigint"
        : /^\.\d+f$/.test(part) && isWritable(part) && type !== undefined && isFloating(type);
  if (parts.length !== types.length - 1 || !parts.every((part, index) => fits(part, types[index + 1]))) {
    throw refuse(
      `format('${pattern.slice(0, 40)}', …) does not fit its arguments.`,
      "Use %.2f for a double (CAST a decimal to double), %d for a whole number, %s for a varchar, and %% for the sign.",
    );
  }
}

function checkPercentile(call: Call): void {
  const [, percentile] = call.args;
  const shares = percentile?.kind === "array" ? percentile.items : percentile ? [percentile] : [];
  const valid =
    shares.length > 0 &&
    shares.every((share) => {
      const value =
        share.kind === "decimal" || share.kind === "double" || share.kind === "integer"
          ? Number(share.text)
          : Number.NaN;
      return value >= 0 && value <= 1;
    });
  if (!valid)
    throw refuse(
      "approx_percentile is not given a share from 0 to 1 written out.",
      "Write approx_percentile(x, 0.5) or approx_percentile(x, ARRAY[0.25, 0.75]).",
    );
  if (call.distinct) throw refuse("approx_percentile has DISTINCT.", "Leave DISTINCT out.");
}

function checkWidthBucket(call: Call, types: readonly SqlType[]): void {
  const [, second] = types;
  const isBins =
    call.args.length === 2 &&
    second?.kind === "array" &&
    (isNumeric(second.element) || second.element.kind === "unknown");
  const isRange = call.args.length === 4 && second !== undefined && isNumeric(second);
  const [, low, high, count] = call.args;
  const isEmpty =
    isRange &&
    ((integerOf(count) ?? 1) < 1 ||
      (low && high && "text" in low && "text" in high && Number(low.text) === Number(high.text)));
  if (isEmpty) throw refuse("width_bucket has no bucket.", "Give two different bounds and a count of at least 1.");
  if (!isBins && !isRange)
    throw refuse("width_bucket is not given (x, low, high, count) or (x, ARRAY[…]).", "Write one of the two.");
}
