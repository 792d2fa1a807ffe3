import type { ParsedQuestion } from "./parsed-question.ts";
import { has } from "./recognise.ts";

const comparing =
  /\b(compar\w*|versus|vs\.?|against|beside|relative to|than|differs?|different|differently|deviat\w*|stand(s|ing)?|ranks?|measure(s)? up|stack(s)? up|above|below|over|under|benchmark\w*|how far|unlike)\b/;
const everybody =
  /\b(average|averages|mean|means|typical|median|usual|normal|norm|everyone|everybody|others?|rest|peers?|base|(most|all|other|our|the) (users|customers|people|members|accounts|clients)|population|benchmark)\b/;

/** Whether one customer is to be put beside many: "compare user_00042 with the average", "… with premium customers". */
export function comparesToMean(question: ParsedQuestion): boolean {
  if (!has(question, comparing)) return false;
  const isBesideGroup =
    question.conditions.some(({ source }) => source === "group" || source === "value") &&
    has(question, /\b(compar\w*|versus|vs\.?|against|beside|relative to|stack|measure)\b/);
  return has(question, everybody) || isBesideGroup;
}
