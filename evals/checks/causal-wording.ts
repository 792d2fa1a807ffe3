import { splitSegments, wordsOf } from "../text/segments.ts";
import type { Check, CheckContext } from "./check.ts";

const causal =
  /\b(?:causes?|caused by|leads? to|led to|results? in|because of|due to|drives?|driven by|makes? (?:users|customers|people|them)|boosts?|will (?:increase|raise|improve|lift|reduce|lower))\b/i;
/** Words that leave no other reading: a caveat beside them takes nothing back. */
const outright =
  /\b(?:causes?|caused by|leads? to|led to|results? in|because of|makes? (?:users|customers|people|them)|boosts?)\b/i;
const denial = /\b(?:not|no|never|nor|cannot|without|rather than|whether|may|might|would|could|model)\b|n['’]t\b|\?/i;

/** A sentence that tells a cause, without a denial in it, needs the caveat with the answer; outright it may not be told. */
export function checkCausalWording({ answer }: CheckContext): Check {
  const told = splitSegments(answer.text)
    .map(wordsOf)
    .filter((words) => causal.test(words) && !denial.test(words));
  const hasCaveat = answer.caveats.some((caveat) => caveat.kind === "not-causal");
  const wrong = told.find((words) => !hasCaveat || outright.test(words));
  const pass = wrong === undefined;
  return {
    id: "causal-wording",
    pass,
    note: pass ? "" : `"${wrong.slice(0, 120)}" ${hasCaveat ? "outright" : "without a caveat"}`,
  };
}
