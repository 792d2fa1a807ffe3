import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { has, limitOf, modelOf, outcomesOf, populationForAll, read } from "./recognise.ts";

const leastCues =
  /\b(least|lowest|less|un)[- ]?(certain|sure|confident|confidence|certainty|reliable)\b|\b(most|highest|more) (uncertain|unsure|uncertainty)\b|\b(widest|broadest|largest|biggest) (prediction )?(intervals?|ranges?)\b/;
const mostCues =
  /\b(most|highest) (certain|sure|confident|confidence|certainty)\b|\bleast (uncertain|unsure|uncertainty)\b|\b(narrowest|tightest|smallest) (prediction )?(intervals?|ranges?)\b/;

/** Whose predictions are least certain, or most: by the width of the interval, or nearness to even odds. */
export function recogniseUncertainty(question: ParsedQuestion): Reading | null {
  const isMost = has(question, mostCues);
  if (!isMost && !has(question, leastCues)) return null;
  if (!has(question, /\b(predict\w*|models?|forecasts?|intervals?|ranges?|whose|who|which)\b/)) return null;
  const { domain } = question;
  const isNamed = outcomesOf(question).length > 0 || question.models.length > 0;
  // Of the models whose certainty differs from one to another, where none is named.
  const differing =
    domain.models.find(({ kind }) => kind === "quantiles") ??
    domain.models.find(({ kind }) => kind === "classification");
  const model = isNamed ? domain.models.find(({ name }) => name === modelOf(question)) : differing;
  if (!model) return null;
  if (model.kind === "regression")
    return {
      kind: "not-in-data",
      missing: `The ${model.label} puts an interval of one width around every prediction, so by it none is less certain than another.`,
      nearest: differing ? [`Whose prediction by the ${differing.label} is least certain?`] : [],
    };
  return read(
    {
      kind: "uncertain",
      model: model.name,
      population: populationForAll(question),
      end: isMost ? "most" : "least",
      limit: Math.min(limitOf(question) ?? 10, 100),
    },
    ...(isNamed ? [] : [`no prediction was named, so I took that of the ${model.label}`]),
  );
}
