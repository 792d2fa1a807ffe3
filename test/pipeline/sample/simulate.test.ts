import { describe, expect, it } from "vitest";
import { isAppError } from "#core";
import { logistic } from "#ml";
import { columnNames, noEffectColumnsOf, simulate, type Intervention } from "../../../pipeline/sample/index.ts";
import { drawColumns, mean, testOptions } from "./drawn-population.ts";

const options = { ...testOptions, customers: 2_000 };
const drawn = drawColumns(options);
const effectOf = (intervention: Intervention) => simulate({ ...options, intervention });
const engagementChange = (intervention: Intervention) =>
  effectOf(intervention).effects.engagement_score.overTreated.meanChange;

describe("simulate", () => {
  it("changes nothing when every customer keeps the own value", () => {
    const { effects } = effectOf({
      changes: [
        { column: "notification_click_rate", add: 0 },
        { column: "content_posts_per_week", multiply: 1 },
      ],
    });
    for (const effect of Object.values(effects)) {
      expect(effect.overAll).toEqual({ ...effect.overAll, meanChange: 0, standardError: 0 });
    }
    expect(effects.engagement_score.overAll.controlMean).toBeCloseTo(mean(drawn.engagement_score), 10);
    expect(effects.churn_30_day.overAll.controlMean).toBeCloseTo(mean(drawn.churn_probability), 10);
  });

  it("agrees with the churn equation worked by hand when answers come twice as fast", () => {
    const effect = effectOf({ changes: [{ column: "response_time_avg_hours", multiply: 0.5 }] }).effects.churn_30_day;
    const expected = drawn.churn_probability.map((before, i) => {
      const hours = drawn.response_time_avg_hours[i]!;
      const halved = Math.round(hours * 50) / 100;
      return logistic(Math.log(before / (1 - before)) + 0.55 * (Math.log1p(halved) - Math.log1p(hours))) - before;
    });
    expect(effect.overAll.meanChange).toBeCloseTo(mean(expected), 9);
    expect(effect.overAll.meanChange).toBeLessThan(-0.005);
  });

  it("finds no effect of a column that only shares a cause with the target", () => {
    for (const column of ["social_influence_score", "content_virality_score", "swipe_like_ratio"] as const) {
      expect(engagementChange({ changes: [{ column, set: 1 }] })).toBe(0);
    }
    expect(engagementChange({ changes: [{ column: "device_type", set: "mobile" }] })).toBe(0);
    expect(noEffectColumnsOf("engagement_score")).toContain("device_type");
  });

  it("brings the premium columns along when free customers are converted, and leaves the others alone", () => {
    const result = effectOf({
      changes: [{ column: "account_type", set: "premium" }],
      who: (customer) => customer["account_type"] === "free",
    });
    const without = effectOf({
      changes: [
        { column: "account_type", set: "premium" },
        { column: "premium_feature_usage_rate", set: 0 },
        { column: "premium_features_used_count", set: 0 },
      ],
      who: (customer) => customer["account_type"] === "free",
    });
    const { overTreated, overAll } = result.effects.engagement_score;
    const free = drawn.engagement_score.filter((_, i) => drawn.account_type[i] === 0);
    expect(overTreated.controlMean).toBeCloseTo(mean(free), 10);
    expect(overTreated.treatedMean - overTreated.controlMean).toBeCloseTo(overTreated.meanChange, 10);
    expect(result.treated).toBe(drawn.account_type.filter((code) => code === 0).length);
    expect(overTreated.meanChange).toBeGreaterThan(without.effects.engagement_score.overTreated.meanChange + 0.02);
    expect(overAll.meanChange).toBeCloseTo((overTreated.meanChange * result.treated) / options.customers, 12);
  });

  it("is smaller than the raw difference between premium and free, which holds the common causes too", () => {
    const raw =
      mean(drawn.engagement_score.filter((_, i) => drawn.account_type[i] === 1)) -
      mean(drawn.engagement_score.filter((_, i) => drawn.account_type[i] === 0));
    const effect = effectOf({ changes: [{ column: "account_type", set: "premium" }] }).effects.engagement_score.overAll
      .treatedMean;
    const without = effectOf({ changes: [{ column: "account_type", set: "free" }] }).effects.engagement_score.overAll
      .treatedMean;
    expect(effect - without).toBeGreaterThan(0.05);
    expect(effect - without).toBeLessThan(raw - 0.02);
  });

  it("cuts the new value to the column's range", () => {
    const toTop = engagementChange({ changes: [{ column: "notification_click_rate", set: 1 }] });
    expect(engagementChange({ changes: [{ column: "notification_click_rate", add: 50 }] })).toBe(toTop);
  });

  it("flattens: the first three posts a week are worth more than the eighth to eleventh", () => {
    const at = (posts: number) => engagementChange({ changes: [{ column: "content_posts_per_week", set: posts }] });
    expect(at(3) - at(0)).toBeGreaterThan(5 * (at(11) - at(8)));
  });

  it("raises logins through matches: the effect is more than the direct one", () => {
    const whole = engagementChange({ changes: [{ column: "match_success_rate", add: 0.1 }] });
    const direct = engagementChange({
      changes: [
        { column: "match_success_rate", add: 0.1 },
        { column: "avg_daily_logins", add: 0 },
        { column: "num_messages_sent_per_day", add: 0 },
        { column: "content_posts_per_week", add: 0 },
        { column: "avg_session_duration_min", add: 0 },
      ],
    });
    expect(direct).toBeGreaterThan(0);
    expect(whole).toBeGreaterThan(1.3 * direct);
  });

  it("raises the chance of leaving past about a week of silence, and hardly within it", () => {
    const churnAt = (days: number) =>
      effectOf({ changes: [{ column: "days_since_last_login", set: days }] }).effects.churn_30_day.overAll.treatedMean;
    expect(churnAt(11) - churnAt(5)).toBeGreaterThan(10 * (churnAt(3) - churnAt(0)));
    expect(churnAt(60) - churnAt(14)).toBeLessThan(0.005);
  });

  it("treats nobody when nobody fits", () => {
    const result = effectOf({ changes: [{ column: "age", set: 20 }], who: () => false });
    expect(result.treated).toBe(0);
    expect(result.effects.engagement_score.overAll.meanChange).toBe(0);
  });

  it("refuses a category and options that do not exist", () => {
    const refusalOf = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return isAppError(error) ? error.code : error;
      }
      return "accepted";
    };
    expect(refusalOf(() => effectOf({ changes: [{ column: "device_type", set: "toaster" }] }))).toBe("COLUMN_UNKNOWN");
    expect(refusalOf(() => simulate({ ...options, customers: 3, intervention: { changes: [] } }))).toBe("USAGE");
    expect(columnNames).toHaveLength(49);
  });
});
