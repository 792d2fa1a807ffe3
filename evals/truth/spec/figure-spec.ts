import { z } from "zod";

import { columnsOfCondition, conditionSchema } from "./condition.ts";
import { columnsOfStatistic, statisticSchema } from "./statistic.ts";

const column = z.string().regex(/^[a-z_0-9]+$/);
/** Rows are put together by a column's values, by the dictionary's bins where it has some, or by a part of a date. */
const groupingSchema = z.union([
  column.transform((name) => ({ column: name, part: "value" as const })),
  z.strictObject({ column, part: z.enum(["weekday", "month"]) }),
]);
export type Grouping = z.infer<typeof groupingSchema>;

/**
 * A figure, or a table of figures, as a small typed thing. Two interpreters compute it by ways of their own:
 * `spec-to-sql.ts` has the engine do it, `spec-to-rows.ts` does plain arithmetic over the published files.
 */
export const figureSpecSchema = z.strictObject({
  /** What is told, by the name of the column it becomes. */
  tell: z.record(z.string(), statisticSchema),
  /** Table that is read; the results table where left out. */
  from: z.string().optional(),
  /** A further table joined by the customer's id. */
  with: z.string().optional(),
  /** Conditions that must all hold. */
  where: z.array(conditionSchema).default([]),
  /** One row for each value; of two columns they are `a` and `b`. One row over all where left out. */
  by: z.union([groupingSchema.transform((one) => [one]), z.array(groupingSchema).min(1).max(2)]).optional(),
  /** Groups smaller than this are left out; the policy's least size where left out. */
  least: z.int().positive().optional(),
  /** Column of `tell` that rows are ordered by, `-` before it for the highest first; ties by name. */
  order: z.string().optional(),
  top: z.int().positive().optional(),
});
export type FigureSpec = z.infer<typeof figureSpecSchema>;

/** The columns that a spec reads, each once. */
export function columnsOfSpec({ tell, where, by = [] }: FigureSpec): string[] {
  const columns = [
    ...Object.values(tell).flatMap(columnsOfStatistic),
    ...where.flatMap(columnsOfCondition),
    ...by.map((grouping) => grouping.column),
  ];
  return [...new Set(columns)];
}

/** The column that orders a spec's rows, and its sign. */
export function orderOf({ order }: FigureSpec): { readonly by: string; readonly sign: 1 | -1 } | null {
  if (order === undefined) return null;
  return order.startsWith("-") ? { by: order.slice(1), sign: -1 } : { by: order, sign: 1 };
}
