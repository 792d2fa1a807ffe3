import type { Outcome } from "#agent";

/** The outcomes an answer may have; held to the agent's type. */
export const outcomeNames = [
  "answered",
  "asked-back",
  "not-understood",
  "not-in-data",
  "refused",
] as const satisfies readonly Outcome[];
