import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, populationForAll, read } from "./recognise.ts";

/** The state of the data: what is missing, what validation found, summary statistics of everything. */
export function recogniseDataQuality(question: ParsedQuestion): Reading | null {
  if (
    has(
      question,
      /\bhow (old|fresh|recent|current|up[- ]to[- ]date) (is|are) (the|our|this|your|these|that) (data|dataset|snapshot|numbers|figures)\b/,
    )
  )
    return read({ kind: "dataset" });
  const named = featuresOf(question);
  if (named.length === 0 || has(question, /\ball (features|columns|variables)\b/)) {
    if (
      has(
        question,
        /\b(summary|descriptive|basic) (stat|statistics|stats)|\b(what|which|list|show|how many)\b( me)?( all)?( the| of the)? (columns|features|variables|fields|data)\b( do you have| are there| exist| is there| is available| are available|\s*\??$)|^(please )?describe (the |all )?(data|dataset|columns|features)|\b(describe|summari[sz]e|statistics|stats|profile|overview)\b.*\b(all|every|each)\b.*\b(features?|columns?|variables?|fields?)\b|\bstat(istic)?s (for|of|on) (all|every|each)|\b(mean|median|count|quartiles?|deviation|min|max)\b.*\b(for|of) (all|every|each) (features?|columns?|variables?|fields?)/,
      ) &&
      !has(question, /\bmissing (values|data)\b|\bhow many .*\bmissing\b/)
    ) {
      return read({ kind: "describe-all", population: populationForAll(question) });
    }
    if (
      has(
        question,
        /\b(missing|null|nulls|empty|blank)\b|\bdata quality\b|\bduplicates?\b|\bquarantin|\binvalid\b|\bmalformed\b|\boutliers?\b|\bquality (issues|problems|checks|report)|\bclean\b.*\bdata\b|\bdata\b.*\b(clean|trustworthy|reliable|complete)\b|\bvalidation\b|\bout of range\b|\bbad rows\b|\brows (failed|rejected|dropped)\b|\bdata (problems?|issues?|errors?)\b|\bhow (good|bad|reliable|sound|trustworthy) (is|are) (the|our|this|that|your) data\b|\b(problems?|issues?|errors?) (in|with) the data\b/,
      )
    ) {
      return read({ kind: "data-quality" });
    }
    if (
      has(
        question,
        /\b(how (fresh|recent|old|current|up[- ]to[- ]date)|when was .*(data|snapshot|updated|refreshed|run|pipeline)|last (updated|refreshed|run)|(data|snapshot) date|snapshot|which run)\b/,
      )
    ) {
      return read({ kind: "dataset" });
    }
  }
  const first =
    named[0] ??
    question.conditions.map(({ condition }) =>
      condition.kind === "missing"
        ? question.domain.resultColumns.find((column) => column.name === condition.column)
        : undefined,
    )[0];
  if (
    first &&
    has(question, /\bmissing\b|\bnulls?\b|\bempty\b|\bblank\b|\bcomplete(ness)?\b/) &&
    !has(question, /\b(average|mean|engag\w+|churn\w*)\b/)
  ) {
    return read({
      kind: "aggregate",
      measures: (named.length > 0 ? named : [first]).map((column) => ({
        column: column.name,
        statistic: "share-missing" as const,
      })),
      population: populationForAll(question),
      by: null,
      order: null,
      limit: null,
    });
  }
  return null;
}
