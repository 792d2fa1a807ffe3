import { z } from "zod";

import { columnsOfCondition, conditionSchema, type Condition } from "./condition.ts";

/** Statistics of one column, over the rows that have a value. */
const ofColumn = [
  "mean",
  "median",
  "sd",
  "min",
  "max",
  "sum",
  "present",
  "missing",
  "distinct",
  "mode",
  "skew",
  "sum-part",
] as const;
/** Statistics of two columns, over the rows that have both; of errors the first is what happened. */
const ofPair = ["pearson", "spearman", "slope", "mae", "rmse", "r2", "ratio", "auc", "dot"] as const;

/** What is told of a group of rows. */
export type Statistic =
  /** Rows. */
  | { readonly kind: "count" }
  /** Rows as a share of the whole table, whatever the filter. */
  | { readonly kind: "part" }
  /** Share of the rows that hold a condition; a missing value does not. */
  | { readonly kind: "share"; readonly of: Condition }
  | { readonly kind: "quantile"; readonly p: number; readonly column: string }
  /** sum-part: the sum as a share of the whole table's. */
  | { readonly kind: (typeof ofColumn)[number]; readonly column: string }
  /**
   * ratio: the sum of the first over the sum of the second. dot: the sum of their products. auc: how often the second is
   * higher where the first is 1 than where it is 0.
   */
  | { readonly kind: (typeof ofPair)[number]; readonly x: string; readonly y: string };

/** A statistic as a case writes it: `count`, `mean age`, `p90 age`, `pearson x y`, `share of age >= 30`. */
export const statisticSchema = z.string().transform((text, context): Statistic => {
  const found = parse(text);
  if (found) return found;
  context.addIssue({ code: "custom", message: `"${text}" is no statistic` });
  return z.NEVER;
});

function parse(text: string): Statistic | null {
  if (text === "count" || text === "part") return { kind: text };
  const share = /^share of (.+)$/.exec(text)?.[1];
  if (share !== undefined) {
    const of = conditionSchema.safeParse(share);
    return of.success ? { kind: "share", of: of.data } : null;
  }
  const [word = "", x, y, ...rest] = text.split(" ");
  if (x === undefined || rest.length > 0) return null;
  const pair = ofPair.find((kind) => kind === word);
  if (pair !== undefined) return y === undefined ? null : { kind: pair, x, y };
  if (y !== undefined) return null;
  const percent = /^p(\d{1,2}(?:\.\d+)?)$/.exec(word)?.[1];
  if (percent !== undefined) return { kind: "quantile", p: Number(percent) / 100, column: x };
  const single = ofColumn.find((kind) => kind === word);
  return single === undefined ? null : { kind: single, column: x };
}

/** The columns that a statistic reads. */
export function columnsOfStatistic(statistic: Statistic): string[] {
  if ("column" in statistic) return [statistic.column];
  if ("x" in statistic) return [statistic.x, statistic.y];
  return "of" in statistic ? columnsOfCondition(statistic.of) : [];
}
