import type { ActivityHistory, historyColumns } from "./history.ts";

export type HistorySummary = Record<(typeof historyColumns)[number], number>;

/** Days the averages look back, the day of the snapshot included. */
const averagedDays = 30;
/** Days of the trend, the day of the snapshot included. */
const trendDays = 7;

/**
 * Reads the history columns off a customer's days.
 * - Averages run over the last 30 days, or the days since signup where these are fewer. Minutes are for each login;
 *   a customer without a login in that time has 0.
 * - `content_posts_per_week` is posts a day × 7, to the nearest whole number (the caller rounds).
 * - `days_since_last_login` is the snapshot minus the last day with a row, 0 for the day of the snapshot. Without a
 *   row in the window it is the window's length and an exponential time (mean 60 days), at most the tenure (and the
 *   column's range cuts it at a year).
 * - `last_7_day_engagement_trend` is the least-squares slope of daily engagement over the last seven days, in score
 *   a day; a day without a row counts as 0, also before signup.
 *
 * @param priorNoise uniform on (0, 1), for the silence before the window
 */
export function summariseHistory(
  history: ActivityHistory,
  tenureDays: number,
  priorNoise: number,
  into: HistorySummary,
): void {
  const days = history.logins.length;
  const observed = Math.min(averagedDays, tenureDays + 1, days);
  let logins = 0;
  let minutes = 0;
  let messages = 0;
  let posts = 0;
  for (let day = days - observed; day < days; day++) {
    logins += history.logins[day]!;
    minutes += history.minutes[day]!;
    messages += history.messages[day]!;
    posts += history.posts[day]!;
  }
  into.avg_daily_logins = logins / observed;
  into.avg_session_duration_min = logins === 0 ? 0 : minutes / logins;
  into.num_messages_sent_per_day = messages / observed;
  into.content_posts_per_week = (7 * posts) / observed;
  into.days_since_last_login = daysSinceLastLogin(history, tenureDays, priorNoise);
  into.last_7_day_engagement_trend = slopeOfLastDays(history.engagement, trendDays);
}

function daysSinceLastLogin(history: ActivityHistory, tenureDays: number, priorNoise: number): number {
  const days = history.logins.length;
  for (let day = days - 1; day >= 0; day--) if (history.logins[day]! > 0) return days - 1 - day;
  return Math.min(tenureDays, days + Math.floor(-60 * Math.log(priorNoise)));
}

/** Σ (x − x̄) y / Σ (x − x̄)² over the last `count` entries, x in days. */
function slopeOfLastDays(values: Float64Array, count: number): number {
  const middle = (count - 1) / 2;
  let numerator = 0;
  let denominator = 0;
  for (let i = 0; i < count; i++) {
    numerator += (i - middle) * values[values.length - count + i]!;
    denominator += (i - middle) ** 2;
  }
  return numerator / denominator;
}
