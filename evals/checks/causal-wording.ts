import { splitSegments, wordsOf } from "../text/segments.ts";
import type { Check, CheckContext } from "./check.ts";

const causal =
  /\b(?:causes?|caused by|leads? to|led to|results? in|because of|due to|drives?|driven by|makes? (?:users|customers|people|them)|boosts?|will (?:increase|raise|improve|lift|reduce|lower))\b/i;
const denial = /\b(?:not|no|never|nor|cannot|without|rather than|whether|may|might|would|could|model)\b|n['’]t\b|\?/i;

/** A sentence that tells a cause, without a denial in it, needs the caveat with the answer. */
export function checkCausalWording({ answer }: CheckContext): Check {
  const told = splitSegments(answer.text)
    .map(wordsOf)
    .find((words) => causal.test(words) && !denial.test(words));
  const hasCaveat = answer.caveats.some((caveat) => caveat.kind === "not-causal");
  const pass = told === undefined || hasCaveat;
  return {
    id: "causal-wording",
    pass,
    note: pass ? "" : `"${told.slice(0, 120)}" without a caveat`,
  };
}
