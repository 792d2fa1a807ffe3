import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, modelOf, outcomesOf, populationForAll, read, topOf } from "./recognise.ts";

/** How good a model is: accuracy, overfitting, calibration. */
export function recogniseModelQuality(question: ParsedQuestion): Reading | null {
  const model = modelOf(question);
  if (has(question, /\boverfit|\bunderfit|\bgenerali[sz]e|\bmemori[sz]/)) {
    return read({ kind: "model-quality", model, aspect: "overfitting" });
  }
  if (has(question, /\bcalibrat/)) return read({ kind: "model-quality", model, aspect: "calibration" });
  const namesMetric = has(question, /\b(rmse|mae|r2|r²|r squared|r-squared|auc|roc|precision|recall|log ?loss|brier|accuracy|error rate)\b|r²/);
  const asksQuality =
    has(question, /\b(how (accurate|good|reliable|precise|well)|can (i|we|you) trust|trust the|how much .*trust|performance)\b/) &&
    (question.models.length > 0 || has(question, /\b(model|prediction|predictions|predict|predicts|predicted)\b/));
  if (namesMetric || asksQuality) return read({ kind: "model-quality", model, aspect: "accuracy" });
  if (has(question, /\b(which|what) (version|model version)\b|\bwhen was .*\b(model|trained)\b|\bmodel version\b/)) {
    return read({ kind: "model-quality", model, aspect: "versions" });
  }
  return null;
}

const featureWords = /\b(features?|factors?|variables?|drivers?|predictors?|columns?|attributes?|signals?|metrics?|behaviou?rs?|things?|levers?|inputs?)\b/;
const importanceWords =
  /\b(predicts?|predictive|important|importance|drivers?|drives?|driving|matters?|influences?|influential|contributes?|determines?|explains?|affects?|impacts?|weights?|predictors?|levers?)\b/;

/** The global importance of features in a model, from the top or the bottom. */
export function recogniseImportance(question: ParsedQuestion): Reading | null {
  if (featuresOf(question).length > 0) return null;
  const asksWhat = /\b(what|which)\b.*\b(drives?|predicts?|influences?|determines?|affects?|causes?|matters?)\b/.test(question.lower);
  const isAbout = (has(question, featureWords) && has(question, importanceWords)) || (asksWhat && outcomesOf(question).length > 0);
  if (!isAbout) return null;
  if (has(question, /\b(differentiate|distinguish|separate|set apart|improve|retain|interventions?|change one)\b/)) return null;
  const top = topOf(question);
  const end = has(question, /\b(least|bottom|unimportant|weakest|lowest|useless|not important|no effect|fewest)\b/) ? "bottom" : "top";
  return read({
    kind: "importance",
    model: modelOf(question),
    end,
    limit: top && top.n > 0 ? Math.min(top.n, 60) : 5,
    isLeversOnly: has(question, /\b(actionable|levers?|controllable|can (we )?(change|influence|control))\b/),
  });
}

/** The state of the data: what is missing, what validation found, summary statistics of everything. */
export function recogniseDataQuality(question: ParsedQuestion): Reading | null {
  const named = featuresOf(question);
  if (named.length === 0 || has(question, /\ball (features|columns|variables)\b/)) {
    if (has(question, /\b(summary|descriptive|basic) (stat|statistics|stats)|\b(describe|summari[sz]e|statistics|stats|profile|overview)\b.*\b(all|every|each)\b.*\b(features?|columns?|variables?|fields?)\b|\bstat(istic)?s (for|of|on) (all|every|each)/)) {
      return read({ kind: "describe-all", population: populationForAll(question) });
    }
    if (has(question, /\b(missing|null|nulls|empty|blank)\b|\bdata quality\b|\bduplicates?\b|\bquarantin|\binvalid\b|\bmalformed\b|\boutliers?\b|\bquality (issues|problems|checks|report)|\bclean\b.*\bdata\b|\bdata\b.*\b(clean|trustworthy|reliable|complete)\b|\bvalidation\b/)) {
      return read({ kind: "data-quality" });
    }
    if (has(question, /\b(how (fresh|recent|old|current|up[- ]to[- ]date)|when was .*(data|snapshot|updated|refreshed|run|pipeline)|last (updated|refreshed|run)|(data|snapshot) date|snapshot|which run)\b/)) {
      return read({ kind: "dataset" });
    }
  }
  if (named[0] && has(question, /\bmissing\b|\bnulls?\b|\bempty\b/)) {
    return read({
      kind: "aggregate",
      measures: named.map((column) => ({ column: column.name, statistic: "share-missing" as const })),
      population: populationForAll(question),
      by: null,
      order: null,
      limit: null,
    });
  }
  return null;
}
