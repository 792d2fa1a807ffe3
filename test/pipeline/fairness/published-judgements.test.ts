import { readFile } from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { truthReportSchema } from "../../../pipeline/truth/truth-report.ts";
import { buildLiveRun, type TestRun } from "../../support/build-live-run.ts";

type Row = Record<string, unknown>;

let run: TestRun;
let instance: DuckDBInstance;
let query: (sql: string) => Promise<Row[]>;

beforeAll(async () => {
  run = await buildLiveRun();
  instance = await DuckDBInstance.create(run.live.serveDatabasePath, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  await connection.run("SET search_path = 'engagement_analytics'");
  query = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
}, 120_000);

afterAll(() => instance.closeSync());

/** Each model's prediction, outcome, and where both select, as somebody would write it by hand. */
const models = [
  {
    model: "engagement",
    prediction: "predicted_engagement_score",
    outcome: "actual_engagement_score",
    selected: "0.7",
    positive: "0.7",
  },
  {
    model: "churn",
    prediction: "predicted_churn_probability",
    outcome: "churn_30_day::INTEGER",
    selected: "(SELECT value FROM model_metrics WHERE model = 'churn' AND metric = 'threshold')",
    positive: "1",
  },
  {
    model: "value",
    prediction: "predicted_ltv_usd",
    outcome: "lifetime_value_usd",
    selected: "1000",
    positive: "1000",
  },
] as const;

const groups = {
  age: "CASE WHEN age < 25 THEN '18-24' WHEN age < 35 THEN '25-34' WHEN age < 45 THEN '35-44' WHEN age < 55 THEN '45-54' ELSE '55+' END",
  gender: "gender",
  location: "location",
} as const;

describe("the published table of fairness", () => {
  it.each(models)(
    "holds of the $model model what plain SQL over the results says",
    async ({ model, prediction, outcome, selected, positive }) => {
      const byAttribute = Object.entries(groups).map(
        ([
          attribute,
          group,
        ]) => `SELECT '${attribute}' AS attribute, ${group} AS group_name, ${prediction} >= ${selected} AS selected,
        ${outcome} >= ${positive} AS positive, ${prediction} - ${outcome} AS difference FROM final_results WHERE data_split = 'test'`,
      );
      const expected = await query(`WITH groups AS (
        SELECT attribute, group_name, count(*)::INTEGER AS rows, avg(selected::INTEGER) AS selection_rate,
          avg(selected::INTEGER) FILTER (WHERE positive) AS tpr, avg(selected::INTEGER) FILTER (WHERE NOT positive) AS fpr,
          avg(difference) AS calibration_gap
        FROM (${byAttribute.join(" UNION ALL ")}) GROUP BY ALL HAVING count(*) > 100
      )
      SELECT attribute, group_name, rows, selection_rate,
        CASE WHEN max(selection_rate) OVER w = 0 THEN 1 ELSE selection_rate / max(selection_rate) OVER w END AS parity_ratio, tpr, fpr, calibration_gap
      FROM groups WINDOW w AS (PARTITION BY attribute) ORDER BY 1, 2`);
      const found = await query(
        `SELECT * EXCLUDE (model) FROM fairness WHERE model = '${model}' ORDER BY attribute, group_name`,
      );
      expect(found.length).toBeGreaterThanOrEqual(4);
      const close = (row: Row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === "number" ? expect.closeTo(value, 8) : value,
          ]),
        );
      expect(found).toEqual(expected.map(close));
    },
  );

  it("is summed up among the metrics", async () => {
    const [row] = await query(`SELECT
      (SELECT value FROM model_metrics WHERE model = 'churn' AND metric = 'four_fifths_ratio_gender') AS told,
      (SELECT min(parity_ratio) FROM fairness WHERE model = 'churn' AND attribute = 'gender') AS found`);
    expect(row?.["told"]).toBeCloseTo(Number(row?.["found"]), 12);
  });
});

describe("the published review queue", () => {
  it("has each customer once, 400 at most, with the columns of the results", async () => {
    const [row] = await query(`SELECT count(*)::INTEGER AS rows, count(DISTINCT customer_id)::INTEGER AS people,
        count(*) FILTER (WHERE actual_engagement <> actual_engagement_score OR queue.predicted_engagement_score <> results.predicted_engagement_score
          OR queue.prediction_error <> results.prediction_error OR queue.age <> results.age OR queue.avg_daily_logins <> results.avg_daily_logins)::INTEGER AS wrong,
        count(*) FILTER (WHERE review_status <> 'pending')::INTEGER AS reviewed
      FROM engagement_qa.human_review AS queue JOIN final_results AS results USING (customer_id)`);
    expect(row).toEqual({ rows: 400, people: 400, wrong: 0, reviewed: 0 });
    const reasons = await query(
      "SELECT qa_reason, min(prediction_error) > 0.3 AS off, count(*)::INTEGER AS rows FROM engagement_qa.human_review GROUP BY 1 ORDER BY 1",
    );
    const large = reasons.find((reason) => reason["qa_reason"] === "large_error");
    expect([
      large?.["off"] ?? true,
      reasons.filter((reason) => ["high_pred", "low_pred"].includes(String(reason["qa_reason"]))),
    ]).toEqual([
      true,
      [
        { qa_reason: "high_pred", off: false, rows: 100 },
        { qa_reason: "low_pred", off: false, rows: 100 },
      ],
    ]);
  });
});

describe("the published truth", () => {
  it("has a verdict on every lever of every model, the same as in the run's report, and figures among the metrics", async () => {
    const file = await readFile(path.join(run.live.directory, "truth.json"), "utf8");
    const report = truthReportSchema.parse(JSON.parse(file));
    const rows = await query("SELECT model, lever, true_change, verdict FROM what_if_truth ORDER BY model, lever");
    const expected = report.models
      .flatMap(({ model, whatIf }) =>
        whatIf.map(({ lever, total, verdict }) => ({ model, lever, true_change: total, verdict })),
      )
      .toSorted((a, b) => a.model.localeCompare(b.model) || (a.lever < b.lever ? -1 : 1));
    expect(rows).toEqual(expected);
    const levers = run.domain.feedColumns.filter((column) => column.lever !== null);
    expect(rows).toHaveLength(levers.length * run.domain.models.length);
    const metrics = await query(
      "SELECT model, metric, value FROM model_metrics WHERE data_split = 'known_causes' AND metric IN ('top_ten_found', 'reachable_r2')",
    );
    expect(metrics).toContainEqual({
      model: "engagement",
      metric: "reachable_r2",
      value: report.models[0]?.accuracy.reachable,
    });
    expect(metrics.filter(({ metric }) => metric === "top_ten_found")).toHaveLength(3);
  });
});

describe("the model cards", () => {
  it("tell every model's use, limits, data, metrics and history; those that predict also groups and truth", async () => {
    for (const { name, version, directory } of run.live.models) {
      const card = await readFile(path.join(directory, "card.md"), "utf8");
      const headings = [...card.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
      const common = ["Intended use", "Limits", "Training data", "Metrics", "History"];
      const predicting = ["Fairness and metrics by subgroup", "Beside the truth", "How to read the explanations"];
      const isPredictive = run.domain.models.some((model) => model.name === name);
      expect(headings).toEqual(expect.arrayContaining(isPredictive ? [...common, ...predicting] : common));
      expect(card).toContain(`| ${version} |`);
      expect(card).not.toMatch(/undefined|NaN|null/);
    }
  });
});
