import { afterAll, beforeAll, expect, it } from "vitest";

import { openLiveTools, rowsOf, type LiveTools } from "../support/open-live-tools.ts";

let live: LiveTools;

beforeAll(async () => {
  live = await openLiveTools();
}, 60_000);
afterAll(() => live.close());

it("describe_model gives the metrics of each split and the importance from top to bottom", async () => {
  const { found } = await live.call("describe_model", { model: "churn" });
  const metrics = rowsOf(found);
  const truth = await live.raw(
    "SELECT * EXCLUDE (model) FROM model_metrics WHERE model = 'churn' ORDER BY metric, data_split",
  );
  expect(metrics).toEqual(truth);
  const auc = metrics.find((row) => row["metric"] === "auc" && row["data_split"] === "test");
  expect(Number(auc?.["value"])).toBeGreaterThan(0.7);
  const importance = rowsOf(found.more["importance"]);
  expect(importance.map((row) => row["importance_rank"])).toEqual(importance.map((_, index) => index + 1));
  expect(importance.reduce((sum, row) => sum + Number(row["share"]), 0)).toBeCloseTo(1, 6);
});

it("describe_model names the models there are where it does not know one", async () => {
  await expect(live.call("describe_model", { model: "weather" })).rejects.toMatchObject({
    code: "MODEL_UNKNOWN",
    hint: "The models are engagement, churn, value.",
  });
});

it.each([
  ["logins a day", "dictionary", /^avg_daily_logins /],
  ["power users", "groups", /^power users/],
  ["social scoring", "policy", /^social scoring$/],
  ["minutes of each day, daily history", "tables", /activity_daily$/],
])("search_knowledge finds %s in the %s first", async (query, source, title) => {
  const { found } = await live.call("search_knowledge", { query });
  const [best] = rowsOf(found);
  expect(best).toMatchObject({ source, title: expect.stringMatching(title) });
  expect(found).toMatchObject({ sql: null, queryId: null, scannedBytes: 0 });
});

it("search_knowledge says that it has nothing on words it does not know", async () => {
  const { found, text } = await live.call("search_knowledge", { query: "xyzzy" });
  expect(found.rowCount).toBe(0);
  expect(text).toContain("(no rows)");
});
