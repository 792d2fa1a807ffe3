import { logistic } from "#ml";
import { mechanism } from "./mechanism.ts";
import { logNormal, normalQuantile } from "./quantiles.ts";

/** Standard deviation of what no column can tell about the engagement score. */
const engagementNoiseSd = 0.0735;

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
    (customer) => {
      const logins = Math.log1p(customer.avg_daily_logins);
      const index =
        0.55 * logins +
        0.13 * logins * Math.log1p(customer.avg_session_duration_min) +
        0.25 * customer.account_type +
        0.55 * customer.premium_feature_usage_rate +
        0.03 * customer.premium_features_used_count +
        0.9 * (1 - Math.exp(-customer.notification_click_rate / 0.29)) +
        0.75 * customer.friend_group_participation_score +
        0.65 * customer.session_consistency_score +
        0.4 * customer.match_success_rate +
        0.22 * customer.match_success_rate * Math.log1p(customer.profile_views_received_week) +
        0.12 * Math.log1p(customer.num_messages_sent_per_day) +
        0.7 * (1 - Math.exp(-customer.content_posts_per_week / 2.5)) +
        0.08 * customer.content_diversity_score +
        0.2 * Math.log1p(customer.num_events_joined_month) +
        0.1 * Math.log1p(customer.num_new_connections_month) +
        0.06 * Math.log1p(customer.gig_applications_sent_month) +
        0.06 * Math.log1p(customer.gig_listings_active) +
        dayPartEffect[customer.time_of_day_active]! -
        0.003 * (customer.age - 32);
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
    (customer) =>
      logistic(
        -3.15 +
          8.5 * (0.5 - customer.engagement_score) +
          2.6 * logistic((customer.days_since_last_login - 7.5) / 1.2) +
          0.55 * (Math.log1p(customer.response_time_avg_hours) - 1.4) -
          8 * customer.last_7_day_engagement_trend -
          0.3 * customer.account_type -
          0.1 * Math.log1p(customer.referral_count) -
          0.15 * (Math.log1p(customer.tenure_days / 30) - 3),
      ),
  ),
  mechanism("churn_30_day", ["churn_probability"], "True with the churn probability.", ({ churn_probability }, noise) =>
    noise < churn_probability ? 1 : 0,
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
    (customer, noise) =>
      Math.exp(
        4.9 +
          0.8 * customer.account_type +
          0.4 * customer.premium_feature_usage_rate +
          1.3 * customer.engagement_score +
          0.3 * Math.log1p(customer.transaction_revenue_month / 20) +
          0.2 * Math.log1p(customer.referral_count) +
          0.25 * Math.log1p(customer.tenure_days / 90),
      ) *
      (1 - 0.4 * customer.churn_probability) *
      logNormal(noise, 0.45),
  ),
];
