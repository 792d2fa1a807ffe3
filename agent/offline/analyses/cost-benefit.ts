import type { Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { formatValue, integer } from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { cite, num, rowsOf, str, type Found } from "./teller.ts";

/**
 * Cost and benefit of a simulated change: what it brings in dollars for each changed customer, which is where its cost
 * breaks even, net of a cost that was named, and what all of it assumes. Without a model of money it says so.
 */
export function costText(
  domain: Domain,
  analysis: Extract<Analysis, { kind: "what-if" }>,
  found: readonly Found[],
): string {
  const [benefit] = rowsOf(found, 0, "benefit");
  const [who] = rowsOf(found, 0, "who");
  if (!benefit) {
    return "The benefit cannot be told in dollars: no model of value is part of this run, and the data holds no cost of incentives. With your value of a kept customer and your cost, break-even is where cost for each customer equals the change in churn times that value.";
  }
  const usd = (name: string) => formatValue(num(benefit, name), "usd");
  const people = integer(num(who, "customers_changed"));
  const model = modelOf(domain, str(benefit, "model")).label;
  const worth = `By the ${model}, the change is worth **${usd("break_even_cost_each")}** for each of the ${people} changed (95 % interval ${usd("break_even_low")} to ${usd("break_even_high")}), ${usd("total_benefit")} in all${cite(found, 0)}. That is the break-even cost for each ${domain.entity.singular}: it pays off below it, not above.`;
  const net =
    analysis.costEach === undefined
      ? ""
      : ` **At a cost of ${usd("cost_each")} each** (${usd("total_cost")} in all) the net benefit is **${usd("net_each")}** for each (95 % interval ${usd("net_low")} to ${usd("net_high")}), ${usd("total_net")} in all: ${verdictOf(num(benefit, "net_low"), num(benefit, "net_high"))}${cite(found, 0)}.`;
  const assumptions = `**Assumptions**: everybody of the group makes the whole change, nobody would have made it unasked, the predicted value is a median over the lifetime and not discounted, and the models' answer holds as an effect. The data holds no cost of incentives: name a cost for each ${domain.entity.singular}, another size of the change or another group, and I compute it again.`;
  return `${worth}${net}\n\n${assumptions}`;
}

function verdictOf(low: number, high: number): string {
  if (low > 0) return "it pays off, if the assumptions hold";
  return high < 0 ? "it does not pay off" : "whether it pays off cannot be told from chance";
}
