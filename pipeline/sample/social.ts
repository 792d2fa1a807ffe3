import { logistic } from "#ml";
import { mechanism } from "./mechanism.ts";
import { logNormal, normalQuantile, poissonQuantile } from "./quantiles.ts";

/** Habits, friends and dating: what a customer does before the daily history is played. */
export const socialMechanisms = [
  mechanism(
    "premium_feature_usage_rate",
    ["account_type", "content_taste", "sociability"],
    "Zero for free accounts; for premium a share that grows with taste and sociability.",
    ({ account_type, content_taste, sociability }, noise) =>
      account_type === 0 ? 0 : logistic(0.1 + 0.4 * content_taste + 0.3 * sociability + 0.9 * normalQuantile(noise)),
  ),
  mechanism(
    "premium_features_used_count",
    ["account_type", "premium_feature_usage_rate"],
    "Zero for free accounts; otherwise one and a Poisson count that grows with the usage rate.",
    ({ account_type, premium_feature_usage_rate }, noise) =>
      account_type === 0 ? 0 : 1 + poissonQuantile(noise, 0.6 + 5.5 * premium_feature_usage_rate),
  ),
  mechanism(
    "notification_click_rate",
    ["content_taste", "sociability", "momentum"],
    "Share of notifications opened; more with taste, sociability and growing interest.",
    ({ content_taste, sociability, momentum }, noise) =>
      logistic(-1.25 + 0.3 * content_taste + 0.15 * sociability + 0.2 * momentum + 0.8 * normalQuantile(noise)),
  ),
  mechanism(
    "friend_group_participation_score",
    ["sociability"],
    "Part taken in groups of friends, mostly sociability.",
    ({ sociability }, noise) => logistic(-0.15 + 0.8 * sociability + 0.75 * normalQuantile(noise)),
  ),
  mechanism(
    "session_consistency_score",
    ["momentum"],
    "How regular the days are; growing interest makes them more regular.",
    ({ momentum }, noise) => logistic(0.35 + 0.25 * momentum + 0.9 * normalQuantile(noise)),
  ),
  mechanism(
    "num_events_joined_month",
    ["sociability", "friend_group_participation_score"],
    "Poisson; sociability, and groups of friends pull people along.",
    ({ sociability, friend_group_participation_score }, noise) =>
      poissonQuantile(noise, Math.exp(0.1 + 0.3 * sociability + 0.9 * friend_group_participation_score)),
  ),
  mechanism(
    "num_new_connections_month",
    ["sociability", "tenure_days", "num_events_joined_month"],
    "Poisson; sociability, events, and newcomers still finding their friends.",
    ({ sociability, tenure_days, num_events_joined_month }, noise) =>
      poissonQuantile(
        noise,
        Math.exp(0.75 + 0.35 * sociability + 0.25 * Math.log1p(num_events_joined_month) + (tenure_days < 90 ? 0.5 : 0)),
      ),
  ),
  mechanism(
    "swipe_like_ratio",
    ["sociability"],
    "Likes over swipes: sociability and chance. Causes nothing, it only shares its cause with engagement.",
    ({ sociability }, noise) => logistic(-0.4 + 0.5 * sociability + 0.6 * normalQuantile(noise)),
  ),
  mechanism(
    "match_success_rate",
    ["sociability"],
    "Matches over swipes. It raises the login rate: matches bring people back.",
    ({ sociability }, noise) => logistic(-1.1 + 0.35 * sociability + 0.75 * normalQuantile(noise)),
  ),
  mechanism(
    "profile_views_received_week",
    ["sociability", "total_connections"],
    "Poisson around a log-normal rate; sociability and the size of the network.",
    ({ sociability, total_connections }, noise) =>
      Math.round(Math.exp(1.4 + 0.3 * sociability + 0.35 * Math.log1p(total_connections)) * logNormal(noise, 0.55)),
  ),
  mechanism(
    "referral_count",
    ["sociability", "tenure_days"],
    "Poisson; the sociable refer more, and over a longer time.",
    ({ sociability, tenure_days }, noise) =>
      poissonQuantile(noise, Math.exp(-1.6 + 0.5 * sociability + 0.35 * Math.log1p(tenure_days / 30))),
  ),
];
