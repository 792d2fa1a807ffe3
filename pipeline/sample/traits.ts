import { mechanism } from "./mechanism.ts";
import { normalQuantile, rescale } from "./quantiles.ts";

/** Share of customers who signed up within the last 90 days. */
const newcomerShare = 0.18;

/** The latent traits: what a customer is like before doing anything. They have no causes in the model. */
export const traitMechanisms = [
  mechanism("sociability", [], "Standard normal: how outgoing somebody is.", (_, noise) => normalQuantile(noise)),
  mechanism("gig_orientation", [], "Standard normal: interest in earning on the market.", (_, noise) =>
    normalQuantile(noise),
  ),
  mechanism("spending_means", [], "Standard normal: money to spend.", (_, noise) => normalQuantile(noise)),
  mechanism("content_taste", [], "Standard normal: pleasure in reading and making content.", (_, noise) =>
    normalQuantile(noise),
  ),
  mechanism("momentum", [], "Standard normal: whether the interest in the platform is growing or fading.", (_, noise) =>
    normalQuantile(noise),
  ),
  mechanism(
    "tenure_days",
    [],
    "Days since signup: 18 % newcomers, uniform over 0 to 89 days; the rest log-normal beyond, median about 2 years, at most 10.",
    (_, noise) => {
      if (noise < newcomerShare) return Math.floor(90 * rescale(noise, newcomerShare, "below"));
      const z = normalQuantile(rescale(noise, newcomerShare, "above"));
      return Math.min(3_650, Math.floor(90 + 640 * Math.exp(0.8 * z)));
    },
  ),
  mechanism(
    "connection_propensity",
    ["sociability", "tenure_days"],
    "Expected number of connections: Pareto with density exponent 2.5 from 6 up, more for the sociable, fewer for newcomers.",
    ({ sociability, tenure_days }, noise) => {
      const settled = Math.min(1, 0.35 + tenure_days / 400);
      return 6 * noise ** (-1 / 1.5) * Math.exp(0.3 * sociability) * settled;
    },
  ),
];
