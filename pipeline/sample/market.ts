import { logistic } from "#ml";
import { mechanism } from "./mechanism.ts";
import { logNormal, normalQuantile, poissonQuantile } from "./quantiles.ts";

/** The market for gigs: listings, applications, jobs done, money and trust. */
export const marketMechanisms = [
  mechanism(
    "gig_listings_active",
    ["gig_orientation"],
    "Poisson; steep in gig orientation, so most customers offer nothing.",
    ({ gig_orientation }, noise) => poissonQuantile(noise, Math.exp(-1.5 + 1.05 * gig_orientation)),
  ),
  mechanism(
    "gig_applications_sent_month",
    ["gig_orientation", "spending_means"],
    "Poisson; gig orientation up, means down: who has money applies less.",
    ({ gig_orientation, spending_means }, noise) =>
      poissonQuantile(noise, Math.exp(-0.2 + 0.6 * gig_orientation - 0.2 * spending_means)),
  ),
  mechanism(
    "response_time_avg_hours",
    ["gig_orientation", "session_consistency_score", "momentum"],
    "Hours to answer a message, log-normal; shorter for the market-minded, the regular and the growing.",
    ({ gig_orientation, session_consistency_score, momentum }, noise) =>
      Math.exp(1.75 - 0.15 * gig_orientation - 0.9 * session_consistency_score - 0.15 * momentum) *
      logNormal(noise, 0.75),
  ),
  mechanism(
    "completed_jobs",
    ["gig_listings_active", "gig_applications_sent_month", "tenure_days"],
    "Jobs completed so far: Poisson in listings and applications; newcomers had less time.",
    ({ gig_listings_active, gig_applications_sent_month, tenure_days }, noise) =>
      poissonQuantile(
        noise,
        (0.15 + 1.1 * gig_listings_active + 0.35 * gig_applications_sent_month) * Math.min(2, tenure_days / 120),
      ),
  ),
  mechanism(
    "avg_job_completion_rating",
    ["completed_jobs", "response_time_avg_hours"],
    "1 to 5, lower for slow answers; null without a completed job.",
    ({ completed_jobs, response_time_avg_hours }, noise) =>
      completed_jobs === 0
        ? Number.NaN
        : 1 + 4 * logistic(1.6 - 0.25 * Math.log1p(response_time_avg_hours) + 0.7 * normalQuantile(noise)),
  ),
  mechanism(
    "time_since_first_transaction_days",
    ["completed_jobs", "tenure_days"],
    "Between signup and the snapshot, earlier for those with more jobs; null without a completed job.",
    ({ completed_jobs, tenure_days }, noise) =>
      completed_jobs === 0 ? Number.NaN : Math.floor(tenure_days * noise ** (1 / (1 + completed_jobs))),
  ),
  mechanism(
    "transaction_revenue_month",
    ["completed_jobs", "gig_listings_active", "avg_job_completion_rating"],
    "US dollars earned in the month: zero without a completed job, else log-normal, growing with listings and rating.",
    ({ completed_jobs, gig_listings_active, avg_job_completion_rating }, noise) =>
      completed_jobs === 0
        ? 0
        : (12 + 55 * gig_listings_active) * Math.exp(0.25 * (avg_job_completion_rating - 3.5)) * logNormal(noise, 0.8),
  ),
  mechanism(
    "trust_score",
    ["completed_jobs", "response_time_avg_hours", "tenure_days"],
    "0 to 1: jobs done, quick answers, time on the platform.",
    ({ completed_jobs, response_time_avg_hours, tenure_days }, noise) =>
      logistic(
        0.1 +
          0.3 * Math.log1p(completed_jobs) -
          0.25 * Math.log1p(response_time_avg_hours) +
          0.2 * Math.log1p(tenure_days / 90) +
          0.5 * normalQuantile(noise),
      ),
  ),
];
