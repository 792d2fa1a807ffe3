import { describe, expect, it } from "vitest";
import { createActivityHistory, createHistoryPlayer } from "../../../pipeline/sample/history.ts";
import { summariseHistory, type HistorySummary } from "../../../pipeline/sample/history-summary.ts";
import { mean } from "./drawn-population.ts";

const steady = {
  tenure_days: 1_000,
  login_rate: 1.5,
  login_trend: 0,
  silent_days: 0,
  session_consistency_score: 0.6,
  minutes_per_login: 10,
  messages_per_login: 2,
  posts_per_login: 0.3,
};
const days = 90;
const play = createHistoryPlayer({ seed: 42, activityDays: days, snapshotDate: "2026-11-20" });

/** Mean logins of each day over 4,000 like customers. */
function meanLogins(traits: Partial<typeof steady>, player = play, length = days): Float64Array {
  const history = createActivityHistory(length);
  const totals = new Float64Array(length);
  for (let customer = 0; customer < 4_000; customer++) {
    player({ ...steady, ...traits }, customer, history);
    for (let day = 0; day < length; day++) totals[day]! += history.logins[day]! / 4_000;
  }
  return totals;
}

describe("createHistoryPlayer", () => {
  it("has weekends busier than Tuesdays", () => {
    const logins = meanLogins({});
    // The snapshot, 2026-11-20, is a Friday; offsets count days after one.
    const onWeekday = (offset: number) => mean(logins.filter((_, day) => (day - 89 + 91) % 7 === offset));
    const tuesday = onWeekday(4);
    const saturday = onWeekday(1);
    expect(saturday / tuesday).toBeGreaterThan(1.12);
    expect(saturday / tuesday).toBeLessThan(1.32);
  });

  it("has winter busier than summer", () => {
    const winter = createHistoryPlayer({ seed: 42, activityDays: 35, snapshotDate: "2026-02-01" });
    const summer = createHistoryPlayer({ seed: 42, activityDays: 35, snapshotDate: "2026-08-02" });
    const ratio = mean(meanLogins({}, winter, 35)) / mean(meanLogins({}, summer, 35));
    expect(ratio).toBeGreaterThan(1.1);
    expect(ratio).toBeLessThan(1.25);
  });

  it("follows the customer's own trend", () => {
    const fading = meanLogins({ login_trend: -1 });
    const weekOf = (from: number) => mean(fading.subarray(from, from + 7));
    // Exp(−77 / 90), from the middle of the second week to the middle of the last but one.
    expect(weekOf(77) / weekOf(0)).toBeGreaterThan(0.36);
    expect(weekOf(77) / weekOf(0)).toBeLessThan(0.52);
  });

  it("is empty before signup and in the silent days, and has a login on the day of signup", () => {
    const history = createActivityHistory(days);
    for (let customer = 0; customer < 200; customer++) {
      play({ ...steady, tenure_days: 40, silent_days: 10, login_rate: 0.05 }, customer, history);
      expect(history.logins.subarray(0, 49).every((logins) => logins === 0)).toBe(true);
      expect(history.logins[49]).toBeGreaterThan(0);
      expect(history.logins.subarray(80).every((logins) => logins === 0)).toBe(true);
    }
  });

  it("plays the same last days in a longer window", () => {
    const long = createActivityHistory(120);
    const short = createActivityHistory(days);
    createHistoryPlayer({ seed: 42, activityDays: 120, snapshotDate: "2026-11-20" })(steady, 5, long);
    play(steady, 5, short);
    expect(long.logins.subarray(30)).toEqual(short.logins);
    expect(long.minutes.subarray(30)).toEqual(short.minutes);
  });
});

describe("summariseHistory", () => {
  const summary: HistorySummary = {
    avg_daily_logins: 0,
    avg_session_duration_min: 0,
    num_messages_sent_per_day: 0,
    content_posts_per_week: 0,
    days_since_last_login: 0,
    last_7_day_engagement_trend: 0,
  };

  it("reads a worked example", () => {
    const history = createActivityHistory(days);
    history.logins.set([3, 0, 1], 84);
    history.minutes.set([45, 0, 15], 84);
    history.messages.set([6, 0, 3], 84);
    history.posts.set([2, 0, 4], 84);
    history.engagement.set([0.7, 0, 0.35], 84);
    summariseHistory(history, 500, 0.5, summary);
    expect(summary).toEqual({
      avg_daily_logins: 4 / 30,
      avg_session_duration_min: 15,
      num_messages_sent_per_day: 9 / 30,
      content_posts_per_week: 42 / 30,
      days_since_last_login: 3,
      // Days −3 … 3 hold 0, 0.7, 0, 0.35, 0, 0, 0: Σ x y = −1.4 over Σ x² = 28.
      last_7_day_engagement_trend: -1.4 / 28,
    });
  });

  it("averages a newcomer over the days since signup", () => {
    const history = createActivityHistory(days);
    history.logins.fill(2, 80);
    summariseHistory(history, 9, 0.5, summary);
    expect(summary.avg_daily_logins).toBe(2);
    expect(summary.days_since_last_login).toBe(0);
  });

  it("says how long somebody without a row has been silent, at most since signup", () => {
    const empty = createActivityHistory(days);
    summariseHistory(empty, 5_000, Math.exp(-1), summary);
    expect(summary).toEqual({
      ...summary,
      days_since_last_login: 150,
      avg_session_duration_min: 0,
    });
    summariseHistory(empty, 100, Math.exp(-1), summary);
    expect(summary.days_since_last_login).toBe(100);
  });
});
