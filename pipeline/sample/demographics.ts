import { mechanism } from "./mechanism.ts";
import { categoryOf, normalQuantile } from "./quantiles.ts";
import { statePopulationPercent } from "./states.ts";

const statePercents = Object.values(statePopulationPercent);
const statePercentTotal = statePercents.reduce((total, percent) => total + percent, 0);
const stateShares = statePercents.map((percent) => percent / statePercentTotal);

/** Φ((17.5 − 32) / 10) and Φ((65.5 − 32) / 10): the part of the normal distribution that is an age of 18 to 65. */
const ageCut = { from: 0.0735293, to: 0.999596 };

/** First hour and number of hours of each part of the day, in the order of `time_of_day_active`. */
const hoursOfDayPart = [
  { from: 6, count: 6 },
  { from: 12, count: 6 },
  { from: 18, count: 4 },
  { from: 22, count: 8 },
];

/** Standard normal quantile of 0.7: with a unit-variance index above it, 30 % are premium. */
const premiumThreshold = 0.524401;

/** Who the customer is, on which device and when. Nothing here but age and time of day touches engagement. */
export const demographicMechanisms = [
  mechanism("age", [], "Normal(32, 10) cut to 18 to 65 by truncation, whole years.", (_, noise) =>
    Math.round(32 + 10 * normalQuantile(ageCut.from + noise * (ageCut.to - ageCut.from))),
  ),
  mechanism("gender", [], "M 49 %, F 48 %, Other 3 %.", (_, noise) => categoryOf(noise, [0.49, 0.48, 0.03])),
  mechanism("location", [], "State, by its share of the population.", (_, noise) => categoryOf(noise, stateShares)),
  mechanism("device_type", [], "Mobile 62 %, desktop 28 %, tablet 10 %. No effect on anything.", (_, noise) =>
    categoryOf(noise, [0.62, 0.28, 0.1]),
  ),
  mechanism("time_of_day_active", [], "Morning 20 %, afternoon 29 %, evening 36 %, night 15 %.", (_, noise) =>
    categoryOf(noise, [0.2, 0.29, 0.36, 0.15]),
  ),
  mechanism(
    "peak_activity_hour",
    ["time_of_day_active"],
    "An hour inside the part of the day: morning 6–11, afternoon 12–17, evening 18–21, night 22–5.",
    ({ time_of_day_active }, noise) => {
      const part = hoursOfDayPart[time_of_day_active]!;
      return (part.from + Math.floor(noise * part.count)) % 24;
    },
  ),
  mechanism(
    "account_type",
    ["spending_means", "sociability", "content_taste"],
    "Premium for the 30 % with the highest index of means, sociability, taste and chance: converting is not random.",
    ({ spending_means, sociability, content_taste }, noise) => {
      const index =
        0.55 * spending_means + 0.25 * sociability + 0.2 * content_taste + Math.sqrt(0.595) * normalQuantile(noise);
      return index > premiumThreshold ? 1 : 0;
    },
  ),
];
