import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, has } from "./recognise.ts";

const high =
  /\b(so|very|too|that|such) (\w+ )?(high|highly|big|large|great|good|well|strong|engaged|active|valuable|likely|risky|much|many)\b|\b(highly|such a (high|good|great|strong))\b|\bwhat makes \S+ (so |that |such )?(\w+ )?(engaged|valuable|active|good|likely|risky)\b|\b(high|highest|top|strong) (score|risk|probability|value|prediction|engagement|churn|lifetime)\b|\b(at risk|likely to|going to|about to|in danger)\b/;
const low =
  /\b(so|very|too|that|such) (\w+ )?(low|little|small|bad|badly|poor|poorly|weak|inactive|disengaged|unlikely|few)\b|\b(low|lowest|poor|weak|bad) (score|risk|probability|value|prediction|engagement|churn|lifetime)\b|\b(disengaged|unlikely to|not (engaged|active|valuable))\b/;

/** What a question takes for granted of the prediction that it asks the reasons of; null where nothing. */
export function supposedLevel(question: ParsedQuestion, model: string): "high" | "low" | null {
  if (has(question, low)) return "low";
  if (has(question, high)) return "high";
  const spec = question.domain.models.find(({ name }) => name === model);
  for (const { condition } of question.conditions) {
    if (condition.kind !== "group" || condition.negated) continue;
    if (columnOfCondition(question, condition) !== spec?.prediction) continue;
    const group = question.domain.groups.find(({ name }) => name === condition.group);
    if (group && />/.test(group.where)) return "high";
    if (group && /</.test(group.where)) return "low";
  }
  return null;
}
