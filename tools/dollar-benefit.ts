import { resultColumn, type Domain, type ModelSpec } from "#knowledge";
import type { SqlValue } from "#sql";

import { tableFrom } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import type { MeanChange } from "./simulated-means.ts";

/** What a change does to the mean prediction of one model. */
export type ModelEffect = { readonly spec: ModelSpec; readonly means: MeanChange };

/** Whom a benefit is summed over, and what the change costs for each of them; null where no cost was named. */
export type Spending = { readonly customersChanged: number; readonly costEach: number | null };

/**
 * What a change brings in US dollars by each model whose target is money: for each changed customer with its 95 %
 * interval (the cost at which it breaks even), in all, and net of a cost where one is named. Without such a model the
 * table has no row.
 */
export function benefitTable(
  domain: Domain,
  effects: readonly ModelEffect[],
  { customersChanged, costEach }: Spending,
): EvidenceTable {
  const inMoney = effects.filter(({ spec }) => resultColumn(domain, spec.actual)?.format === "usd");
  return tableFrom(
    {
      model: "varchar",
      break_even_cost_each: "double",
      break_even_low: "double",
      break_even_high: "double",
      total_benefit: "double",
      cost_each: "double",
      total_cost: "double",
      net_each: "double",
      net_low: "double",
      net_high: "double",
      total_net: "double",
    },
    inMoney.map(({ spec, means }): SqlValue[] => {
      const sign = spec.goodDirection === "up" ? 1 : -1;
      const [low, high] = sign > 0 ? [means.low, means.high] : [-means.high, -means.low];
      const benefit = sign * means.change;
      const net = (value: number) => (costEach === null ? null : value - costEach);
      const inAll = (value: number | null) => (value === null ? null : value * customersChanged);
      return [
        spec.name,
        benefit,
        low,
        high,
        inAll(benefit),
        costEach,
        inAll(costEach),
        net(benefit),
        net(low),
        net(high),
        inAll(net(benefit)),
      ];
    }),
  );
}
