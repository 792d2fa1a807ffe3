import { logistic } from "#ml";
import { mechanism } from "./mechanism.ts";
import { logNormal, normalQuantile, rescale } from "./quantiles.ts";

/** What drives the daily history: how often, how long, and whether the customer is growing, fading or gone quiet. */
export const habitMechanisms = [
  mechanism(
    "login_rate",
    [
      "sociability",
      "account_type",
      "match_success_rate",
      "notification_click_rate",
      "friend_group_participation_score",
    ],
    "Expected logins a day at the start of the history. Matches raise it most; premium, opened notifications and groups of friends too.",
    (
      { sociability, account_type, match_success_rate, notification_click_rate, friend_group_participation_score },
      noise,
    ) =>
      Math.exp(
        -0.75 +
          0.2 * sociability +
          0.18 * account_type +
          1.1 * match_success_rate +
          0.5 * notification_click_rate +
          0.5 * friend_group_participation_score,
      ) * logNormal(noise, 0.4),
  ),
  mechanism(
    "login_trend",
    ["momentum"],
    "Change of the logarithm of the login rate over 90 days: momentum and a little chance.",
    ({ momentum }, noise) => -0.1 + 0.6 * momentum + 0.15 * normalQuantile(noise),
  ),
  mechanism(
    "silent_days",
    ["momentum", "tenure_days"],
    "Days without a login right before the snapshot: zero for most, about a month for those whose interest has faded.",
    ({ momentum, tenure_days }, noise) => {
      const lapsing = logistic(-2.5 - 1.1 * momentum);
      if (noise >= lapsing) return 0;
      return Math.min(tenure_days, Math.ceil(-24 * Math.log(rescale(noise, lapsing, "below"))));
    },
  ),
  mechanism(
    "minutes_per_login",
    ["content_taste", "premium_feature_usage_rate"],
    "Minutes of a typical session, log-normal; taste for content and premium features hold people.",
    ({ content_taste, premium_feature_usage_rate }, noise) =>
      Math.exp(2.3 + 0.22 * content_taste + 0.25 * premium_feature_usage_rate) * logNormal(noise, 0.35),
  ),
  mechanism(
    "messages_per_login",
    ["sociability", "num_new_connections_month"],
    "Messages of a typical session; sociability, and new connections to write to.",
    ({ sociability, num_new_connections_month }, noise) =>
      Math.exp(0.35 + 0.3 * sociability + 0.2 * Math.log1p(num_new_connections_month)) * logNormal(noise, 0.4),
  ),
  mechanism(
    "posts_per_login",
    ["content_taste", "content_diversity_score"],
    "Posts of a typical session; taste for content and the breadth of interests.",
    ({ content_taste, content_diversity_score }, noise) =>
      Math.exp(-1.6 + 0.45 * content_taste + 0.2 * content_diversity_score) * logNormal(noise, 0.45),
  ),
];
