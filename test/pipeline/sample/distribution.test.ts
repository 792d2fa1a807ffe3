import { describe, expect, it } from "vitest";
import { influenceTierCuts } from "../../../pipeline/sample/content.ts";
import { sampleColumns } from "../../../pipeline/sample/index.ts";
import { statePopulationPercent } from "../../../pipeline/sample/states.ts";
import {
  correlation,
  drawColumns,
  mean,
  shareOf,
  shareTolerance,
  standardDeviation,
  testOptions,
} from "./drawn-population.ts";

const count = testOptions.customers;
const earlyLogins = new Float64Array(count);
const earlyEngagement = new Float64Array(count);
const drawn = drawColumns(testOptions, (index, history, tenureDays) => {
  // From signup on; only those who signed up within the window are looked at below.
  const signupDay = 89 - tenureDays;
  for (let day = Math.max(0, signupDay); day < Math.min(90, signupDay + 30); day++) {
    earlyLogins[index]! += history.logins[day]! / 30;
    earlyEngagement[index]! += history.engagement[day]! / 30;
  }
});

function expectShare(values: Float64Array, holds: (value: number) => boolean, share: number): void {
  expect(Math.abs(shareOf(values, holds) - share)).toBeLessThan(shareTolerance(share, values.length));
}

describe("who the customers are", () => {
  it("has ages of a normal(32, 10) cut to 18 to 65", () => {
    // Mean and sd of the truncated normal on [17.5, 65.5] are 33.49 and 8.76; rounding adds 1/12 to the variance.
    expect(Math.abs(mean(drawn.age) - 33.49)).toBeLessThan((4 * 8.76) / Math.sqrt(count));
    expect(Math.abs(standardDeviation(drawn.age) - 8.76)).toBeLessThan(0.2);
    expect([Math.min(...drawn.age), Math.max(...drawn.age)]).toEqual([18, 65]);
  });

  it("has 49, 48 and 3 % M, F and Other, and 30 % premium", () => {
    expectShare(drawn.gender, (code) => code === 0, 0.49);
    expectShare(drawn.gender, (code) => code === 2, 0.03);
    expectShare(drawn.account_type, (code) => code === 1, 0.3);
  });

  it("has every state, California the largest, Wyoming small", () => {
    const states = Object.keys(statePopulationPercent);
    expect(states).toHaveLength(50);
    const sizes = states.map((_, code) => drawn.location.filter((value) => value === code).length);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(states[sizes.indexOf(Math.max(...sizes))]).toBe("CA");
    expect(sizes[states.indexOf("WY")]! / count).toBeLessThan(0.004);
  });

  it("has tenures from days to years, at least 15 % newcomers, nobody from the future", () => {
    expectShare(drawn.tenure_days, (days) => days < 90, 0.18);
    expect(Math.min(...drawn.tenure_days)).toBe(0);
    expect(Math.max(...drawn.tenure_days)).toBeGreaterThan(3 * 365);
  });
});

describe("values that must fit together", () => {
  it("keeps every column within its range and its categories", () => {
    for (const column of sampleColumns) {
      const values = drawn[column.name].filter((value) => !Number.isNaN(value));
      const outside = values.filter((value) => value < column.minimum || value > column.maximum);
      expect([column.name, outside.length]).toEqual([column.name, 0]);
      if (column.kind !== "number") {
        expect([column.name, values.every(Number.isInteger)]).toEqual([column.name, true]);
      }
    }
  });

  it("has premium features for premium accounts only, and at least one for them", () => {
    for (let i = 0; i < count; i++) {
      const isPremium = drawn.account_type[i] === 1;
      expect(drawn.premium_features_used_count[i]! > 0).toBe(isPremium);
      expect(drawn.premium_feature_usage_rate[i]! > 0).toBe(isPremium);
    }
  });

  it("has a rating and a first transaction exactly where a job was completed, revenue only there", () => {
    for (let i = 0; i < count; i++) {
      const hasJob = drawn.completed_jobs[i]! > 0;
      expect(Number.isNaN(drawn.avg_job_completion_rating[i]!)).toBe(!hasJob);
      expect(Number.isNaN(drawn.time_since_first_transaction_days[i]!)).toBe(!hasJob);
      expect(drawn.transaction_revenue_month[i]! > 0).toBe(hasJob);
      expect(!hasJob || drawn.time_since_first_transaction_days[i]! <= drawn.tenure_days[i]!).toBe(true);
    }
    expect(shareOf(drawn.completed_jobs, (jobs) => jobs === 0)).toBeGreaterThan(0.3);
  });

  it("has the peak hour in the part of the day, and the tier by the influence score", () => {
    const partOfHour = (hour: number) => (hour < 6 || hour >= 22 ? 3 : hour < 12 ? 0 : hour < 18 ? 1 : 2);
    for (let i = 0; i < count; i++) {
      expect(partOfHour(drawn.peak_activity_hour[i]!)).toBe(drawn.time_of_day_active[i]);
      const score = drawn.social_influence_score[i]!;
      const tier = drawn.social_influence_tier[i]!;
      expect(score).toBeGreaterThanOrEqual(influenceTierCuts[tier - 1] ?? 0);
      expect(score).toBeLessThanOrEqual(influenceTierCuts[tier] ?? 1);
    }
    expect(shareOf(drawn.social_influence_tier, (tier) => tier === 3)).toBeGreaterThan(0);
  });

  it("has nobody silent for longer than since signup", () => {
    expect(drawn.days_since_last_login.every((days, i) => days <= drawn.tenure_days[i]!)).toBe(true);
  });

  it("scales centrality to 1 and has more connections than average go with it", () => {
    expect(Math.max(...drawn.network_centrality)).toBe(1);
    expect(correlation(drawn.network_centrality, drawn.total_connections)).toBeGreaterThan(0.5);
    expect(Math.max(...drawn.total_connections)).toBeGreaterThan(20 * mean(drawn.total_connections));
  });
});

describe("engagement", () => {
  const score = drawn.engagement_score;

  it("lies around 0.5 with real mass at both ends", () => {
    expect(Math.abs(mean(score) - 0.5)).toBeLessThan(0.02);
    expect(standardDeviation(score)).toBeGreaterThan(0.17);
    expect(standardDeviation(score)).toBeLessThan(0.2);
    expect(shareOf(score, (value) => value < 0.3)).toBeGreaterThan(0.1);
    expect(shareOf(score, (value) => value >= 0.7)).toBeGreaterThan(0.1);
  });

  it("can be told to an R² of 0.85 and no more", () => {
    const noise = score.map((value, i) => value - drawn.engagement_signal[i]!);
    const ceiling = 1 - (standardDeviation(noise) / standardDeviation(score)) ** 2;
    expect(Math.abs(ceiling - 0.85)).toBeLessThan(0.01);
  });

  it("correlates with columns that have no effect on it", () => {
    for (const column of ["social_influence_score", "content_virality_score", "swipe_like_ratio"] as const) {
      expect(correlation(drawn[column], score)).toBeGreaterThan(0.25);
    }
  });

  it("does not differ by device, gender or state beyond chance", () => {
    for (const column of ["device_type", "gender", "location"] as const) {
      expect(varianceRatioOf(drawn[column], score)).toBeLessThan(1.8);
    }
    // The same statistic for a real, small effect.
    expect(varianceRatioOf(drawn.time_of_day_active, score)).toBeGreaterThan(5);
  });
});

describe("churn and value", () => {
  it("has 15 % leavers", () => {
    expect(Math.abs(mean(drawn.churn_30_day) - 0.15)).toBeLessThan(0.01 + shareTolerance(0.15, count));
    expect(Math.abs(mean(drawn.churn_probability) - 0.15)).toBeLessThan(0.01);
  });

  it("can be told to an AUC of about 0.9, with 2 % or more above the level for action", () => {
    const auc = areaUnderCurve(drawn.churn_probability, drawn.churn_30_day);
    expect(auc).toBeGreaterThan(0.87);
    expect(auc).toBeLessThan(0.92);
    expect(shareOf(drawn.churn_probability, (probability) => probability > 0.7)).toBeGreaterThan(0.02);
  });

  it("has 10 to 18 % inactive for a week, who leave far more often", () => {
    const inactive = drawn.days_since_last_login.map((days) => (days >= 7 ? 1 : 0));
    expect(mean(inactive)).toBeGreaterThan(0.1);
    expect(mean(inactive)).toBeLessThan(0.18);
    const rateOf = (flag: number) => mean(drawn.churn_30_day.filter((_, i) => inactive[i] === flag));
    expect(rateOf(1)).toBeGreaterThan(3 * rateOf(0));
  });

  it("shows early signs: later leavers are less active in their first 30 days", () => {
    const newcomers = [...drawn.tenure_days.keys()].filter(
      (i) => drawn.tenure_days[i]! >= 30 && drawn.tenure_days[i]! < 90,
    );
    for (const behaviour of [earlyLogins, earlyEngagement]) {
      const of = (churned: number) =>
        Float64Array.from(
          newcomers.filter((i) => drawn.churn_30_day[i] === churned),
          (i) => behaviour[i]!,
        );
      const cohensD = (mean(of(0)) - mean(of(1))) / standardDeviation(of(0));
      expect(cohensD).toBeGreaterThan(0.3);
    }
  });

  it("has a skewed value between 0 and 10,000 dollars, more of it for premium", () => {
    const value = drawn.lifetime_value_usd;
    expect(mean(value)).toBeGreaterThan(1.5 * value.toSorted()[count / 2]!);
    expect(mean(value.filter((_, i) => drawn.account_type[i] === 1))).toBeGreaterThan(
      2 * mean(value.filter((_, i) => drawn.account_type[i] === 0)),
    );
    expect(shareOf(value, (dollars) => dollars === 10_000)).toBeLessThan(0.01);
  });

  it("has an older heuristic score that knows something and not much", () => {
    const auc = areaUnderCurve(drawn.churn_risk_score, drawn.churn_30_day);
    expect(auc).toBeGreaterThan(0.6);
    expect(auc).toBeLessThan(0.85);
  });
});

/** F statistic of a one-way analysis of variance. */
function varianceRatioOf(groups: Float64Array, values: Float64Array): number {
  const overall = mean(values);
  const codes = [...new Set(groups)];
  let between = 0;
  let within = 0;
  for (const code of codes) {
    const members = values.filter((_, i) => groups[i] === code);
    between += members.length * (mean(members) - overall) ** 2;
    within += members.length * standardDeviation(members) ** 2;
  }
  return between / (codes.length - 1) / (within / (values.length - codes.length));
}

/** Mann and Whitney's statistic over the number of pairs; no ties to speak of. */
function areaUnderCurve(scores: Float64Array, outcomes: Float64Array): number {
  const order = [...scores.keys()].toSorted((a, b) => scores[a]! - scores[b]!);
  let ranks = 0;
  let positives = 0;
  order.forEach((index, rank) => {
    if (outcomes[index] !== 1) return;
    ranks += rank + 1;
    positives++;
  });
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives));
}
