import type { Analysis, Reading } from "./analysis.ts";
import { customerModel } from "./customer-model.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, outcomesOf, read } from "./recognise.ts";

const influencing =
  /\b(can|could|may|might) (we|i|you|one) (actually |really |even )?(influence|change|affect|move|act on|control|do something about|steer)\b|\b(actionable|are levers|in our hands)\b/;
const why = /\b(why|reasons?|explain|how come|what makes)\b/;
const lower = /\b(lower|less|worse|smaller|fewer|below|behind)\b/;
const higher = /\b(higher|more|better|larger|greater|above|ahead)\b/;
const places: Readonly<Record<string, number>> = { first: 0, second: 1, former: 0, latter: 1, other: 1 };

/** A question on what was just told that only its kind of answer takes: levers among features, why two customers differ. */
export function followTold(question: ParsedQuestion, base: Analysis): Reading | null {
  if (question.ids.length > 0) return null;
  if ((base.kind === "importance" || base.kind === "separate") && has(question, influencing) && isBare(question))
    return read({ ...base, isLeversOnly: true });
  return base.kind === "compare-customers" ? followCompared(question, base) : null;
}

function isBare(question: ParsedQuestion): boolean {
  return question.conditions.length === 0 && featuresOf(question).length + outcomesOf(question).length === 0;
}

/** "Why does the first one have more value?", "and in engagement?" after customers beside each other. */
function followCompared(
  question: ParsedQuestion,
  base: Extract<Analysis, { kind: "compare-customers" }>,
): Reading | null {
  if (question.conditions.length > 0) return null;
  const named = [...outcomesOf(question), ...featuresOf(question)].map(({ name }) => name);
  if (!has(question, why)) {
    const isGoingOn = has(question, /^(and|what about|how about|only|just|in|now)\b/);
    return isGoingOn && named.length > 0 ? read({ kind: "compare-customers", ids: base.ids, columns: named }) : null;
  }
  const [, said] = /\bthe (first|second|former|latter|other)\b/.exec(question.lower) ?? [];
  const [one = "", other = ""] = base.ids;
  const ids = places[said ?? "first"] === 1 ? [other, one] : [one, other];
  const supposes = has(question, lower) ? "lower" : has(question, higher) ? "higher" : null;
  const model = named.length === 0 && base.why !== undefined ? base.why : customerModel(question);
  return read({ kind: "compare-customers", ids, why: model, columns: [], ...(supposes === null ? {} : { supposes }) });
}
