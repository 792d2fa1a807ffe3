import { isAppError } from "#core";
import type { Domain } from "#knowledge";
import { createGuard } from "#sql";

import type { CustomerSigns } from "./slack/render/audience.ts";

/**
 * Part of the mains: tells what is about single customers. An id counts as a word of its own; a query gives single
 * customers where the guard would not let a viewer, who sees groups only, run it.
 */
export function createCustomerSigns(domain: Domain): CustomerSigns {
  const guard = createGuard({ domain });
  const bare = domain.entity.pattern.replace(/^\^/, "").replace(/\$$/, "");
  const id = new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${bare})(?![\p{L}\p{N}_])`, "iu");
  const isForGroups = (sql: string) => {
    try {
      guard.check({ sql, role: "viewer", maxRows: 1 });
      return true;
    } catch (error) {
      if (isAppError(error, "PRIVACY_REFUSED", "SQL_REFUSED")) return false;
      throw error;
    }
  };
  return {
    namesCustomer: (text) => id.test(text),
    givesSingleRows: (sql) => !isForGroups(sql),
  };
}
