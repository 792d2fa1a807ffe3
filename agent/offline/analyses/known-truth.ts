import type { Domain } from "#knowledge";

import { modelOf } from "./importance.ts";
import { cite, num, rowsOf, str, type Found } from "./teller.ts";

/**
 * How far such an answer was from the true effect, for one model and lever, where the causes of the data are known;
 * empty where they are not. What is wrong is told first of all: nobody should act on it.
 */
export function knownTruthText(
  domain: Domain,
  asked: { readonly model: string; readonly lever: string },
  found: readonly Found[],
): string {
  const row = rowsOf(found, 0, "truth").find(
    (one) => str(one, "model") === asked.model && str(one, "lever") === asked.lever,
  );
  if (!row) return "";
  const { label } = modelOf(domain, asked.model);
  const share = num(row, "share_of_true_effect");
  const of = Number.isFinite(share) ? `${share.toFixed(2)} of the true effect` : "";
  const known = "The causes of this sample data are known";
  switch (str(row, "verdict")) {
    case "close":
      return `${known}: for a usual change of this lever, the ${label}'s answer came close to the truth${of ? ` (${of})` : ""}${cite(found, 0)}.`;
    case "direction":
      return `${known}: for a usual change of this lever, the ${label}'s answer has the right direction, but is off in size${of ? ` (${of})` : ""}, so take the direction and measure the size${cite(found, 0)}.`;
    default:
      return `**Do not rely on this one.** ${known}: for a usual change of this lever, the ${label}'s answer is wrong${cite(found, 0)}.`;
  }
}
