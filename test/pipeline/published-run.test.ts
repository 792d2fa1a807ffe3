import { readFile } from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { sampleManifestSchema } from "../../pipeline/sample/index.ts";
import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

type Row = Record<string, unknown>;

let run: TestRun;
let instance: DuckDBInstance;
let query: (sql: string) => Promise<Row[]>;

beforeAll(async () => {
  run = await buildLiveRun();
  instance = await DuckDBInstance.create(run.live.serveDatabasePath, {
    access_mode: "READ_ONLY",
    enable_external_access: "false",
  });
  const connection = await instance.connect();
  query = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
}, 120_000);

afterAll(() => instance.closeSync());

describe("the published tables", () => {
  it("have exactly the dictionary's columns, in its order and types", async () => {
    const views = new Set(run.domain.views.map((view) => view.name));
    for (const table of run.domain.tables.filter(
      (candidate) => candidate.open !== "none" && !views.has(candidate.name),
    )) {
      const found = await query(`DESCRIBE ${table.database}.${table.name}`);
      const types = {
        string: "VARCHAR",
        int: "INTEGER",
        double: "DOUBLE",
        boolean: "BOOLEAN",
        date: "DATE",
        timestamp: "TIMESTAMP",
      };
      expect(found.map((column) => [column["column_name"], column["column_type"]])).toEqual(
        table.columns.map((column) => [column.name, types[column.type]]),
      );
    }
  });

  it("are all that the database holds: neither the feed nor personal data", async () => {
    const found = await query(
      "SELECT table_name FROM information_schema.tables WHERE table_schema <> 'main' ORDER BY 1",
    );
    expect(found.map((row) => row["table_name"])).toEqual([
      "accounts",
      "activity_daily",
      "anomalies",
      "at_risk_customers",
      "data_quality",
      "explanations",
      "fairness",
      "feature_importance",
      "final_results",
      "high_value_customers",
      "human_review",
      "model_metrics",
      "model_performance",
      "predictions",
      "segments",
      "what_if_truth",
    ]);
    const columns = await query(
      "SELECT DISTINCT column_name FROM information_schema.columns WHERE column_name IN ('full_name', 'email', 'phone', 'birth_date')",
    );
    expect(columns).toEqual([]);
  });

  it("have one row for every clean customer, with the outcome from the feed", async () => {
    const manifest = await sampleManifest();
    const [counts] = await query(
      "SELECT count(*)::INTEGER AS n, count(DISTINCT customer_id)::INTEGER AS ids FROM engagement_analytics.final_results",
    );
    expect(counts).toEqual({
      n: manifest.rows.parquet.customers,
      ids: manifest.rows.parquet.customers,
    });
    const other = await DuckDBInstance.create(":memory:");
    const connection = await other.connect();
    const clean = path.join(run.dataDirectory, "raw", "customers.parquet");
    await connection.run(`ATTACH '${run.live.serveDatabasePath}' AS live (READ_ONLY)`);
    // The generator writes the clean rows as Parquet itself: an independent copy of what prepare should arrive at.
    const differing = await connection.runAndReadAll(`
      SELECT count(*)::INTEGER AS n FROM read_parquet('${clean}') AS feed
      FULL JOIN live.engagement_analytics.final_results AS results USING (customer_id)
      WHERE feed.engagement_score IS DISTINCT FROM results.actual_engagement_score
        OR feed.churn_30_day IS DISTINCT FROM results.churn_30_day
        OR feed.avg_job_completion_rating IS DISTINCT FROM results.avg_job_completion_rating
        OR feed.total_connections IS DISTINCT FROM results.total_connections
        OR feed.location IS DISTINCT FROM results.location`);
    expect(differing.getRowObjectsJS()).toEqual([{ n: 0 }]);
    other.closeSync();
  });

  it("hold derived columns that follow from the others", async () => {
    const [wrong] = await query(`SELECT
      count(*) FILTER (WHERE abs(prediction_error - abs(actual_engagement_score - predicted_engagement_score)) > 1e-12)::INTEGER AS error,
      count(*) FILTER (WHERE (prediction_quality = 'accurate') <> (prediction_error <= 0.1))::INTEGER AS quality,
      count(*) FILTER (WHERE (predicted_engagement_category = 'high') <> (predicted_engagement_score >= 0.7))::INTEGER AS category,
      count(*) FILTER (WHERE NOT (engagement_lower <= predicted_engagement_score AND predicted_engagement_score <= engagement_upper AND engagement_lower >= 0 AND engagement_upper <= 1))::INTEGER AS interval
      FROM engagement_analytics.final_results`);
    expect(wrong).toEqual({ error: 0, quality: 0, category: 0, interval: 0 });
  });

  it("answer the views by the bare name of the results table", async () => {
    const [row] = await query(`SELECT (SELECT count(*) FROM engagement_analytics.high_value_customers)::INTEGER AS high,
      (SELECT count(*) FROM engagement_analytics.final_results WHERE predicted_engagement_score >= 0.7 AND account_type = 'premium')::INTEGER AS same,
      (SELECT sum(total_predictions) FROM engagement_analytics.model_performance)::INTEGER AS performed`);
    expect(row?.["high"]).toBeGreaterThan(0);
    expect(row).toMatchObject({ high: row?.["same"], performed: run.live.manifest.rows.clean });
  });

  it("lie in partitions by the columns of the domain", async () => {
    const found = await DuckDBInstance.create(":memory:");
    const connection = await found.connect();
    const reader = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER AS n, count(DISTINCT location)::INTEGER AS places FROM read_parquet('${run.live.directory}/results/final/location=*/account_type=*/*.parquet', hive_partitioning = true)`,
    );
    expect(reader.getRowObjectsJS()).toEqual([{ n: run.live.manifest.rows.clean, places: expect.any(Number) }]);
    found.closeSync();
  });
});

describe("the explanations", () => {
  it("add up with the base value to every prediction", async () => {
    for (const { name, prediction, isLogistic } of [
      { name: "engagement", prediction: "predicted_engagement_score", isLogistic: false },
      { name: "churn", prediction: "predicted_churn_probability", isLogistic: true },
      { name: "value", prediction: "predicted_ltv_usd", isLogistic: false },
    ]) {
      const [base] = await query(
        `SELECT value FROM engagement_analytics.model_metrics WHERE model = '${name}' AND metric = 'base_value'`,
      );
      const rows = await query(`SELECT any_value(${prediction}) AS prediction, list(contribution) AS parts
        FROM engagement_predictions.explanations JOIN engagement_analytics.final_results USING (customer_id) WHERE model = '${name}' GROUP BY customer_id`);
      const high = name === "value" ? 10_000 : 1;
      const deviations = rows.map((row) => {
        const margin = (row["parts"] as number[]).reduce((sum, part) => sum + part, base?.["value"] as number);
        const expected = isLogistic ? 1 / (1 + Math.exp(-margin)) : Math.min(high, Math.max(0, margin));
        return Math.abs(expected - (row["prediction"] as number));
      });
      expect(rows).toHaveLength(run.live.manifest.rows.clean);
      expect(Math.max(...deviations)).toBeLessThan(1e-9);
    }
  });

  it("tell protected attributes only as one sum, and never as a top feature", async () => {
    const features = await query("SELECT DISTINCT feature FROM engagement_predictions.explanations");
    const names = new Set(features.map((row) => row["feature"]));
    expect(names.has("protected_attributes")).toBe(true);
    for (const protectedColumn of ["age", "gender", "location"]) expect(names.has(protectedColumn)).toBe(false);
    const top = await query(
      "SELECT DISTINCT unnest([top_feature_1, top_feature_5, churn_top_feature_1, churn_top_feature_5]) AS feature FROM engagement_analytics.final_results",
    );
    for (const { feature } of top)
      expect(["age", "gender", "location", "protected_attributes", null]).not.toContain(feature);
    const importance = await query(
      "SELECT count(*)::INTEGER AS n FROM engagement_analytics.feature_importance WHERE feature IN ('age', 'gender', 'location')",
    );
    expect(importance).toEqual([{ n: 3 * run.domain.models.length }]);
  });

  it("rank by absolute size, the top features of the results in the same order", async () => {
    const [wrong] = await query(`WITH ranked AS (
        SELECT *, lag(abs(contribution)) OVER (PARTITION BY customer_id, model ORDER BY feature_rank) AS before FROM engagement_predictions.explanations
      ), open AS (
        SELECT customer_id, row_number() OVER (PARTITION BY customer_id ORDER BY feature_rank) AS place, feature, contribution
        FROM engagement_predictions.explanations WHERE model = 'churn' AND feature <> 'protected_attributes'
      )
      SELECT (SELECT count(*) FROM ranked WHERE abs(contribution) > before)::INTEGER AS unordered,
        (SELECT count(*) FROM open JOIN engagement_analytics.final_results USING (customer_id)
         WHERE place = 3 AND (feature <> churn_top_feature_3 OR contribution <> churn_top_feature_3_impact))::INTEGER AS differing`);
    expect(wrong).toEqual({ unordered: 0, differing: 0 });
  });

  it("agree with the global importance", async () => {
    const [row] =
      await query(`SELECT max(abs(i.mean_abs_contribution - e.mean))::DOUBLE AS deviation, count(*)::INTEGER AS n
      FROM engagement_analytics.feature_importance i JOIN (
        SELECT model, feature, avg(abs(contribution)) AS mean FROM engagement_predictions.explanations GROUP BY ALL) e USING (model, feature)`);
    expect(row?.["n"]).toBeGreaterThan(80);
    expect(row?.["deviation"]).toBeLessThan(1e-12);
  });
});

describe("the value model", () => {
  it("publishes quantiles in their order, within the range, and each as a row of predictions", async () => {
    const [wrong] = await query(`SELECT
      count(*) FILTER (WHERE NOT (0 <= ltv_p10 AND ltv_p10 <= predicted_ltv_usd AND predicted_ltv_usd <= ltv_p90 AND ltv_p90 <= 10000))::INTEGER AS crossed
      FROM engagement_analytics.final_results`);
    expect(wrong).toEqual({ crossed: 0 });
    const differing = await query(`SELECT model, count(*)::INTEGER AS n,
        count(*) FILTER (WHERE prediction IS DISTINCT FROM CASE model WHEN 'value_p10' THEN ltv_p10 WHEN 'value_p90' THEN ltv_p90 ELSE predicted_ltv_usd END)::INTEGER AS differing,
        count(*) FILTER (WHERE lower = ltv_p10 AND upper = ltv_p90)::INTEGER AS with_interval
      FROM engagement_predictions.predictions JOIN engagement_analytics.final_results USING (customer_id)
      WHERE model LIKE 'value%' GROUP BY 1 ORDER BY 1`);
    const n = run.live.manifest.rows.clean;
    expect(differing).toEqual([
      { model: "value", n, differing: 0, with_interval: n },
      ...["value_p10", "value_p50", "value_p90"].map((model) => ({ model, n, differing: 0, with_interval: 0 })),
    ]);
  });

  it("tells the coverage that the published intervals have on the test split", async () => {
    for (const [model, lower, upper, actual] of [
      ["value", "ltv_p10", "ltv_p90", "lifetime_value_usd"],
      ["engagement", "engagement_lower", "engagement_upper", "actual_engagement_score"],
    ]) {
      const [found] = await query(`SELECT avg((${actual} BETWEEN ${lower} AND ${upper})::INTEGER) AS covered,
          (SELECT value FROM engagement_analytics.model_metrics WHERE model = '${model}' AND data_split = 'test' AND metric = 'interval_coverage') AS told
        FROM engagement_analytics.final_results WHERE data_split = 'test'`);
      expect(found?.["covered"]).toBeCloseTo(found?.["told"] as number, 12);
    }
  });
});

describe("the unusual and the alike", () => {
  it("lists exactly the customers of the highest anomaly scores, in their order, with traits", async () => {
    const listed = await query(
      `SELECT customer_id, anomaly_rank, reason FROM engagement_analytics.anomalies ORDER BY anomaly_rank`,
    );
    const expected = await query(
      `SELECT customer_id FROM engagement_analytics.final_results ORDER BY anomaly_score DESC, customer_id LIMIT 100`,
    );
    expect(listed).toEqual(
      expected.map((row, index) => ({ customer_id: row["customer_id"], anomaly_rank: index + 1, reason: "top" })),
    );
    const [traits] =
      await query(`SELECT count(*) FILTER (WHERE trait_1_cuts >= trait_2_cuts AND trait_2_cuts >= trait_3_cuts AND trait_1_cuts > 0)::INTEGER AS ordered,
        count(*) FILTER (WHERE trait_1 IN ('age', 'gender', 'location'))::INTEGER AS protected FROM engagement_analytics.anomalies`);
    expect(traits).toEqual({ ordered: 100, protected: 0 });
  });

  it("puts everybody in one of 6 to 8 segments, each described with its own size", async () => {
    const described = await query(
      "SELECT segment, customers, share FROM engagement_analytics.segments ORDER BY segment",
    );
    const counted =
      await query(`SELECT segment, count(*)::INTEGER AS customers, count(*) / sum(count(*)) OVER () AS share
      FROM engagement_analytics.final_results GROUP BY segment ORDER BY segment`);
    expect(described.length).toBeGreaterThanOrEqual(6);
    expect(described.length).toBeLessThanOrEqual(8);
    expect(described.map((row) => [row["segment"], row["customers"]])).toEqual(
      counted.map((row) => [row["segment"], row["customers"]]),
    );
    for (const [index, row] of described.entries()) {
      expect(row["share"]).toBeCloseTo(counted[index]?.["share"] as number, 12);
    }
  });

  it("calls the segment with the highest mean engagement the power users", async () => {
    const [top] = await query(`SELECT segment FROM engagement_analytics.final_results WHERE data_split = 'train'
      GROUP BY segment ORDER BY avg(actual_engagement_score) DESC LIMIT 1`);
    expect(top).toEqual({ segment: "power users" });
  });
});

describe("validation", () => {
  it("finds every planted defect by its row and reason, and quarantines nothing good", async () => {
    const manifest = await sampleManifest();
    const reasons = {
      duplicate_id: "duplicate",
      out_of_range: "out_of_range",
      bad_type: "type_error",
      unknown_category: "unknown_value",
      bad_id: "bad_id",
      malformed: "malformed",
    };
    const planted = manifest.defects.map(({ sourceRow, kind, column }) => ({
      source_row: sourceRow,
      reason: reasons[kind],
      column_name: kind === "duplicate_id" ? "customer_id" : column,
    }));
    const memory = await DuckDBInstance.create(":memory:");
    const connection = await memory.connect();
    const found = await connection.runAndReadAll(
      `SELECT source_row::INTEGER AS source_row, reason, column_name FROM read_parquet('${run.live.directory}/quarantine/*.parquet') ORDER BY source_row`,
    );
    expect(found.getRowObjectsJS()).toEqual(planted.toSorted((a, b) => a.source_row - b.source_row));
    memory.closeSync();
  });

  it("keeps no letter or digit of a quarantined value", async () => {
    const memory = await DuckDBInstance.create(":memory:");
    const connection = await memory.connect();
    const found = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER AS n FROM read_parquet('${run.live.directory}/quarantine/*.parquet') WHERE regexp_matches(raw_value, '[a-wyzA-Z0-8]')`,
    );
    expect(found.getRowObjectsJS()).toEqual([{ n: 0 }]);
    memory.closeSync();
  });

  it("publishes the checks, those without a failure included", async () => {
    const found =
      await query(`SELECT "check", sum(rows_failed)::INTEGER AS failed, count(*)::INTEGER AS checks FROM engagement_analytics.data_quality
      WHERE table_name = 'customers' AND "check" <> 'missing' GROUP BY 1 ORDER BY 1`);
    expect(found.map((row) => [row["check"], row["failed"]])).toEqual([
      ["bad_id", 2],
      ["duplicate", 2],
      ["malformed", 2],
      ["missing_required", 0],
      ["out_of_range", 2],
      ["proxy", 0],
      ["type_error", 2],
      ["unknown_value", 2],
    ]);
    expect(found.find((row) => row["check"] === "out_of_range")?.["checks"]).toBeGreaterThan(20);
  });
});

describe("the models", () => {
  it("pass their gates on customers they were not trained on", () => {
    const value = (model: string, metric: string) =>
      run.live.manifest.models
        .find(({ name }) => name === model)
        ?.metrics.find((entry) => entry.split === "test" && entry.metric === metric)?.value;
    expect(value("engagement", "r2")).toBeGreaterThan(0.7);
    expect(value("churn", "recall")).toBeGreaterThanOrEqual(0.8);
    expect(value("churn", "auc")).toBeGreaterThan(0.8);
    expect(value("engagement", "rmse")).toBeLessThan((value("engagement", "baseline_rmse") ?? 0) / 2);
  });

  it("tell in the results the metrics that the results themselves give", async () => {
    const [row] = await query(`SELECT any_value(model_rmse) AS told, sqrt(avg(prediction_error ** 2)) AS rmse,
        any_value(model_r2_score) AS told_r2, 1 - sum(prediction_error ** 2) / (var_pop(actual_engagement_score) * count(*)) AS r2
      FROM engagement_analytics.final_results WHERE data_split = 'test'`);
    expect(row?.["rmse"]).toBeCloseTo(row?.["told"] as number, 12);
    expect(row?.["r2"]).toBeCloseTo(row?.["told_r2"] as number, 12);
  });

  it("leave their files behind, readable by XGBoost's format", async () => {
    const predictive = new Set(run.domain.models.map((spec) => spec.name));
    for (const { directory } of run.live.models.filter((one) => predictive.has(one.name))) {
      const model: unknown = JSON.parse(await readFile(path.join(directory, "model.json"), "utf8"));
      expect(model).toMatchObject({ learner: { gradient_booster: { name: "gbtree" } } });
      const features: unknown = JSON.parse(await readFile(path.join(directory, "features.json"), "utf8"));
      expect(features).toHaveLength(46);
    }
  });
});

async function sampleManifest() {
  return sampleManifestSchema.parse(
    JSON.parse(await readFile(path.join(run.dataDirectory, "raw", "manifest.json"), "utf8")),
  );
}
