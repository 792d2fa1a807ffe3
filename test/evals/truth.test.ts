import { afterAll, describe, expect, it } from "vitest";

import { loadCases } from "../../evals/load-cases.ts";
import { scoreCase } from "../../evals/score-case.ts";
import { createTruth } from "../../evals/truth/compute-truth.ts";
import { openTruth } from "../../evals/truth/open-truth.ts";
import type { TruthRow, TruthSource } from "../../evals/truth/truth-source.ts";
import { buildAnswer } from "../support/build-answer.ts";
import { buildLiveRun } from "../support/build-live-run.ts";

const signal = new AbortController().signal;
const { live, domain } = await buildLiveRun();
const base = await openTruth(live, domain, signal);
const truthOf = createTruth(base);
afterAll(() => base.close());

/** Rows of one truth. */
async function rowsOf(source: TruthSource): Promise<readonly TruthRow[]> {
  const { t } = await truthOf({ t: source });
  return t?.kind === "rows" ? t.rows : [];
}

/** Numbers of a row, by name, to be compared. */
async function oracle(sql: string): Promise<TruthRow> {
  return (await base.rows(sql))[0] ?? {};
}

/** The named values of a row at nine digits: two computations of one figure agree to that. */
function digitsOf(row: TruthRow | undefined, like: TruthRow): Record<string, string> {
  return Object.fromEntries(Object.keys(like).map((name) => [name, Number(row?.[name]).toPrecision(9)]));
}

describe("statistics against SQL", () => {
  it("difference: means, sizes, Welch's interval", async () => {
    const [row] = await rowsOf({
      difference: { measure: "actual_engagement_score", a: "account_type = 'premium'", b: "account_type = 'free'" },
    });
    const expected = await oracle(`
      WITH g AS (SELECT account_type, avg(actual_engagement_score) AS m, var_samp(actual_engagement_score) AS v, count(*) AS n FROM final_results GROUP BY 1),
      p AS (FROM g WHERE account_type = 'premium'), f AS (FROM g WHERE account_type = 'free')
      SELECT p.m AS mean_a, f.m AS mean_b, p.n AS n_a, f.n AS n_b, p.m - f.m AS difference,
        (p.m - f.m) / sqrt(((p.n - 1) * p.v + (f.n - 1) * f.v) / (p.n + f.n - 2)) AS d, sqrt(p.v / p.n + f.v / f.n) AS error FROM p, f`);
    const { error, ...rest } = expected;
    expect(digitsOf(row, rest)).toEqual(digitsOf(rest, rest));
    // With more than a thousand degrees of freedom Student's quantile is within a hundredth of the normal one.
    expect((Number(row?.["upper"]) - Number(row?.["lower"])) / 2 / Number(error)).toBeCloseTo(1.96, 1);
    expect(row?.["verdict"]).toBe("higher");
  });

  it("correlation: Pearson, Spearman, slope, and only where both have a value", async () => {
    const [row] = await rowsOf({ correlation: { x: "avg_job_completion_rating", y: "actual_engagement_score" } });
    const expected = await oracle(`
        WITH r AS (SELECT avg_job_completion_rating AS x, actual_engagement_score AS y FROM final_results WHERE avg_job_completion_rating IS NOT NULL),
        k AS (SELECT *, rank() OVER (ORDER BY x) + (count(*) OVER (PARTITION BY x) - 1) / 2 AS rx, rank() OVER (ORDER BY y) + (count(*) OVER (PARTITION BY y) - 1) / 2 AS ry FROM r)
        SELECT count(*) AS n, corr(x, y) AS pearson, corr(rx, ry) AS spearman, regr_slope(y, x) AS slope FROM k`);
    expect(digitsOf(row, expected)).toEqual(digitsOf(expected, expected));
  });

  it("thresholds: precision and recall of the rule below the threshold", async () => {
    const rows = await rowsOf({ threshold: { score: "actual_engagement_score", event: "churn_30_day" } });
    const expected = await oracle(`SELECT avg(churn_30_day::INT) FILTER (actual_engagement_score < 0.35) AS precision,
        count(*) FILTER (churn_30_day AND actual_engagement_score < 0.35) / count(*) FILTER (churn_30_day) AS recall FROM final_results`);
    expect(
      digitsOf(
        rows.find((row) => row["threshold"] === 0.35),
        expected,
      ),
    ).toEqual(digitsOf(expected, expected));
    expect(Math.max(...rows.map((row) => Number(row["youden_share"])))).toBe(1);
  });

  it("summary: quartiles, deviation, missing", async () => {
    const rows = await rowsOf({ summary: { only: "all", except: [] } });
    const name = "response_time_avg_hours";
    const expected =
      await oracle(`SELECT count(${name}) AS n, count(*) - count(${name}) AS missing, avg(${name}) AS mean, stddev_samp(${name}) AS sd, min(${name}) AS minimum,
        quantile_cont(${name}, 0.25) AS q1, median(${name}) AS median, quantile_cont(${name}, 0.75) AS q3, max(${name}) AS maximum FROM final_results`);
    expect(
      digitsOf(
        rows.find((row) => row["name"] === name),
        expected,
      ),
    ).toEqual(digitsOf(expected, expected));
  });

  it("variance: share explained; noise for a column that has no part in the score", async () => {
    const [row] = await rowsOf({ variance: { measure: "actual_engagement_score", by: "account_type" } });
    const expected =
      await oracle(`SELECT sum((g.m - t.m) ^ 2) / (any_value(t.v) * any_value(t.n)) AS eta_squared FROM final_results r
        JOIN (SELECT account_type, avg(actual_engagement_score) AS m FROM final_results GROUP BY 1) g USING (account_type),
        (SELECT avg(actual_engagement_score) AS m, var_pop(actual_engagement_score) AS v, count(*) AS n FROM final_results) t`);
    expect(digitsOf(row, expected)).toEqual(digitsOf(expected, expected));
    expect(row?.["verdict"]).toBe("real");
    const [noise] = await rowsOf({ variance: { measure: "actual_engagement_score", by: "hash(customer_id) % 4" } });
    expect(noise?.["verdict"]).toBe("none");
  });
});

describe("simulation", () => {
  it("asks the same models of the same inputs: unchanged, they predict what was published", async () => {
    const models = await base.models();
    const everybody = Uint32Array.from({ length: models.rows }, (_, row) => row);
    for (const spec of domain.models) {
      const again = models.predict(spec.name, everybody, new Map());
      const [published] = await base.numbers(`SELECT ${spec.prediction} FROM final_results ORDER BY customer_id`, 1);
      const worst = again.reduce(
        (most, value, row) => Math.max(most, Math.abs(value - (published?.[row] ?? Number.NaN))),
        0,
      );
      expect(worst).toBeLessThan(1e-6);
    }
  });

  it("changes nothing where nothing is changed, and scales to a random part", async () => {
    const same = { model: "engagement", column: "notification_click_rate", multiply: 1, share: 1 } as const;
    expect(await rowsOf({ change: same })).toMatchObject([{ change: 0, moved: 0 }]);
    const convert = { model: "engagement", column: "account_type", convert: true, where: "account_type = 'free'" };
    const [all] = await rowsOf({ change: { ...convert, share: 1 } });
    const [tenth] = await rowsOf({ change: { ...convert, share: 0.1 } });
    expect(tenth?.["change"]).toBe(all?.["change"]);
    expect(Number(tenth?.["change_over_all"])).toBeCloseTo(Number(all?.["change_over_all"]) / 10, 12);
    expect(Number(tenth?.["converted"])).toBe(Math.round(Number(all?.["group"]) / 10));
  });

  it("ranks levers by their gain in the good direction of the model", async () => {
    for (const [model, sign] of [
      ["engagement", 1],
      ["churn", -1],
    ] as const) {
      const rows = await rowsOf({ uplift: { model, where: "actual_engagement_score < 0.3", except: [] } });
      const gains = rows.map((row) => Number(row["gain"]));
      expect(gains).toEqual(gains.toSorted((a, b) => b - a));
      expect(Math.sign(Number(rows[0]?.["change"]))).toBe(sign);
    }
  });

  it("gives none for a model that the run does not have", async () => {
    const change = { model: "weather", column: "content_posts_per_week", add: 1, share: 1 };
    expect(await rowsOf({ change })).toEqual([{ change: null }]);
  });
});

describe("the forty", () => {
  it("have a truth for every expectation, and no case passes with an answer that says nothing", async () => {
    const cases = (await loadCases(signal)).filter((one) => one.suite === "forty");
    const answer = buildAnswer({ text: "I looked at the data.", evidence: [], caveats: [], chart: null });
    for (const one of cases) {
      const { pass, score } = scoreCase(one, answer, await truthOf(one.truth), { domain });
      expect([one.id, pass, score < 0.5]).toEqual([one.id, false, true]);
    }
  });
});
