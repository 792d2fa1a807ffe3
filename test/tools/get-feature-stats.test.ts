import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { correlationInterval, mean, pearson, quantile, spearman, variance } from "#ml";

import { openLiveTools, rowsOf, type LiveTools } from "../support/open-live-tools.ts";

let live: LiveTools;

beforeAll(async () => {
  live = await openLiveTools();
}, 60_000);
afterAll(() => live.close());

/** The pairs of two columns where both have a value, as numbers. */
async function pairs(x: string, y: string, where = "true") {
  const rows = await live.raw(
    `SELECT ${x}::DOUBLE AS x, ${y}::DOUBLE AS y FROM final_results WHERE ${x} IS NOT NULL AND ${y} IS NOT NULL AND (${where})`,
  );
  return { x: rows.map((row) => Number(row["x"])), y: rows.map((row) => Number(row["y"])) };
}

describe("get_feature_stats of a number", () => {
  it("agrees with the statistics of the rows themselves", async () => {
    const { found } = await live.call("get_feature_stats", { feature: "response_time_avg_hours" });
    const rows = await live.raw("SELECT response_time_avg_hours AS x FROM final_results");
    const values = rows.flatMap((row) => (row["x"] === null ? [] : [Number(row["x"])]));
    const center = mean(values);
    const sd = Math.sqrt(variance(values));
    const [summary] = rowsOf(found);
    expect(summary).toMatchObject({
      rows_total: rows.length,
      rows_with_value: values.length,
      missing: rows.length - values.length,
      minimum: Math.min(...values),
      maximum: Math.max(...values),
    });
    expect(rows.length - values.length).toBeGreaterThan(0);
    expect(summary?.["mean"]).toBeCloseTo(center, 9);
    expect(summary?.["sd"]).toBeCloseTo(sd, 9);
    const skew = mean(values.map((value) => ((value - center) / sd) ** 3));
    expect(summary?.["skew"]).toBeCloseTo(skew, 1);
    for (const [name, share] of Object.entries({ p05: 0.05, q1: 0.25, median: 0.5, q3: 0.75, p95: 0.95 })) {
      // approx_percentile: within the neighbouring half percent of the ranks.
      expect(summary?.[name]).toBeGreaterThanOrEqual(quantile(values, share - 0.005));
      expect(summary?.[name]).toBeLessThanOrEqual(quantile(values, share + 0.005));
    }
  });

  it("counts every value in ten bins of equal width", async () => {
    const { found } = await live.call("get_feature_stats", { feature: "avg_daily_logins" });
    const [summary] = rowsOf(found);
    const bins = rowsOf(found.more["histogram"]);
    const total = bins.reduce((sum, bin) => sum + Number(bin["customers"]), 0);
    expect(total).toBe(summary?.["rows_with_value"]);
    expect(bins.at(0)?.["from"]).toBe(summary?.["minimum"]);
    const last = Number(summary?.["maximum"]);
    for (const bin of bins) {
      const [from, to] = [Number(bin["from"]), Number(bin["to"])];
      const isLast = Math.abs(to - last) < 1e-9;
      const [truth] = await live.raw(
        `SELECT count(*)::INTEGER AS n FROM final_results WHERE avg_daily_logins >= ${from} AND avg_daily_logins ${isLast ? "<=" : "<"} ${isLast ? last : to}`,
      );
      // A value on an edge may fall to either side by rounding.
      expect(Math.abs(Number(bin["customers"]) - Number(truth?.["n"]))).toBeLessThanOrEqual(2);
    }
  });

  it("gives Pearson's r and Spearman's rho with each target, ties sharing ranks, each with n and an interval", async () => {
    const { found } = await live.call("get_feature_stats", { feature: "num_events_joined_month" });
    const relations = rowsOf(found.more["relations"]);
    const targets = live.domain.resultColumns.filter((column) => column.role === "target").map((column) => column.name);
    expect(relations.map((relation) => relation["target"])).toEqual(targets);
    for (const relation of relations) {
      const { x, y } = await pairs("num_events_joined_month", String(relation["target"]));
      expect(relation["n"]).toBe(x.length);
      const [r, rho] = [pearson(x, y), spearman(x, y)];
      expect(relation["pearson"]).toBeCloseTo(r, 9);
      expect(relation["spearman"]).toBeCloseTo(rho, 9);
      const interval = correlationInterval(r, x.length);
      expect(relation["pearson_low"]).toBeCloseTo(interval.lower, 9);
      expect(relation["pearson_high"]).toBeCloseTo(interval.upper, 9);
    }
  });

  it("gives its rank, share and direction in each model, and what the dictionary says", async () => {
    const { found } = await live.call("get_feature_stats", { feature: "avg_daily_logins" });
    const truth = await live.raw(
      "SELECT model, importance_rank, share FROM feature_importance WHERE feature = 'avg_daily_logins' ORDER BY model",
    );
    expect(rowsOf(found.more["importance"])).toMatchObject(truth.map((row) => ({ ...row })));
    expect(truth).toHaveLength(live.domain.models.length);
    expect(rowsOf(found.more["dictionary"])).toMatchObject([
      { label: "logins a day", unit: "logins a day", lever: false },
    ]);
  });

  it("splits by another column and keeps to a condition", async () => {
    const { found } = await live.call("get_feature_stats", {
      feature: "avg_daily_logins",
      by: "account_type",
      where: "days_since_last_login < 7",
    });
    const truth = await live.raw(
      "SELECT account_type, count(avg_daily_logins)::INTEGER AS customers, avg(avg_daily_logins) AS mean FROM final_results WHERE days_since_last_login < 7 GROUP BY account_type ORDER BY account_type",
    );
    const groups = rowsOf(found.more["groups"]);
    expect(groups.map((group) => [group["account_type"], group["customers"]])).toEqual(
      truth.map((row) => [row["account_type"], row["customers"]]),
    );
    for (const [index, group] of groups.entries()) expect(group["mean"]).toBeCloseTo(Number(truth[index]?.["mean"]), 9);
    const { x, y } = await pairs("avg_daily_logins", "actual_engagement_score", "days_since_last_login < 7");
    const relation = rowsOf(found.more["relations"]).find((row) => row["target"] === "actual_engagement_score");
    expect(relation?.["pearson"]).toBeCloseTo(pearson(x, y), 9);
    expect(found.title).toBe("Statistics of logins a day by account type where days_since_last_login < 7");
  });
});

describe("get_feature_stats of other columns", () => {
  it("counts the values of a text column, most frequent first", async () => {
    const { found } = await live.call("get_feature_stats", { feature: "account_type" });
    const truth = await live.raw(
      "SELECT account_type AS value, count(*)::INTEGER AS customers, count(*) / (SELECT count(*) FROM final_results) AS share FROM final_results GROUP BY 1 ORDER BY 2 DESC",
    );
    expect(rowsOf(found)).toEqual(truth);
    expect(Object.keys(found.more)).toEqual(["importance", "dictionary"]);
  });

  it("relates a yes-or-no column to the other targets as 0 and 1", async () => {
    const { found } = await live.call("get_feature_stats", { feature: "churn_30_day" });
    const { x, y } = await pairs("churn_30_day::INTEGER", "actual_engagement_score");
    const relations = rowsOf(found.more["relations"]);
    expect(relations.map((row) => row["target"])).not.toContain("churn_30_day");
    const relation = relations.find((row) => row["target"] === "actual_engagement_score");
    expect(relation?.["pearson"]).toBeCloseTo(pearson(x, y), 9);
    expect(rowsOf(found).map((row) => row["value"])).toEqual([false, true]);
  });

  it("gives no smallest and largest value of a confidential column, but the 1st and 99th percentile", async () => {
    const { found } = await live.call("get_feature_stats", { feature: "age" });
    const names = found.columns.map((column) => column.name);
    expect(names).toEqual(expect.arrayContaining(["p01", "p99"]));
    expect(names).not.toEqual(expect.arrayContaining(["minimum"]));
    expect(names).not.toEqual(expect.arrayContaining(["maximum"]));
    const groups = rowsOf(found.more["histogram"]).map((bin) => Number(bin["customers"]));
    expect(Math.min(...groups)).toBeGreaterThanOrEqual(live.domain.policy.minimumGroupSize);
  });

  it("tells of a group that a confidential column cuts out, without its ends, if it is large enough", async () => {
    const { found } = await live.call("get_feature_stats", { feature: "avg_daily_logins", where: "age = 33" });
    const [truth] = await live.raw(
      "SELECT count(*)::INTEGER AS n, avg(avg_daily_logins) AS mean FROM final_results WHERE age = 33",
    );
    const [summary] = rowsOf(found);
    expect(summary).toMatchObject({ rows_total: truth?.["n"] });
    expect(summary?.["mean"]).toBeCloseTo(Number(truth?.["mean"]), 9);
    expect(summary).not.toHaveProperty("minimum");
    const small = await live.call("get_feature_stats", {
      feature: "avg_daily_logins",
      where: "AGE = 79 AND gender = 'other'",
    });
    expect({ rows: small.found.rows, bins: small.found.more["histogram"]?.rows }).toEqual({ rows: [], bins: [] });
    expect(small.text).toContain("Note: A result over fewer than 10 is left out, because of age, gender");
  });

  it("tells a viewer of groups without the least and the largest value, and a steward of everything", async () => {
    const ends = async (feature: string, role: "viewer" | "analyst" | "steward") => {
      const { found } = await live.call("get_feature_stats", { feature }, role);
      return found.columns.map((column) => column.name).slice(6, 8);
    };
    expect(await ends("avg_daily_logins", "viewer")).toEqual(["p01", "p99"]);
    expect(await ends("avg_daily_logins", "analyst")).toEqual(["minimum", "maximum"]);
    expect(await ends("age", "steward")).toEqual(["minimum", "maximum"]);
  });
});

describe("get_feature_stats and bad input", () => {
  it("names what is near a column that does not exist", async () => {
    await expect(live.call("get_feature_stats", { feature: "daily_logins" })).rejects.toMatchObject({
      code: "COLUMN_UNKNOWN",
      detail: 'final_results has no column named "daily_logins".',
      hint: expect.stringMatching(/^Near it: avg_daily_logins/),
    });
    await expect(live.call("get_feature_stats", { feature: "zzz" })).rejects.toMatchObject({
      code: "COLUMN_UNKNOWN",
      hint: "Look it up with search_knowledge.",
    });
  });

  it.each(["1 = 1) UNION SELECT 1 FROM (SELECT 1", "true -- ", "true; DROP TABLE x", "(true", "'open"])(
    "refuses a condition that is more or less than one: %s",
    async (where) => {
      await expect(live.call("get_feature_stats", { feature: "avg_daily_logins", where })).rejects.toMatchObject({
        code: "TOOL_INPUT_INVALID",
      });
    },
  );
});
