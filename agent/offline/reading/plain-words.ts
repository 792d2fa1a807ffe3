import type { Domain } from "#knowledge";

import { withoutFrame } from "../text/framing.ts";
import type { Analysis, Condition } from "./analysis.ts";
import { populationOfAnalysis } from "./refine-analysis.ts";

/** Words that a question may open with and that say nothing of it. */
const pleasantry =
  /^(?:(?:fine|great|thanks|thank you|thx|cool|nice|hm+|interesting|alright|all right|perfect|good|wow|oh|i see|got it|understood|makes sense|good to know|sure|yes please|yes|yeah|yep|right|okay|well|hello|hi|hey|good (?:morning|afternoon|evening|day))(?: (?:then|to know|so much|a lot|again|there))?[.,!;:]+\s+)+/i;
/** "Median instead of mean": what is given up. */
const givenUp =
  /\s*,?\s*\b(?:instead of|rather than|in place of|not)\s+(?:the\s+|a\s+)?(?:mean|average|median|total|sum|maximum|minimum|rate)\b/i;

/** A question without words that carry nothing: thanks and frames around it, and a statistic that it gives up. */
export function withoutPleasantries(text: string): string {
  const rest = withoutFrame(text.replace(pleasantry, "")).replace(givenUp, "");
  return rest.trim() === "" ? text : rest;
}

/**
 * The text with the column named that a bare comparison leaves out: "and above 0.9?" after "how many have an
 * engagement above 0.8?". Null where the question before compared no column with a number, or several.
 */
export function withComparedColumn(
  text: string,
  loose: string,
  previous: Analysis | null,
  domain: Domain,
): string | null {
  const compared = previous ? populationOfAnalysis(previous).filter(isOfNumber) : [];
  const [condition, ...others] = compared;
  if (condition === undefined || others.length > 0 || !("column" in condition)) return null;
  const column = domain.resultColumns.find((one) => one.name === condition.column);
  const at = text.toLowerCase().indexOf(loose.toLowerCase());
  return column && at >= 0 ? `${text.slice(0, at)}${column.label} ${text.slice(at)}` : null;
}

/** Whether a condition holds a column against a number. */
export function isOfNumber(condition: Condition): boolean {
  return condition.kind === "between" || (condition.kind === "compare" && typeof condition.value === "number");
}
