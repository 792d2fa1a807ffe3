import { afterAll, describe, expect, it } from "vitest";

import { caseSchema } from "../../evals/case-schema.ts";
import { auditTruths } from "../../evals/truth/audit/audit-truths.ts";
import { createTruth } from "../../evals/truth/compute-truth.ts";
import { figureSpecSchema } from "../../evals/truth/spec/figure-spec.ts";
import {
  meanOf,
  pearsonOf,
  quantileOf,
  ranksOf,
  skewOf,
  slopeOf,
  varianceOf,
} from "../../evals/truth/spec/plain-statistics.ts";
import { openPublishedTables } from "../../evals/truth/spec/published-tables.ts";
import { specToRows } from "../../evals/truth/spec/spec-to-rows.ts";
import { specToSql } from "../../evals/truth/spec/spec-to-sql.ts";
import { openTruth } from "../../evals/truth/open-truth.ts";
import { differenceOf } from "../../evals/truth/audit/compare-rows.ts";
import { buildLiveRun } from "../support/build-live-run.ts";

const signal = new AbortController().signal;
const { live, domain } = await buildLiveRun();
const [base, tables] = await Promise.all([openTruth(live, domain, signal), openPublishedTables(live, domain, signal)]);
afterAll(() => {
  base.close();
  tables.close();
});

/** A spec as a case writes it, by both interpreters. */
async function bothWays(written: unknown) {
  const spec = figureSpecSchema.parse(written);
  return { first: await base.rows(specToSql(spec, base)), second: await specToRows(spec, tables, base) };
}

describe("the two interpreters of a spec", () => {
  it.each([
    [
      "statistics of one column",
      {
        tell: {
          a: "mean trust_score",
          b: "sd trust_score",
          c: "median trust_score",
          d: "p90 trust_score",
          e: "min trust_score",
          f: "max trust_score",
          g: "sum referral_count",
          h: "skew trust_score",
          i: "distinct location",
        },
      },
    ],
    [
      "missing values, which are no numbers",
      {
        tell: {
          a: "missing avg_job_completion_rating",
          b: "present avg_job_completion_rating",
          c: "mean avg_job_completion_rating",
        },
      },
    ],
    [
      "pairs",
      {
        tell: {
          a: "pearson match_success_rate actual_engagement_score",
          b: "spearman match_success_rate actual_engagement_score",
          c: "slope match_success_rate actual_engagement_score",
          d: "auc churn_30_day predicted_churn_probability",
          e: "rmse actual_engagement_score predicted_engagement_score",
          f: "r2 actual_engagement_score predicted_engagement_score",
          g: "dot lifetime_value_usd churn_30_day",
        },
      },
    ],
    [
      "filters of every form",
      {
        tell: { n: "count", part: "part" },
        where: [
          "device_type in mobile, tablet",
          "age between 20 and 50",
          "churn_30_day = false",
          "content_category_primary != tech",
          "trust_score in top 50%",
          "actual_engagement_score < @predicted_engagement_score or referral_count >= 2",
          "notification_click_rate present",
        ],
      },
    ],
    [
      "groups by a column, in order",
      {
        tell: { value: "mean actual_engagement_score", n: "count" },
        by: "content_category_primary",
        order: "-value",
        top: 5,
      },
    ],
    ["the dictionary's bins", { tell: { value: "mean churn_30_day" }, by: "age" }],
    ["two columns", { tell: { value: "count" }, by: ["device_type", "account_type"] }],
    [
      "parts of dates",
      { tell: { value: "sum logins" }, from: "activity_daily", by: { column: "activity_date", part: "weekday" } },
    ],
    [
      "the last days, joined",
      {
        tell: { value: "sum logins", users: "distinct customer_id" },
        from: "activity_daily",
        with: "final_results",
        where: ["activity_date in last 14 days", "churn_30_day = true"],
      },
    ],
  ])("agree on %s", async (_, written) => {
    const { first, second } = await bothWays(written);
    expect(first.length).toBeGreaterThan(0);
    expect(differenceOf(first, second, { key: null, isPart: false })).toBeNull();
  });

  it("refuses what is no condition and no statistic", () => {
    const faults = ["age about 30", "age >=", "drop table"].map(
      (where) => figureSpecSchema.safeParse({ tell: { n: "count" }, where: [where] }).success,
    );
    const tells = ["average age", "mean", "p101x age", "share of nonsense"].map(
      (tell) => figureSpecSchema.safeParse({ tell: { x: tell } }).success,
    );
    expect([...faults, ...tells]).toEqual(Array.from({ length: 7 }, () => false));
  });

  it("leaves small groups out", async () => {
    const { first } = await bothWays({ tell: { n: "count" }, by: "gig_listings_active" });
    expect(first.every((row) => Number(row["n"]) >= domain.policy.minimumGroupSize)).toBe(true);
  });
});

describe("the gold audit", () => {
  const one = caseSchema.parse({
    id: "x",
    category: "x",
    question: "x",
    truth: {
      mean: { tell: { value: "mean trust_score" } },
      gap: { compare: { measure: "trust_score", a: ["account_type = premium"], b: ["account_type = free"] } },
      event: { change: { model: "engagement", column: "num_events_joined_month", add: 2, where: "trust_score > 0.8" } },
      once: { sql: "SELECT 1 AS value" },
    },
    expects: [],
  });
  const cases = [{ ...one, suite: "further" as const, dialog: null }];

  it("passes what two computations agree on, and names what is computed once", async () => {
    const truthOf = createTruth(base);
    const audit = await auditTruths(cases, { run: live, base, truthOf, signal });
    expect(audit).toEqual({ truths: 4, agreeing: 3, faults: ["x once: is computed once"] });
  });

  it("finds each truth that is off by a thousandth", async () => {
    const right = createTruth(base);
    const truthOf: typeof right = async (sources) =>
      Object.fromEntries(
        Object.entries(await right(sources)).map(([name, entry]) => [
          name,
          entry.kind === "curve"
            ? entry
            : {
                kind: "rows",
                rows: entry.rows.map((row) =>
                  Object.fromEntries(
                    Object.entries(row).map(([key, value]) => [key, typeof value === "number" ? value * 1.001 : value]),
                  ),
                ),
              },
        ]),
      );
    const audit = await auditTruths(cases, { run: live, base, truthOf, signal });
    expect(audit.agreeing).toBe(0);
  });
});

describe("the comparison of two computations", () => {
  const rows = [
    { name: "a", mean: 0.5, n: 10 },
    { name: "b", mean: 0.25, n: 20 },
  ];
  const named = { key: "name", isPart: false };
  it("passes what agrees to a millionth, in any order", () => {
    expect(differenceOf(rows, [{ ...rows[1] }, { ...rows[0], mean: 0.5 + 1e-8 }], named)).toBeNull();
  });

  it.each([
    ["a figure that is off", [{ ...rows[0], mean: 0.5001 }, rows[1]!], named, "mean of a is 0.5 and 0.5001"],
    ["a count that is off by one", [{ ...rows[0], n: 11 }, rows[1]!], named, "n of a is 10 and 11"],
    ["a name that is not there", [{ ...rows[0], name: "c" }, rows[1]!], named, "no row c"],
    ["a row too few", [rows[0]!], named, "2 rows and 1"],
    ["nothing at all", [], named, "2 rows and 0"],
    ["another order where the place counts", [rows[1]!, rows[0]!], { key: null, isPart: false }, "name is a and b"],
  ])("finds %s", (_, second, comparison, expected) => {
    expect(differenceOf(rows, second, comparison)).toBe(expected);
  });
});

describe("plain statistics on worked examples", () => {
  it("are what their definitions give by hand", () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect([meanOf(values), varianceOf(values), quantileOf(values, 0.5), quantileOf(values, 0.25)]).toEqual([
      5,
      32 / 7,
      4.5,
      4,
    ]);
    // G1 of 2, 4, 4, 4, 5, 5, 7, 9 by hand: m3 = 5.25, m2 = 4, g1 = 0.65625, times sqrt(56) / 6.
    expect(skewOf(values)).toBeCloseTo((0.65625 * Math.sqrt(56)) / 6, 12);
    expect(ranksOf([10, 20, 20, 5])).toEqual([2, 3.5, 3.5, 1]);
    expect([pearsonOf([1, 2, 3], [2, 4, 6]), slopeOf([1, 2, 3], [2, 4, 7])]).toEqual([1, 2.5]);
  });
});
