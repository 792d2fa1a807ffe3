import { beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";

import { createCustomerSigns } from "../../api/customer-signs.ts";

let signs: ReturnType<typeof createCustomerSigns>;
beforeAll(async () => {
  signs = createCustomerSigns(await loadDomain(domainDirectory("engagement"), new AbortController().signal));
});

describe("what is about single customers", () => {
  it.each([
    ["user_12345", true],
    ["Why did USER_12345 leave?", true],
    ["(user_12345)", true],
    ["the_user_12345", false],
    ["user_12345x", false],
    ["the users", false],
    ["", false],
  ])("by name: %s", (text, names) => {
    expect(signs.namesCustomer(text)).toBe(names);
  });

  it.each([
    ["SELECT count(*) AS n FROM final_results", false],
    ["SELECT account_type, count(*) AS n FROM final_results GROUP BY account_type", false],
    ["SELECT account_type, max(actual_engagement_score) AS top FROM final_results GROUP BY account_type", false],
    [
      "WITH ranked AS (SELECT rank() OVER (ORDER BY trust_score) AS x, days_since_last_login AS y FROM final_results) SELECT corr(x, y) AS rho FROM ranked",
      false,
    ],
    ["SELECT actual_engagement_score FROM final_results LIMIT 20", true],
    ["SELECT customer_id, trust_score FROM final_results ORDER BY trust_score DESC LIMIT 3", true],
    ["SELECT max(engagement_score) AS top FROM final_results WHERE customer_id = 'user_12345'", true],
    // What the guard cannot read, nobody else is to read.
    ["SELECT", true],
  ])("by whose rows a query gives: %s", (sql, isSingle) => {
    expect(signs.givesSingleRows(sql)).toBe(isSingle);
  });
});
