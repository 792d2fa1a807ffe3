import { meanOf, varianceOf } from "../spec/plain-statistics.ts";
import type { Cell } from "../spec/published-tables.ts";
import type { TruthRow } from "../truth-source.ts";
import type { SecondDeps } from "./second-simulation.ts";

/** Days after signing up that are looked at. */
const firstDays = 30;
/** Who signed up so long ago that the first days are over, and so lately that the history holds them. */
const cohortDays = { from: 30, to: 89 } as const;
type Early = { readonly signup: number; days: number; readonly sums: number[] };
const measures = ["logins", "minutes", "messages", "posts", "engagement"] as const;

/**
 * What customers did in their first 30 days, those who later churned beside those who stayed: totals, and means of an
 * active day, with Cohen's d pooled by size and with both variances weighed alike.
 */
export async function earlySigns(
  _given: unknown,
  { base, tables }: Pick<SecondDeps, "base" | "tables">,
): Promise<readonly TruthRow[]> {
  const { entity, results } = base.domain;
  const [ids, churned, accountIds, signups, activityIds, dates] = await Promise.all([
    tables.column(results.table, entity.column),
    tables.column(results.table, "churn_30_day"),
    tables.column("accounts", entity.column),
    tables.column("accounts", "signup_date"),
    tables.column("activity_daily", entity.column),
    tables.column("activity_daily", "activity_date"),
  ]);
  const values = await Promise.all(measures.map((measure) => tables.column("activity_daily", measure)));
  const last = dates.reduce<number>((latest, date) => Math.max(latest, Number(date)), 0);
  const outcome = new Map(ids.map((id, row) => [id, churned[row] === 1]));
  const cohort = new Map<Cell, Early>(
    accountIds.flatMap((id, row) => {
      const age = last - Number(signups[row]);
      return outcome.has(id) && age >= cohortDays.from && age <= cohortDays.to
        ? [[id, { signup: Number(signups[row]), days: 0, sums: measures.map(() => 0) }] satisfies [Cell, Early]]
        : [];
    }),
  );
  activityIds.forEach((id, row) => {
    const customer = cohort.get(id);
    const day = customer === undefined ? -1 : Number(dates[row]) - customer.signup;
    if (!customer || day < 0 || day >= firstDays) return;
    customer.days++;
    measures.forEach((_, index) => {
      customer.sums[index] = customer.sums[index]! + Number(values[index]?.[row] ?? 0);
    });
  });
  const members = [...cohort].map(([id, customer]) => ({ ...customer, hasChurned: outcome.get(id) === true }));
  const row = (name: string, total: (one: (typeof members)[number]) => number, isPerDay: boolean): TruthRow => {
    const side = (hasChurned: boolean, isActive: boolean) =>
      members
        .filter((one) => one.hasChurned === hasChurned && (!isActive || !isPerDay || one.days > 0))
        .map((one) => (isActive && isPerDay ? total(one) / one.days : total(one)));
    const [left, stayed] = [side(true, false), side(false, false)];
    const [leftActive, stayedActive] = [side(true, true), side(false, true)];
    return {
      name,
      ...sizes(left, stayed, "total"),
      ...sizes(leftActive, stayedActive, "active"),
      churned_total: meanOf(left),
      stayed_total: meanOf(stayed),
      churned_active: meanOf(leftActive),
      stayed_active: meanOf(stayedActive),
      churned_daily: meanOf(left) / firstDays,
      stayed_daily: meanOf(stayed) / firstDays,
    };
  };
  return [
    row("active days", (one) => one.days, false),
    ...measures.map((measure, index) => row(measure, (one) => one.sums[index]!, true)),
  ];
}

function sizes(a: readonly number[], b: readonly number[], of: string): TruthRow {
  const difference = Math.abs(meanOf(a) - meanOf(b));
  const pooled = (varianceOf(a) * (a.length - 1) + varianceOf(b) * (b.length - 1)) / (a.length + b.length - 2);
  return {
    [`d_${of}`]: difference / Math.sqrt(pooled),
    [`d_${of}_alike`]: difference / Math.sqrt((varianceOf(a) + varianceOf(b)) / 2),
  };
}
