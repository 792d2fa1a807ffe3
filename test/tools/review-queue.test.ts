import { afterAll, beforeAll, expect, it } from "vitest";

import { openLiveTools, rowsOf, type LiveTools } from "../support/open-live-tools.ts";

let live: LiveTools;

beforeAll(async () => {
  live = await openLiveTools();
}, 120_000);
afterAll(() => live.close());

const sql =
  "SELECT customer_id, age, gender, location, qa_reason FROM engagement_qa.human_review ORDER BY customer_id LIMIT 5";

it("shows the review queue with its confidential columns to a steward", async () => {
  const { found } = await live.call("query_athena", { sql, purpose: "the queue" }, "steward");
  expect(rowsOf(found)).toEqual(await live.raw(sql));
  expect(found.rowCount).toBe(5);
});

it("shows it to nobody else, not even counted", async () => {
  for (const role of ["analyst", "viewer"] as const) {
    for (const asked of [sql, "SELECT count(*) AS rows FROM engagement_qa.human_review"]) {
      await expect(live.call("query_athena", { sql: asked, purpose: "the queue" }, role)).rejects.toMatchObject({
        code: expect.stringMatching(/^(PRIVACY|SQL)_REFUSED$/),
      });
    }
  }
});

it("lets an analyst ask how the models treat groups", async () => {
  const asked =
    "SELECT attribute, min(parity_ratio) AS lowest FROM fairness WHERE model = 'churn' GROUP BY attribute ORDER BY attribute";
  const { found } = await live.call("query_athena", { sql: asked, purpose: "the queue" });
  expect(rowsOf(found)).toEqual(await live.raw(asked));
});
