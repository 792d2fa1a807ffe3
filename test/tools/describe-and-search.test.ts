import { afterAll, beforeAll, expect, it } from "vitest";

import { openLiveTools, rowsOf, type LiveTools } from "../support/open-live-tools.ts";

let live: LiveTools;

beforeAll(async () => {
  live = await openLiveTools();
}, 60_000);
afterAll(() => live.close());

it("describe_model gives the metrics of each split and the importance from top to bottom", async () => {
  const { found, text } = await live.call("describe_model", { model: "churn" });
  const metrics = rowsOf(found);
  const truth = await live.raw(
    "SELECT * EXCLUDE (model) FROM model_metrics WHERE model = 'churn' AND data_split <> 'known_causes' ORDER BY metric LIKE 'calibration_bin%', regexp_matches(metric, '^(four_fifths_ratio|group_calibration_gap|odds_difference|parity_difference)_'), metric, data_split",
  );
  expect(metrics).toEqual(truth);
  const auc = metrics.find((row) => row["metric"] === "auc" && row["data_split"] === "test");
  expect(Number(auc?.["value"])).toBeGreaterThan(0.7);
  // A language model reads the first rows: what matters most is among them.
  expect(text).toMatch(/^all\tthreshold\t/m);
  const importance = rowsOf(found.more["importance"]);
  expect(importance.map((row) => row["importance_rank"])).toEqual(importance.map((_, index) => index + 1));
  expect(importance.reduce((sum, row) => sum + Number(row["share"]), 0)).toBeCloseTo(1, 6);
  const label = live.domain.feedColumns.find(({ name }) => name === "days_since_last_login")?.label;
  expect(importance.find((row) => row["feature"] === "days_since_last_login")?.["label"]).toBe(label);
});

it("describe_model tells fairness by attribute, use and limits, what is known of the truth, and the history", async () => {
  const { found } = await live.call("describe_model", { model: "churn" });
  const expected = await live.raw(
    `SELECT attribute, count(*)::INTEGER AS groups, min(parity_ratio) AS lowest_parity_ratio, min_by(group_name, parity_ratio) AS group_selected_least,
      max(tpr) - min(tpr) AS tpr_difference, max(fpr) - min(fpr) AS fpr_difference, max(abs(calibration_gap)) AS largest_calibration_gap
     FROM fairness WHERE model = 'churn' GROUP BY attribute ORDER BY attribute`,
  );
  expect(rowsOf(found.more["fairness"])).toEqual(expected);
  const spec = live.domain.models.find(({ name }) => name === "churn");
  expect(rowsOf(found.more["use"]).map((row) => row["text"])).toEqual([
    ...(spec?.intendedUse ?? []),
    ...(spec?.limits ?? []),
  ]);
  const truth = new Map(rowsOf(found.more["truth"]).map((row) => [row["metric"], Number(row["value"])]));
  expect(truth.get("auc")).toBeLessThan(truth.get("reachable_auc") ?? 0);
  const version = live.live.models.find(({ name }) => name === "churn")?.version;
  expect(rowsOf(found.more["history"])).toEqual([
    { version, trained: expect.stringMatching(/^\d{4}-/), decision: "promoted", compared_with: null, reasons: "" },
  ]);
});

it("search_knowledge finds what a model card says", async () => {
  const { found } = await live.call("search_knowledge", {
    query: "is the churn model for withholding a service or raising a price",
  });
  expect(rowsOf(found)[0]).toMatchObject({
    source: "model card",
    title: expect.stringMatching(/^churn model .*: Limits$/),
    text: "It is not for withholding a service, nor for raising a price.",
  });
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

it("search_knowledge finds verified queries with SQL that runs as it is", async () => {
  const { found, text } = await live.call("search_knowledge", { query: "lifetime value at risk among a group" });
  const rows = rowsOf(found).filter((row) => row["source"] === "verified query");
  expect(rows.length).toBeLessThanOrEqual(3);
  expect(rows[0]?.["title"]).toMatch(/^Lifetime value at risk in a group: /);
  const sql = String(rows[0]?.["text"]).split("SQL: ")[1] ?? "";
  expect(text.replaceAll(/\s+/g, " ")).toContain(sql.replaceAll(/\s+/g, " "));
  const run = await live.call("query_athena", { sql, purpose: "as found" });
  expect(run.found.verified?.id).toBe("value-at-risk");
});

it("search_knowledge keeps queries over a steward's tables for stewards", async () => {
  const titles = async (role: "analyst" | "steward") =>
    rowsOf((await live.call("search_knowledge", { query: "what waits in the review queue" }, role)).found).map((row) =>
      String(row["title"]),
    );
  expect((await titles("analyst")).some((title) => title.startsWith("The review queue"))).toBe(false);
  expect((await titles("steward")).some((title) => title.startsWith("The review queue"))).toBe(true);
});
