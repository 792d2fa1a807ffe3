import type { Reading } from "./analysis.ts";
import { isNumeric } from "./column-of-mention.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, labelOfCondition, outcomesOf, populationForAll, read } from "./recognise.ts";

const profileCues =
  /\bwhat (?:is|are) .{1,40} like\b|\b(profile|profiles|describe|description|typical|typically|persona|archetype|characteri[sz]e|characteristics|look like|looks like|what defines?|who are|who is|^who .{1,40} are\W*$|tell me about|traits|average .* (customer|user)|what makes (someone|somebody|them|a|an|one))\b/;

/** What a group looks like beside everybody. */
export function recogniseProfile(question: ParsedQuestion): Reading | null {
  if (!has(question, profileCues) || question.conditions.length === 0) return null;
  if (featuresOf(question).some((column) => column.type !== "string")) return null;
  const isWhoAreThey = has(question, /\bwho are they\b|\bwhat makes them\b/);
  if (!isWhoAreThey && has(question, /\b(how many|percentage|share of|proportion|number of|list)\b/)) return null;
  const isOnlyWho = !has(
    question,
    /\b(profile|profiles|describe|description|persona|archetype|look like|looks like|tell me about|characteristics|traits|what makes|what defines?)\b|\bwhat (is|are) .{1,40} like\b/,
  );
  if (isOnlyWho && !isWhoAreThey && (outcomesOf(question).length > 0 || featuresOf(question).length > 0)) return null;
  const label = question.conditions.map((found) => labelOfCondition(question, found.condition)).join(", ");
  return read({
    kind: "profile",
    side: { label, where: populationForAll(question) },
    isArchetype: has(question, /\b(archetype|defines?|is there|are there|do we have)\b/),
  });
}

/** The segments of the base, by the levels of the primary model's category. */
export function recogniseSegments(question: ParsedQuestion): Reading | null {
  if (
    !has(
      question,
      /\bsegments?\b(?! of )|\bsegmentation\b|\bclusters?\b|\bgroups of (users|customers)\b|\b(engagement|risk) levels?\b.*\b(count|many|share|size|big|large)|\bhow many\b.*\beach (engagement )?(level|category)/,
    )
  )
    return null;
  if (
    has(question, /\b(equal|quartiles?|deciles?|average|mean|median|total|percentile|which segment|share of)\b/) ||
    question.ids.length > 0
  )
    return null;
  if (question.conditions.some((found) => found.source === "value") && !has(question, /\beach\b/)) return null;
  const { domain } = question;
  const category = domain.models.find((model) => model.category !== null)?.category;
  const behavioural = domain.segments?.column;
  const isOfLevels = question.mentions.some(({ meanings }) =>
    meanings.some((meaning) => meaning.kind === "column" && meaning.column.name === category),
  );
  // One rate alone is a breakdown; beside sizes and other outcomes it is what segments are told with.
  const [outcome, ...more] = outcomesOf(question);
  if (outcome?.type === "boolean" && more.length === 0) return null;
  // "Rank the segments by value" asks for that figure of each.
  const figures = [...outcomesOf(question), ...featuresOf(question)].filter(isNumeric);
  if (!isOfLevels && figures.length > 0) return null;
  const other = featuresOf(question).find(
    (column) => column.type === "string" && column.name !== behavioural && column.name !== category,
  );
  if (other && featuresOf(question).some((column) => column.name === behavioural)) return null;
  const by = other?.name ?? (isOfLevels ? category : (behavioural ?? category));
  return by ? read({ kind: "segments", by, population: populationForAll(question) }) : null;
}
