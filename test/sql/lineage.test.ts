import { expect, test } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";
import { createGuard } from "#sql";

const guard = createGuard({ domain: await loadDomain(domainDirectory("engagement")) });
const check = (sql: string) => guard.check({ sql, role: "analyst", maxRows: 100 });

test.each([
  ["SELECT account_type AS a, 1 AS b, count(*) AS n FROM final_results GROUP BY 1", [["account_type"], [], []]],
  [
    "SELECT account_type, avg(trust_score) FILTER (WHERE device_type = 'ios') AS x FROM final_results GROUP BY account_type",
    [["account_type"], ["trust_score", "device_type"]],
  ],
  [
    "WITH t(a, b) AS (SELECT trust_score + 1, upper(device_type) FROM final_results) SELECT b, a * 2 FROM t",
    [["device_type"], ["trust_score"]],
  ],
  [
    "SELECT rank() OVER (PARTITION BY account_type ORDER BY trust_score) AS x FROM final_results",
    [["account_type", "trust_score"]],
  ],
  ["SELECT x.d FROM (SELECT device_type AS d FROM final_results) AS x", [["device_type"]]],
  [
    "SELECT account_type FROM final_results UNION SELECT device_type FROM final_results",
    [["account_type", "device_type"]],
  ],
  ["SELECT (SELECT max(trust_score) FROM final_results) - 1 AS x", [["trust_score"]]],
  [
    "SELECT u FROM final_results CROSS JOIN UNNEST(ARRAY[trust_score, 2]) AS t(u) WHERE device_type = 'ios'",
    [["trust_score"]],
  ],
  ["SELECT v FROM (VALUES (1), ((SELECT max(trust_score) FROM final_results))) AS t(v)", [["trust_score"]]],
  ["SELECT count(*) AS n FROM final_results WHERE device_type = 'ios'", [[]]],
])("%s is made from the columns that its values come from, through every subquery", (sql, names) => {
  expect(check(sql).lineage).toEqual(names.map((columns) => columns.map((name) => `final_results.${name}`)));
});

test("a column of another table keeps that table's name", () => {
  const { lineage } = check(
    "SELECT f.account_type, a.signup_date FROM final_results f JOIN accounts a ON f.customer_id = a.customer_id",
  );
  expect(lineage).toEqual([["final_results.account_type"], ["accounts.signup_date"]]);
});

test.each([
  ["SELECT account_type FROM final_results", true],
  ["SELECT account_type FROM final_results LIMIT 101", true],
  ["SELECT account_type FROM final_results LIMIT 100", false],
  // One row whatever the cap.
  ["SELECT count(*) AS n FROM final_results", false],
  ["SELECT 1 AS a LIMIT 7000", false],
])("the cap decides on the rows of %s: %s", (sql, isCapped) => {
  expect(check(sql).isCapped).toBe(isCapped);
});
