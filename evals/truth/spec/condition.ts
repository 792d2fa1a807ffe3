import { z } from "zod";

/** What a test compares a column with: values as written, another column, or nothing. */
export type ConditionTest = { readonly column: string } & (
  | { readonly op: "=" | "!=" | Comparison; readonly value: Value }
  | { readonly op: "as"; readonly compare: Comparison; readonly other: string }
  | { readonly op: "in"; readonly values: readonly Value[] }
  | { readonly op: "between"; readonly low: number; readonly high: number }
  | { readonly op: "missing" }
  | { readonly op: "present" }
  /** The days up to the snapshot, its day among them; or those before them. */
  | { readonly op: "last-days" | "before-days"; readonly days: number }
  /** At or past the quantile that cuts off this share of the whole table. */
  | { readonly op: "top" | "bottom"; readonly share: number }
);
type Comparison = "<" | "<=" | ">" | ">=";
type Value = string | number | boolean;

/** Tests of which one must hold. */
export type Condition = readonly ConditionTest[];

const forms: readonly [RegExp, (column: string, groups: readonly string[]) => ConditionTest][] = [
  [/^(\w+) (missing|present)$/, (column, [op]) => (op === "missing" ? { column, op } : { column, op: "present" })],
  [
    /^(\w+) (in|before) last (\d+) days$/,
    (column, [side, days]) => ({ column, op: side === "in" ? "last-days" : "before-days", days: Number(days) }),
  ],
  [
    /^(\w+) in (top|bottom) (\d+)%$/,
    (column, [side, share]) => ({ column, op: side === "top" ? "top" : "bottom", share: Number(share) / 100 }),
  ],
  [
    /^(\w+) between (-?[\d.]+) and (-?[\d.]+)$/,
    (column, [low, high]) => ({ column, op: "between", low: Number(low), high: Number(high) }),
  ],
  [/^(\w+) in (.+)$/, (column, [list = ""]) => ({ column, op: "in", values: list.split(/,\s*/).map(valueOf) })],
  [
    /^(\w+) (<=|>=|<|>) @(\w+)$/,
    (column, [op = "", other = ""]) => ({ column, op: "as", compare: comparisonOf(op), other }),
  ],
  [/^(\w+) (!=|<=|>=|=|<|>) ([^@].*)$/, (column, [op = "", value = ""]) => orderTest(column, op, valueOf(value))],
];

/**
 * A condition as a case writes it, alternatives joined by "or": `age >= 30`, `device_type in mobile, tablet`,
 * `x between 1 and 3` (ends included), `x missing`, `day in last 7 days`, `day before last 7 days`, `x in top 10%`, `a < @b` for another column.
 */
export const conditionSchema = z.string().transform((text, context): Condition => {
  const tests = text.split(" or ").map((part) => parseTest(part.trim()));
  if (tests.every((test) => test !== null)) return tests;
  context.addIssue({ code: "custom", message: `"${text}" is no condition` });
  return z.NEVER;
});

function parseTest(text: string): ConditionTest | null {
  for (const [form, build] of forms) {
    const match = form.exec(text);
    if (match) return build(match[1] ?? "", match.slice(2));
  }
  return null;
}

function orderTest(column: string, op: string, value: Value): ConditionTest {
  return op === "=" || op === "!=" ? { column, op, value } : { column, op: comparisonOf(op), value };
}

function comparisonOf(op: string): Comparison {
  return op === "<" ? "<" : op === "<=" ? "<=" : op === ">" ? ">" : ">=";
}

function valueOf(text: string): Value {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** The columns that a condition looks at. */
export function columnsOfCondition(condition: Condition): string[] {
  return condition.flatMap((test) => (test.op === "as" ? [test.column, test.other] : [test.column]));
}
