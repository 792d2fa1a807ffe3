import type { Answer, Outcome } from "#agent";

/** The outcomes an answer may have; held to the agent's type. */
export const outcomeNames = [
  "answered",
  "asked-back",
  "not-understood",
  "not-in-data",
  "refused",
] as const satisfies readonly Outcome[];

/** The kinds of caveat an answer may have; held to the agent's type. */
export const caveatNames = [
  "not-causal",
  "small-group",
  "stale-data",
  "drift",
  "truncated",
  "low-confidence",
  "simulated",
] as const satisfies readonly Answer["caveats"][number]["kind"][];
