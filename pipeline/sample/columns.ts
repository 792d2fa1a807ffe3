import { statePopulationPercent } from "./states.ts";

/** How a column is published: the range is what a valid value may be, `decimals` what the feed rounds to. */
export type SampleColumn = {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
} & (
  | { readonly kind: "integer" }
  | { readonly kind: "number"; readonly decimals: number }
  | { readonly kind: "category"; readonly labels: readonly string[] }
  | { readonly kind: "boolean" }
);

/** Largest Shannon entropy (natural logarithm) over the twelve content categories. */
const maximumEntropy = 2.485;

/**
 * The columns of `customers` after `customer_id`, in the order of the feed. Inside the model a category is the
 * index of its label and a boolean is 0 or 1.
 */
export const sampleColumns = [
  integer("age", 18, 65),
  category("gender", ["M", "F", "Other"]),
  category("location", Object.keys(statePopulationPercent)),
  category("account_type", ["free", "premium"]),
  number("avg_daily_logins", 0, 100, 3),
  number("avg_session_duration_min", 0, 600, 2),
  number("num_messages_sent_per_day", 0, 1_000, 3),
  integer("num_events_joined_month", 0, 60),
  integer("num_new_connections_month", 0, 300),
  number("influencer_follow_score", 0, 1, 4),
  integer("days_since_last_login", 0, 365),
  number("churn_risk_score", 0, 1, 4),
  number("avg_reactions_per_post", 0, 10_000, 2),
  number("avg_comments_per_post", 0, 5_000, 2),
  integer("content_posts_per_week", 0, 200),
  number("avg_scroll_depth_pct", 0, 100, 2),
  number("notification_click_rate", 0, 1, 4),
  category("device_type", ["mobile", "desktop", "tablet"]),
  category("time_of_day_active", ["morning", "afternoon", "evening", "night"]),
  number("friend_group_participation_score", 0, 1, 4),
  number("premium_feature_usage_rate", 0, 1, 4),
  number("avg_ads_engagement_rate", 0, 1, 4),
  number("social_influence_score", 0, 1, 4),
  number("match_success_rate", 0, 1, 4),
  integer("profile_views_received_week", 0, 5_000),
  integer("gig_applications_sent_month", 0, 200),
  integer("gig_listings_active", 0, 100),
  number("transaction_revenue_month", 0, 50_000, 2),
  number("content_virality_score", 0, 1, 4),
  number("swipe_like_ratio", 0, 1, 4),
  number("avg_job_completion_rating", 1, 5, 2),
  integer("total_connections", 0, 100_000),
  number("avg_sentiment_score", -1, 1, 4),
  category("content_category_primary", [
    "tech",
    "food",
    "travel",
    "fitness",
    "fashion",
    "gaming",
    "music",
    "art",
    "sports",
    "business",
    "education",
    "lifestyle",
  ]),
  number("network_centrality", 0, 1, 6),
  integer("time_since_first_transaction_days", 0, 4_000),
  number("response_time_avg_hours", 0, 168, 2),
  integer("peak_activity_hour", 0, 23),
  number("content_diversity_score", 0, maximumEntropy, 4),
  integer("referral_count", 0, 200),
  number("session_consistency_score", 0, 1, 4),
  integer("premium_features_used_count", 0, 12),
  number("last_7_day_engagement_trend", -1, 1, 6),
  category("social_influence_tier", ["micro", "mid", "macro", "mega"]),
  number("trust_score", 0, 1, 4),
  number("engagement_score", 0, 1, 4),
  boolean("churn_30_day"),
  number("lifetime_value_usd", 0, 10_000, 2),
] as const satisfies readonly SampleColumn[];

export type ColumnName = (typeof sampleColumns)[number]["name"];

/** Names of all 49 columns of `customers`, in the order of the feed. */
export const columnNames: readonly ("customer_id" | ColumnName)[] = [
  "customer_id",
  ...sampleColumns.map((column) => column.name),
];

/** The three columns that are known only after the snapshot. */
export const targetNames = ["engagement_score", "churn_30_day", "lifetime_value_usd"] as const;

export type TargetName = (typeof targetNames)[number];

/** Columns of which 0.5 % of the values are missing completely at random. */
export const randomlyMissingColumns: readonly ColumnName[] = [
  "avg_session_duration_min",
  "avg_scroll_depth_pct",
  "notification_click_rate",
  "avg_sentiment_score",
  "response_time_avg_hours",
  "content_virality_score",
];

/** A value as the feed publishes it: within the column's range and rounded. NaN (missing) stays NaN. */
export function publishedValue(column: SampleColumn, value: number): number {
  const clipped = value < column.minimum ? column.minimum : value > column.maximum ? column.maximum : value;
  if (column.kind !== "number") return Math.round(clipped);
  const scale = 10 ** column.decimals;
  // Adding zero turns −0 into 0, which would print as "-0.0".
  return Math.round(clipped * scale) / scale + 0;
}

function integer<const N extends string>(name: N, minimum: number, maximum: number) {
  return { kind: "integer", name, minimum, maximum } as const;
}

function number<const N extends string>(name: N, minimum: number, maximum: number, decimals: number) {
  return { kind: "number", name, minimum, maximum, decimals } as const;
}

function category<const N extends string>(name: N, labels: readonly string[]) {
  return { kind: "category", name, minimum: 0, maximum: labels.length - 1, labels } as const;
}

function boolean<const N extends string>(name: N) {
  return { kind: "boolean", name, minimum: 0, maximum: 1 } as const;
}
