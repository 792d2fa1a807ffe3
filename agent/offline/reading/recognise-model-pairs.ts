import type { Reading } from "./analysis.ts";
import { mentionedModels } from "./mentioned-models.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { has, limitOf, read } from "./recognise.ts";

const qualityWords =
  /\b(accura\w+|better|best|worse|worst|more reliable|most reliable|performs?|stronger|weaker|trust more|quality|good)\b/;

/** How good several models are beside each other: "which of the two models is more accurate?". */
export function recogniseModelComparison(question: ParsedQuestion): Reading | null {
  const named = mentionedModels(question);
  const speaksOfModels =
    has(question, /\b(models|predictors)\b/) || (question.models.length > 1 && has(question, /\bmodel\b/));
  const asksWhich =
    has(question, /\b(which|what)( one)?( of (the|these|our) (\w+ )?)? ?(models?|predictors?)\b/) ||
    has(question, /\bcompare\b/);
  const isWhich = asksWhich && has(question, qualityWords);
  const isSideBySide =
    speaksOfModels &&
    (has(question, /\bcompare\b/) || has(question, /\b(vs\.?|versus|or|than)\b/)) &&
    !has(question, featureWords);
  const isOfQuality = named.length > 1 && has(question, /\b(accura\w+|reliable|trustworthy)\b/);
  if (!isOfQuality && ((!isWhich && !isSideBySide) || !has(question, /\bmodels?\b|\bpredictors?\b/))) return null;
  const models = named.length > 1 ? named : question.domain.models;
  if (models.length < 2 || has(question, featureWords)) return null;
  return read({ kind: "compare-models", models: models.map((model) => model.name) });
}

const featureWords = /\b(features?|factors?|variables?|drivers?|predictors? of|columns?|inputs?|signals?)\b/;
const apartWords = /\b(but not|and not|not for|rather than|unlike|only for|instead of|than for)\b/;
const togetherWords = /\b(both|same|alike|in common|shared?|similar|as well as|overlap\w*|also)\b/;

/** Which features two models weigh alike, or one of them much more: "which features matter for churn but not for value?". */
export function recogniseImportancePair(question: ParsedQuestion): Reading | null {
  const [first, second] = mentionedModels(question);
  if (
    !first ||
    !second ||
    !has(question, /\b(features?|factors?|variables?|drivers?|predictors?|columns?|inputs?|signals?|what)\b/)
  )
    return null;
  if (
    !has(
      question,
      /\b(matter|matters|important|importance|predict\w*|drives?|drivers?|use|uses|weighs?|features?|influence\w*|explains?)\b/,
    )
  )
    return null;
  const asks = has(question, apartWords)
    ? "first-only"
    : has(question, togetherWords) || has(question, /\bcompar\w+\b|\bvs\.?\b|\bversus\b/)
      ? "both"
      : null;
  if (asks === null) return null;
  return read({
    kind: "compare-importance",
    models: [first.name, second.name],
    asks,
    limit: Math.min(limitOf(question) ?? 5, 20),
  });
}
