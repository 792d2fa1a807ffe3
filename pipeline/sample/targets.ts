import { mechanism } from "./mechanism.ts";
import { logistic, logNormal, normalQuantile } from "./quantiles.ts";

/** Standard deviation of what no column can tell about the engagement score. */
export const engagementNoiseSd = 0.0735;

/** Morning, afternoon, evening, night: a small effect. */
const dayPartEffect = [-0.04, 0, 0.08, -0.05];

/**
 * What comes after the snapshot, and the old heuristic score. All causes are published columns: a model sees
 * everything but the noise.
 */
export const targetMechanisms = [
  mechanism(
    "churn_risk_score",
    ["days_since_last_login", "avg_daily_logins", "response_time_avg_hours"],
    "The company's older heuristic: silence, few logins, slow answers, and much noise. Causes nothing.",
    ({ days_since_last_login, avg_daily_logins, response_time_avg_hours }, noise) =>
      logistic(
        -1.6 +
          0.09 * Math.min(days_since_last_login, 30) -
          0.35 * Math.log1p(avg_daily_logins) +
          0.3 * Math.log1p(response_time_avg_hours) +
          0.7 * normalQuantile(noise),
      ),
  ),
  mechanism(
    "engagement_signal",
    [
      "account_type",
      "premium_feature_usage_rate",
      "premium_features_used_count",
      "notification_click_rate",
      "friend_group_participation_score",
      "session_consistency_score",
      "match_success_rate",
      "profile_views_received_week",
      "avg_daily_logins",
      "avg_session_duration_min",
      "num_messages_sent_per_day",
      "content_posts_per_week",
      "content_diversity_score",
      "num_events_joined_month",
      "num_new_connections_month",
      "gig_applications_sent_month",
      "gig_listings_active",
      "time_of_day_active",
      "age",
    ],
    "The expected engagement score, logistic in an index. Saturating: notifications (half of the effect by a rate of 0.2), posts (flat after about 7 a week), logins, events, messages. Interactions: logins × session length, match rate × profile views. Small: time of day, age (−0.003 of the index a year).",
    (c) => {
      const logins = Math.log1p(c.avg_daily_logins);
      const index =
        0.55 * logins +
        0.13 * logins * Math.log1p(c.avg_session_duration_min) +
        0.25 * c.account_type +
        0.55 * c.premium_feature_usage_rate +
        0.03 * c.premium_features_used_count +
        0.9 * (1 - Math.exp(-c.notification_click_rate / 0.29)) +
        0.75 * c.friend_group_participation_score +
        0.65 * c.session_consistency_score +
        0.4 * c.match_success_rate +
        0.22 * c.match_success_rate * Math.log1p(c.profile_views_received_week) +
        0.12 * Math.log1p(c.num_messages_sent_per_day) +
        0.7 * (1 - Math.exp(-c.content_posts_per_week / 2.5)) +
        0.08 * c.content_diversity_score +
        0.2 * Math.log1p(c.num_events_joined_month) +
        0.1 * Math.log1p(c.num_new_connections_month) +
        0.06 * Math.log1p(c.gig_applications_sent_month) +
        0.06 * Math.log1p(c.gig_listings_active) +
        dayPartEffect[c.time_of_day_active]! -
        0.003 * (c.age - 32);
      return logistic(0.73 * (index - 3.15));
    },
  ),
  mechanism(
    "engagement_score",
    ["engagement_signal"],
    "The expected score and normal noise, cut to 0 to 1.",
    ({ engagement_signal }, noise) => engagement_signal + engagementNoiseSd * normalQuantile(noise),
  ),
  mechanism(
    "churn_probability",
    [
      "days_since_last_login",
      "last_7_day_engagement_trend",
      "response_time_avg_hours",
      "engagement_score",
      "account_type",
      "tenure_days",
      "referral_count",
    ],
    "Logistic. Up: low engagement, slow answers, silence (a threshold after about a week), a falling trend. Down: premium, referrals, long tenure.",
    (c) =>
      logistic(
        -3.15 +
          8.5 * (0.5 - c.engagement_score) +
          2.6 * logistic((c.days_since_last_login - 7.5) / 1.2) +
          0.55 * (Math.log1p(c.response_time_avg_hours) - 1.4) -
          8 * c.last_7_day_engagement_trend -
          0.3 * c.account_type -
          0.1 * Math.log1p(c.referral_count) -
          0.15 * (Math.log1p(c.tenure_days / 30) - 3),
      ),
  ),
  mechanism(
    "churn_30_day",
    ["churn_probability"],
    "True with the churn probability.",
    ({ churn_probability }, noise) => (noise < churn_probability ? 1 : 0),
  ),
  mechanism(
    "lifetime_value_usd",
    [
      "account_type",
      "premium_feature_usage_rate",
      "engagement_score",
      "transaction_revenue_month",
      "referral_count",
      "tenure_days",
      "churn_probability",
    ],
    "Log-normal: premium, usage, engagement, revenue, referrals and tenure raise it, the churn probability takes up to 40 % off; at most 10,000 dollars.",
    (c, noise) =>
      Math.exp(
        4.9 +
          0.8 * c.account_type +
          0.4 * c.premium_feature_usage_rate +
          1.3 * c.engagement_score +
          0.3 * Math.log1p(c.transaction_revenue_month / 20) +
          0.2 * Math.log1p(c.referral_count) +
          0.25 * Math.log1p(c.tenure_days / 90),
      ) *
      (1 - 0.4 * c.churn_probability) *
      logNormal(noise, 0.45),
  ),
];
