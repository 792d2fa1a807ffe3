import { resultColumn } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { alikeCalls, tellAlike } from "./customer-alike.ts";
import { besideCalls, tellBeside } from "./customer-beside.ts";
import { tellCertainty } from "./customer-certainty.ts";
import { tellChange } from "./customer-change.ts";
import { unusualCalls, tellUnusual } from "./customer-unusual.ts";
import { tellWhy } from "./customer-why.ts";
import { modelOf } from "./importance.ts";
import { showCustomerCall, tellShown } from "./show-customer.ts";
import { draft, rowsOf, type Teller } from "./teller.ts";

type Customer = Extract<Analysis, { kind: "customer" }>;

/** One customer: why the model says what it says and how surely, what would change it, or what the data holds. */
export const customer: Teller<Customer> = {
  calls: (analysis, { domain }, found) => {
    if (analysis.aspect === "beside") return besideCalls(analysis, domain, found);
    if (found.length > 0) return [];
    switch (analysis.aspect) {
      case "show":
        return [showCustomerCall(analysis, domain)];
      case "unusual":
        return unusualCalls(analysis.id, domain);
      case "alike":
        return alikeCalls(analysis.id, domain);
      default:
        return [{ name: "explain_prediction", args: { customer_id: analysis.id, model: analysis.model } }];
    }
  },
  tell: (analysis, telling, found) => {
    const { domain } = telling;
    if (analysis.aspect === "show") return tellShown(analysis, domain, found);
    if (analysis.aspect === "unusual") return tellUnusual(analysis.id, domain, found);
    if (analysis.aspect === "alike") return tellAlike(analysis.id, domain, found);
    if (analysis.aspect === "beside") return tellBeside(analysis, domain, found);
    const model = modelOf(domain, analysis.model);
    const target = resultColumn(domain, model.actual);
    const [summary] = rowsOf(found, 0);
    if (!summary || !target) return draft("");
    if (analysis.aspect === "certain") return tellCertainty(analysis, domain, model, found);
    return analysis.aspect === "change"
      ? tellChange(analysis, telling, model, target, summary, found)
      : tellWhy(analysis, telling, model, target, summary, found);
  },
};
