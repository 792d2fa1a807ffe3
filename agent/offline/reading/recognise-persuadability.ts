import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { endOf, has, limitOf, populationForAll, read } from "./recognise.ts";

const whoCues =
  /^(and |so |but |ok |now )*(who|whom|which|whose|of whom|on whom)\b|\b(tell|know|show|find|list|identify|name|see|say|ask) (me |us |out )?(who|whom|which|whose)\b/;
const persuadingCues =
  /\b(can|could|may|might|would|will|to) (we |i |you |they |be |still |yet |even |actually )*(save|saved|rescue|rescued|persuade\w*|convince\w*|won over|win over|win back|won back|keep|retain|respond|react)\b|\bpersuad(able|ed)\b|\bsav(e)?able\b/;
const targetingCues = /\b(target|prioriti[sz]e|focus|contact|approach|reach out|go after|call|win back)\b/;

/**
 * Whom to target, and who can be persuaded: a model of risk says who may leave, not whom an offer would keep (uplift),
 * and the data hold no record of offers. So the second is not told, and the first is told as risk.
 */
export function recognisePersuadability(question: ParsedQuestion): Reading | null {
  const { domain } = question;
  const model = domain.models.find(({ kind, goodDirection }) => kind === "classification" && goodDirection === "down");
  const asksWho = has(question, whoCues) && !has(question, /\b(why|what would|how (do|can|many|much))\b/);
  if (!model || !asksWho || question.ids.length > 0) return null;
  const score = domain.resultColumns.find(({ name }) => name === model.prediction);
  if (has(question, persuadingCues) && !has(question, /\b(levers?|actions?|changes?|features?)\b/))
    return {
      kind: "not-in-data",
      missing: `Who can still be persuaded is not known. Risk is not persuadability: the ${model.label} says who may leave, not who would stay for an offer; some stay anyway, some leave anyway, and the data hold no record of offers and of who stayed because of one. Give an offer to a random half, leave the other half as it is, and compare.`,
      nearest: [`Top 10 ${domain.entity.plural} by ${score?.label ?? model.prediction}?`],
    };
  if (!has(question, targetingCues) || !has(question, /\b(should|shall|could|can|to|do|must|would)\b/)) return null;
  return read(
    {
      kind: "list",
      population: populationForAll(question),
      orderBy: model.prediction,
      order: endOf(question) === "bottom" ? "asc" : "desc",
      limit: Math.min(limitOf(question) ?? 10, 100),
    },
    `I list who is most likely to leave by the ${model.label}; risk is not persuadability, and whom an offer would keep is not in the data: find it out by a test with a random control group`,
  );
}
