import { isAppError } from "#core";
import type { Domain } from "#knowledge";
import { createGuard } from "#sql";

import type { CustomerSigns } from "./slack/render/audience.ts";

/** Read for its form alone: a role from which nothing of a query's form is withheld. */
const role = "steward";

/**
 * Part of the mains: tells what is about single customers. An id counts as a word of its own; a query gives single
 * customers where the guard finds that each of its rows is one customer's, or where it names one. Groups, down to their
 * smallest and largest value, are for everyone who may see the channel.
 */
export function createCustomerSigns(domain: Domain): CustomerSigns {
  const guard = createGuard({ domain });
  const bare = domain.entity.pattern.replace(/^\^/, "").replace(/\$$/, "");
  const id = new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${bare})(?![\p{L}\p{N}_])`, "iu");
  const isIndividual = (sql: string) => {
    try {
      return guard.check({ sql, role, maxRows: 1 }).isIndividual;
    } catch (error) {
      // What the guard cannot read, nobody else is to read.
      if (isAppError(error, "PRIVACY_REFUSED", "SQL_REFUSED")) return true;
      throw error;
    }
  };
  return {
    namesCustomer: (text) => id.test(text),
    givesSingleRows: (sql) => id.test(sql) || isIndividual(sql),
  };
}
