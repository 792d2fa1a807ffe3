import type { CustomerState } from "./mechanism.ts";
import type { ColumnName } from "./columns.ts";
import { createNoiseStream, type NoiseStream } from "./noise.ts";
import { normalQuantile, poissonQuantile } from "./quantiles.ts";

/**
 * One customer's days, reused from customer to customer. Arrays have one entry for each day of the window, index 0
 * the oldest, the last index the day of the snapshot itself. A day without a login holds zeros.
 */
export type ActivityHistory = {
  readonly logins: Int32Array;
  /** Minutes, one decimal. */
  readonly minutes: Float64Array;
  readonly messages: Int32Array;
  readonly posts: Int32Array;
  /** 0 to 1, four decimals. */
  readonly engagement: Float64Array;
};

/** What the history reads of a customer. */
export const historyParents = [
  "tenure_days",
  "login_rate",
  "login_trend",
  "silent_days",
  "session_consistency_score",
  "minutes_per_login",
  "messages_per_login",
  "posts_per_login",
] as const;

type HistoryParents = Readonly<Pick<CustomerState, (typeof historyParents)[number]>>;

/** Monday to Sunday: weekends are busier. */
const weekdayFactor = [0.94, 0.92, 0.94, 0.97, 1.06, 1.12, 1.05];

/** Winter evenings are longer: ± 8 % over the year, highest in mid January. */
const yearlyAmplitude = 0.08;

const millisecondsPerDay = 86_400_000;

export function createActivityHistory(activityDays: number): ActivityHistory {
  return {
    logins: new Int32Array(activityDays),
    minutes: new Float64Array(activityDays),
    messages: new Int32Array(activityDays),
    posts: new Int32Array(activityDays),
    engagement: new Float64Array(activityDays),
  };
}

/**
 * Returns the function that plays a customer's days into `history`. Logins are Poisson; the rate of a day is the
 * customer's own rate × weekday × season × own trend × a log-normal day factor that is wider for irregular customers.
 * Nothing happens before signup or in the silent days; the day of signup always has a login.
 */
export function createHistoryPlayer(options: {
  readonly seed: number;
  readonly activityDays: number;
  readonly snapshotDate: string;
}): (state: HistoryParents, customer: number, history: ActivityHistory) => void {
  const { seed, activityDays } = options;
  const season = seasonOf(options.snapshotDate, activityDays);
  const streams = {
    day: createNoiseStream(seed, "history day factor"),
    logins: createNoiseStream(seed, "history logins"),
    minutes: createNoiseStream(seed, "history minutes"),
    messages: createNoiseStream(seed, "history messages"),
    posts: createNoiseStream(seed, "history posts"),
  };
  return (state, customer, history) => {
    const dayBase = streams.day.baseOf(customer);
    const loginBase = streams.logins.baseOf(customer);
    const firstDay = Math.max(0, activityDays - 1 - state.tenure_days);
    const signupDay = state.tenure_days < activityDays ? firstDay : -1;
    const irregularity = 0.2 + 0.9 * (1 - state.session_consistency_score);
    for (let day = 0; day < activityDays; day++) {
      // Noise is counted back from the snapshot, so a longer window adds days and changes none.
      const daysBack = activityDays - 1 - day;
      clearDay(history, day);
      if (day < firstDay || (daysBack < state.silent_days && day !== signupDay)) continue;
      const z = normalQuantile(streams.day.uniformOfItem(dayBase, daysBack));
      const trend = (state.login_trend * (day - firstDay)) / 90;
      const dayFactor = Math.exp(trend + irregularity * z - 0.5 * irregularity * irregularity);
      const rate = Math.min(60, state.login_rate * season[day]! * dayFactor);
      const drawn = poissonQuantile(streams.logins.uniformOfItem(loginBase, daysBack), rate);
      const logins = day === signupDay ? Math.max(1, drawn) : drawn;
      if (logins > 0) playDay(state, streams, customer, history, day, daysBack, logins);
    }
  };
}

function playDay(
  state: HistoryParents,
  streams: Readonly<Record<"minutes" | "messages" | "posts", NoiseStream>>,
  customer: number,
  history: ActivityHistory,
  day: number,
  daysBack: number,
  logins: number,
): void {
  const minutes = Math.min(
    1_200,
    Math.round(
      10 *
        logins *
        state.minutes_per_login *
        Math.exp(0.35 * normalQuantile(uniformOfDay(streams.minutes, customer, daysBack))),
    ) / 10,
  );
  const messages = poissonQuantile(
    uniformOfDay(streams.messages, customer, daysBack),
    logins * state.messages_per_login,
  );
  const posts = poissonQuantile(uniformOfDay(streams.posts, customer, daysBack), logins * state.posts_per_login);
  const effort = 0.22 * logins + 0.012 * minutes + 0.03 * messages + 0.12 * posts;
  history.logins[day] = logins;
  history.minutes[day] = minutes;
  history.messages[day] = messages;
  history.posts[day] = posts;
  history.engagement[day] = Math.round(10_000 * (1 - Math.exp(-effort))) / 10_000;
}

function uniformOfDay(stream: NoiseStream, customer: number, daysBack: number): number {
  return stream.uniformOfItem(stream.baseOf(customer), daysBack);
}

function clearDay(history: ActivityHistory, day: number): void {
  history.logins[day] = 0;
  history.minutes[day] = 0;
  history.messages[day] = 0;
  history.posts[day] = 0;
  history.engagement[day] = 0;
}

function seasonOf(snapshotDate: string, activityDays: number): Float64Array {
  const snapshot = Date.parse(`${snapshotDate}T00:00:00Z`);
  return Float64Array.from({ length: activityDays }, (_, day) => {
    const date = new Date(snapshot - (activityDays - 1 - day) * millisecondsPerDay);
    const dayOfYear = (date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / millisecondsPerDay;
    const yearly = 1 + yearlyAmplitude * Math.cos((2 * Math.PI * (dayOfYear - 14)) / 365.25);
    return weekdayFactor[(date.getUTCDay() + 6) % 7]! * yearly;
  });
}

/** Columns that are read off the history and nothing else. */
export const historyColumns = [
  "avg_daily_logins",
  "avg_session_duration_min",
  "num_messages_sent_per_day",
  "content_posts_per_week",
  "days_since_last_login",
  "last_7_day_engagement_trend",
] as const satisfies readonly ColumnName[];
