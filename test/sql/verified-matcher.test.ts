import { beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, fillVerifiedQuery, loadDomain, type Domain } from "#knowledge";
import { createVerifiedMatcher, type MatchVerified } from "#sql";

let domain: Domain;
let match: MatchVerified;
beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
  match = createVerifiedMatcher(domain);
});

const found = (sql: string) => {
  const matched = match(sql);
  return matched && { id: matched.query.id, values: matched.values };
};

describe("the matcher of verified queries", () => {
  it("finds every verified query by its own text, with its defaults", () => {
    for (const query of domain.verifiedQueries) {
      const defaults = Object.fromEntries(query.parameters.map((parameter) => [parameter.name, parameter.default]));
      expect(found(fillVerifiedQuery(domain, query))).toEqual({ id: query.id, values: defaults });
    }
  });

  it("finds every one in small letters and on one line", () => {
    for (const query of domain.verifiedQueries) {
      const sql = fillVerifiedQuery(domain, query)
        .replaceAll(/\s+/g, " ")
        .replaceAll(/'[^']*'|"[^"]*"|[A-Z]+(?![a-z0-9E])/g, (word) => (/^['"]/.test(word) ? word : word.toLowerCase()));
      expect([query.id, match(`${sql};`)?.query.id]).toEqual([query.id, query.id]);
    }
  });

  it("looks through aliases, qualifiers, ordinals and brackets", () => {
    const sql = `
      WITH t (y, gone) AS (
        SELECT LEAST(DATE_DIFF('day', acc.signup_date, (SELECT MAX(d.activity_date) FROM engagement_raw.activity_daily AS d)) / 365, 5),
          engagement_analytics.final_results.churn_30_day
        FROM engagement_analytics.final_results
        JOIN accounts acc ON (acc.customer_id = final_results.customer_id))
      SELECT y AS tenure, COUNT(*) n, 1 - AVG(CAST(gone AS DOUBLE)) FROM t GROUP BY 1 ORDER BY tenure`;
    expect(found(sql)?.id).toBe("retention-by-tenure");
  });

  it("tells what the parameters stand for", () => {
    const drivers = (top: string) =>
      `SELECT importance_rank AS r, feature, share, direction FROM feature_importance WHERE model = 'churn' ORDER BY r LIMIT ${top}`;
    expect(found(drivers("7"))).toEqual({ id: "drivers-of-churn", values: { top: 7 } });
    const risk = (where: string) =>
      `SELECT count(*), sum(predicted_ltv_usd), sum(predicted_churn_probability * predicted_ltv_usd), sum(predicted_churn_probability * predicted_ltv_usd) / sum(predicted_ltv_usd) FROM final_results WHERE ${where}`;
    expect(found(risk("gig_applications_sent_month > 0 AND gig_listings_active = 0"))).toEqual({
      id: "value-at-risk",
      values: { group: "buyers" },
    });
    const measure = (x: string, by: string) =>
      `SELECT f.${by}, count(${x}), avg(f.${x}), stddev_samp(${x}), approx_percentile(${x}, 0.5) FROM final_results f GROUP BY ${by} ORDER BY 3 DESC`;
    expect(found(measure("trust_score", "device_type"))).toEqual({
      id: "measure-by-category",
      values: { measure: "trust_score", category: "device_type" },
    });
    expect([
      found(drivers("1000")),
      found(risk("age > 40")),
      found(measure("trust_score", "gender")),
      found(measure("age", "device_type")),
    ]).toEqual([null, null, null, null]);
  });

  it("wants one parameter to stand for one thing", () => {
    const threshold = (a: string, b: string) =>
      fillVerifiedQuery(
        domain,
        domain.verifiedQueries.find(({ id }) => id === "risk-threshold")!,
      )
        .replaceAll("0.5", a)
        .replace(a, b);
    expect(found(threshold("0.60", "6E-1"))).toEqual({ id: "risk-threshold", values: { threshold: 0.6 } });
    expect(found(threshold("0.6", "0.7"))).toBeNull();
  });

  it.each([
    ["a limit", "churn-by-segment", "ORDER BY churn_rate DESC", "ORDER BY churn_rate DESC LIMIT 3"],
    ["another column", "churn-by-segment", "predicted_churn_probability", "churn_risk_score"],
    ["another order", "churn-by-segment", "DESC", ""],
    ["another function", "base-rates", "avg(lifetime_value_usd)", "max(lifetime_value_usd)"],
    ["another split", "risk-deciles", "'test'", "'train'"],
    ["another constant", "stickiness", "'30' DAY", "'31' DAY"],
    ["another cast", "churn-by-segment", "CAST(", "TRY_CAST("],
    ["another frame", "value-by-decile", "ntile(10)", "ntile(20)"],
    ["a filter more", "interval-coverage", "data_split = 'test'", "data_split = 'test' AND account_type = 'free'"],
    ["an OR for an AND", "premium-falling", "AND predicted", "OR predicted"],
  ])("does not find one with %s", (_what, id, from, to) => {
    const sql = fillVerifiedQuery(
      domain,
      domain.verifiedQueries.find((query) => query.id === id)!,
    );
    const changed = sql.replace(from, to);
    expect(changed).not.toBe(sql);
    expect(found(changed)).toBeNull();
  });

  it("finds nothing in what cannot be read", () => {
    expect([found("DROP TABLE final_results"), found("SELECT"), found("")]).toEqual([null, null, null]);
  });
});
