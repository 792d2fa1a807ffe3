import { logistic } from "#ml";
import { mechanism } from "./mechanism.ts";
import { categoryOf, logNormal, normalQuantile } from "./quantiles.ts";

/** Cut points of `social_influence_score` between micro, mid, macro and mega. */
export const influenceTierCuts = [0.4, 0.65, 0.85] as const;

const categoryShares = [0.12, 0.11, 0.1, 0.09, 0.08, 0.11, 0.11, 0.06, 0.08, 0.05, 0.04, 0.05];

/**
 * Content and its echo. Most columns here correlate with engagement because taste and sociability drive both,
 * and have no effect on it; only `content_diversity_score` has one.
 */
export const contentMechanisms = [
  mechanism("content_category_primary", [], "One of twelve categories, by fixed shares.", (_, noise) =>
    categoryOf(noise, categoryShares),
  ),
  mechanism(
    "content_diversity_score",
    ["content_taste"],
    "Shannon entropy (natural logarithm) over the twelve categories, 0 to ln 12.",
    ({ content_taste }, noise) => Math.log(12) * logistic(0.25 + 0.45 * content_taste + 0.6 * normalQuantile(noise)),
  ),
  mechanism(
    "avg_scroll_depth_pct",
    ["content_taste"],
    "How far down pages are read, percent.",
    ({ content_taste }, noise) => 100 * logistic(0.3 + 0.5 * content_taste + 0.6 * normalQuantile(noise)),
  ),
  mechanism(
    "avg_ads_engagement_rate",
    ["spending_means", "account_type"],
    "Share of ads acted on; premium accounts see few.",
    ({ spending_means, account_type }, noise) =>
      logistic(-3 + 0.25 * spending_means - 0.5 * account_type + 0.6 * normalQuantile(noise)),
  ),
  mechanism(
    "influencer_follow_score",
    ["content_taste"],
    "Leaning towards influencers, mostly taste for content.",
    ({ content_taste }, noise) => logistic(-0.3 + 0.6 * content_taste + 0.8 * normalQuantile(noise)),
  ),
  mechanism(
    "avg_sentiment_score",
    ["sociability"],
    "−1 to 1, from messages and posts.",
    ({ sociability }, noise) => 2 * logistic(0.35 + 0.2 * sociability + 0.6 * normalQuantile(noise)) - 1,
  ),
  mechanism(
    "social_influence_score",
    ["sociability", "content_taste", "total_connections"],
    "0 to 1: sociability, taste and the size of the network. No effect on engagement.",
    ({ sociability, content_taste, total_connections }, noise) =>
      logistic(
        -1.95 +
          0.45 * sociability +
          0.35 * content_taste +
          0.45 * Math.log1p(total_connections) +
          0.5 * normalQuantile(noise),
      ),
  ),
  mechanism(
    "social_influence_tier",
    ["social_influence_score"],
    "Micro below 0.4, mid below 0.65, macro below 0.85, mega from there.",
    ({ social_influence_score }) => influenceTierCuts.filter((cut) => social_influence_score >= cut).length,
  ),
  mechanism(
    "content_virality_score",
    ["sociability", "content_taste"],
    "Shares over reach. No effect on engagement.",
    ({ sociability, content_taste }, noise) =>
      logistic(-1.9 + 0.3 * sociability + 0.45 * content_taste + 0.6 * normalQuantile(noise)),
  ),
  mechanism(
    "avg_reactions_per_post",
    ["total_connections", "content_virality_score"],
    "Log-normal; the size of the network and virality.",
    ({ total_connections, content_virality_score }, noise) =>
      Math.exp(0.1 + 0.6 * Math.log1p(total_connections) + 1.5 * content_virality_score) * logNormal(noise, 0.5),
  ),
  mechanism(
    "avg_comments_per_post",
    ["avg_reactions_per_post"],
    "About an eighth of the reactions, log-normal.",
    ({ avg_reactions_per_post }, noise) => 0.12 * avg_reactions_per_post * logNormal(noise, 0.5),
  ),
];
