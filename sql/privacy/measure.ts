import { findFunction } from "../functions/find-function.ts";
import type { Binary, Call, Expression, Window } from "../syntax/tree.ts";
import { isFloating, type SqlType } from "../syntax/types.ts";

/** In what form a value holds columns, where it may be aggregated beside a protected column. */
export type MeasureForm = {
  /** How many columns are multiplied at most: high powers weigh one person over all others. */
  readonly degree: number;
  /** A table's own column, or an aggregate of such: no constant of the query's has been worked into it. */
  readonly isPlain: boolean;
  /** No value is larger, so that whole numbers do not overflow, which gives NULL for some persons only. */
  readonly bound: number;
};

const mostDegree = 3;
/** Taken as larger than any number in a table. */
const largestInTable = 1e7;

/** A table's own column. A boolean is as good as a condition: nothing may be multiplied by it. */
export function columnForm(type: SqlType): MeasureForm {
  return { degree: type.kind === "boolean" ? mostDegree : 1, isPlain: true, bound: largestInTable };
}

/** Functions with steps: over a column as it is their steps are where they are; over a scaled one, where the query wants. */
const stepping: ReadonlySet<string> = new Set(
  "round floor ceil truncate year quarter month week day length".split(" "),
);
const rankings: ReadonlySet<string> = new Set("ntile rank dense_rank row_number percent_rank cume_dist".split(" "));
const linearUnits: ReadonlySet<string> = new Set(["millisecond", "second", "minute", "hour", "day"]);

/**
 * The form of an expression that may be aggregated beside a protected column: a column, or what sums, products of
 * up to three and the like make of columns; null for any other. Whatever can be turned into "one for this person, zero
 * for the rest" is none: conditions, steps and absolute values at a place the query sets, quotients of differences,
 * overflows. A table's boolean column is the exception, since its two values are shared by many.
 */
export function measureForm(node: Expression): MeasureForm | null {
  switch (node.kind) {
    case "column":
      return node.source?.column.form ?? null;
    case "negate":
      return derived([measureForm(node.operand)]);
    case "cast":
      return castForm(node);
    case "binary":
      return arithmeticForm(node);
    case "case":
      return node.operand === null && node.branches.every((branch) => isSharedCondition(branch.when))
        ? choiceForm([...node.branches.map((branch) => branch.result), ...(node.otherwise ? [node.otherwise] : [])])
        : null;
    case "call":
      return callForm(node);
    default:
      return isConstant(node) ? constantForm(node) : null;
  }
}

/** Whether an expression may be aggregated beside a protected column. */
export function isMeasure(node: Expression): boolean {
  return measureForm(node) !== null;
}

/** A literal. */
export function isConstant(node: Expression | null): boolean {
  if (node === null) return true;
  if (node.kind === "negate") return isConstant(node.operand);
  return ["null", "integer", "decimal", "double", "string", "boolean"].includes(node.kind);
}

/** `churned`, `NOT churned`, `churned = true`: a table's own boolean column. */
export function isSharedCondition(node: Expression): boolean {
  if (node.kind === "not") return isSharedCondition(node.operand);
  if (node.kind === "binary" && node.operator === "=" && node.right.kind === "boolean")
    return isSharedCondition(node.left);
  const column = node.kind === "column" ? node.source?.column : undefined;
  return column !== undefined && column.isBase && column.type.kind === "boolean" && !column.isProtected;
}

function constantForm(node: Expression): MeasureForm {
  const size = "text" in node ? Math.abs(Number(node.text)) : 0;
  return { degree: 0, isPlain: false, bound: Number.isFinite(size) ? size : 0 };
}

/** What is made of these, none multiplied with another. */
function derived(forms: readonly (MeasureForm | null)[]): MeasureForm | null {
  const found = forms.filter((form) => form !== null);
  if (found.length < forms.length) return null;
  return {
    degree: Math.max(0, ...found.map((form) => form.degree)),
    isPlain: false,
    bound: Math.max(0, ...found.map((form) => form.bound)),
  };
}

/** One of several values by a shared condition: constants only, since the others' sums would be about few. */
function choiceForm(results: readonly Expression[]): MeasureForm | null {
  return results.every(isConstant) ? { degree: mostDegree, isPlain: false, bound: largestInTable } : null;
}

function castForm(node: Extract<Expression, { kind: "cast" }>): MeasureForm | null {
  const form = measureForm(node.operand);
  if (form === null || node.target.kind === "boolean") return null;
  const isFlag = node.operand.type?.kind === "boolean";
  if (isFlag) return { ...form, degree: mostDegree };
  // Any other type rounds, or has an end past which it gives NULL.
  return form.isPlain || form.degree === 0 || isFloating(node.target) ? form : null;
}

function arithmeticForm({ operator, left, right, type }: Binary & { readonly type?: SqlType }): MeasureForm | null {
  const [a, b] = [measureForm(left), measureForm(right)];
  if (a === null || b === null) return null;
  switch (operator) {
    case "+":
    case "-":
      return within({ degree: Math.max(a.degree, b.degree), isPlain: false, bound: a.bound + b.bound }, type);
    case "*":
      return within({ degree: a.degree + b.degree, isPlain: false, bound: a.bound * b.bound }, type);
    case "/":
      // Whole numbers and decimals are cut at a place that the divisor sets.
      if (!isDivisor(right) || (a.degree > 0 && !(type && isFloating(type)))) return null;
      return { degree: a.degree + b.degree, isPlain: false, bound: Number.MAX_VALUE };
    default:
      return null;
  }
}

function within(form: MeasureForm, type: SqlType | undefined): MeasureForm | null {
  if (form.degree > mostDegree) return null;
  const end = type?.kind === "integer" ? 2 ** 31 : type?.kind === "bigint" ? 2 ** 63 : Infinity;
  return form.bound < end ? form : null;
}

/** Dividing by a difference of columns and constants can blow one person's value up over all others'. */
function isDivisor(node: Expression | Call): boolean {
  if (isConstant(node)) return true;
  if (node.kind === "cast") return isDivisor(node.operand) && node.operand.type?.kind !== "boolean";
  if (node.kind === "call" && node.name === "nullif") {
    const [value, zero] = node.args;
    return value !== undefined && zero !== undefined && "text" in zero && Number(zero.text) === 0 && isDivisor(value);
  }
  // Not by a boolean's 0 and 1 either: that would be a condition.
  const form = measureForm(node);
  return form !== null && form.isPlain && form.degree < mostDegree;
}

function callForm(call: Call): MeasureForm | null {
  const { name, args } = call;
  if (name === "if") {
    const [when, ...results] = args;
    return when !== undefined && isSharedCondition(when) ? choiceForm(results) : null;
  }
  if (name === "nullif") return args[0] && isDivisor(call) ? measureForm(args[0]) : null;
  if (name === "coalesce") return derived(args.map(measureForm));
  if (name === "power") return powerForm(args);
  if (name === "abs") return absoluteForm(args[0]);
  if (name === "date_diff") return dateDifferenceForm(args);
  if (stepping.has(name)) return steppingForm(args);
  if (call.over && !hasPlainKeys(call.over)) return null;
  if (call.over && rankings.has(name)) return { degree: 1, isPlain: false, bound: largestInTable };
  if (findFunction(name).kind !== "aggregate" || call.filter !== null || name === "count_if") return null;
  const forms = args.map(measureForm);
  const form = derived(forms);
  return form && { ...form, isPlain: forms.every((each) => each?.isPlain), bound: largestInTable ** 2 };
}

function powerForm([base, exponent]: readonly Expression[]): MeasureForm | null {
  const form = base ? measureForm(base) : null;
  if (form === null || exponent === undefined || !("text" in exponent) || !["2", "3"].includes(exponent.text)) {
    return null;
  }
  return within({ degree: form.degree * Number(exponent.text), isPlain: false, bound: Number.MAX_VALUE }, undefined);
}

/** |x| and |x - y| of columns: with a constant in it, the bend is where the query wants it. */
function absoluteForm(argument: Expression | undefined): MeasureForm | null {
  if (argument === undefined) return null;
  const isDifference = argument.kind === "binary" && argument.operator === "-";
  const sides = isDifference ? [argument.left, argument.right] : [argument];
  return sides.every((side) => measureForm(side)?.isPlain) ? derived(sides.map(measureForm)) : null;
}

/** Whole months and years from a date in the query pass at a day that the query sets; days pass every day. */
function dateDifferenceForm([unit, ...dates]: readonly Expression[]): MeasureForm | null {
  const isLinear = unit?.kind === "string" && linearUnits.has(unit.text.toLowerCase());
  const forms = dates.map((date) => (isDateLiteral(date) ? constantForm(date) : measureForm(date)));
  const areColumns = forms.every((form) => form?.isPlain);
  return isLinear || areColumns ? derived(forms) : null;
}

function isDateLiteral({ kind }: Expression): boolean {
  return kind === "date" || kind === "timestamp";
}

function steppingForm([value, digits]: readonly Expression[]): MeasureForm | null {
  const form = value ? measureForm(value) : null;
  const isFixed = digits === undefined || digits.kind === "integer";
  return form?.isPlain && isFixed ? { ...form, isPlain: false } : null;
}

/** Rows are ordered and parted by tables' own columns, so that no condition on persons is hidden in it. */
function hasPlainKeys({ partitionBy, orderBy }: Window): boolean {
  return [...partitionBy, ...orderBy.map((item) => item.expression)].every(
    (key) => measureForm(key)?.isPlain || (key.kind === "column" && key.source?.column.isBase === true),
  );
}
