import { afterAll, beforeAll, expect, it } from "vitest";

import { openLiveTools, type LiveTools } from "../support/open-live-tools.ts";

let live: LiveTools;

beforeAll(async () => {
  live = await openLiveTools({ maxRows: 70 });
}, 60_000);
afterAll(() => live.close());

it("gives the rows of a query, with the SQL as it ran", async () => {
  const { found, text } = await live.call("query_athena", {
    sql: "SELECT account_type, count(*) AS customers FROM final_results GROUP BY account_type ORDER BY account_type",
    purpose: "Customers by account type",
  });
  const truth = await live.raw(
    "SELECT account_type, count(*)::INTEGER AS customers FROM final_results GROUP BY account_type ORDER BY account_type",
  );
  expect(found).toMatchObject({
    tool: "query_athena",
    title: "Customers by account type",
    columns: [
      { name: "account_type", type: "varchar" },
      { name: "customers", type: "bigint" },
    ],
    rows: truth.map((row) => [row["account_type"], row["customers"]]),
    rowCount: 2,
    truncated: false,
    more: {},
    notices: [],
  });
  expect(found.sql).toContain("GROUP BY");
  expect(found.scannedBytes).toBeGreaterThan(0);
  expect(text).toBe(
    `Customers by account type\n\naccount_type\tcustomers\n${found.rows.map((row) => row.join("\t")).join("\n")}`,
  );
});

it("shows the model 60 rows and the person all up to the cap, and tells both of the rest", async () => {
  const { found, text } = await live.call("query_athena", {
    sql: "SELECT customer_id FROM final_results ORDER BY customer_id",
    purpose: "Everybody",
  });
  expect({ rows: found.rows.length, truncated: found.truncated }).toEqual({ rows: 70, truncated: true });
  expect(text.match(/user_\d+/g)).toHaveLength(60);
  expect(text).toContain("(10 further rows are not shown to you; aggregate in SQL instead)");
  expect(text).toContain("(there are more rows than were fetched)");
});

it("says that nothing was found", async () => {
  const { text } = await live.call("query_athena", {
    sql: "SELECT customer_id FROM final_results WHERE predicted_churn_probability > 2",
    purpose: "Impossible",
  });
  expect(text).toContain("(no rows)");
});

it.each([
  ["SQL_REFUSED", "DROP TABLE final_results"],
  ["SQL_REFUSED", "SELECT no_such_column FROM final_results"],
  ["PRIVACY_REFUSED", "SELECT customer_id, age FROM final_results"],
])("passes the guard's %s through: %s", async (code, sql) => {
  await expect(live.call("query_athena", { sql, purpose: "x" })).rejects.toMatchObject({ code });
});

it("refuses a viewer single customers that it shows an analyst", async () => {
  const query = { sql: "SELECT customer_id, account_type FROM final_results LIMIT 1", purpose: "One" };
  expect((await live.call("query_athena", query, "analyst")).found.rowCount).toBe(1);
  await expect(live.call("query_athena", query, "viewer")).rejects.toMatchObject({ code: "PRIVACY_REFUSED" });
});

it("marks a verified query, whatever its parameters, and nothing else", async () => {
  const verifiedOf = async (sql: string) =>
    (await live.call("query_athena", { sql, purpose: "Drivers" })).found.verified;
  const drivers = (table: string, top: number) =>
    `select d.importance_rank as place, d.feature, d.share, d.direction from ${table} d where d.model = 'churn' order by 1 limit ${top}`;
  expect(await verifiedOf(drivers("feature_importance", 4))).toEqual({
    id: "drivers-of-churn",
    title: "Strongest features of the churn model",
  });
  expect(await verifiedOf(drivers("(SELECT * FROM feature_importance)", 4))).toBeNull();
});
