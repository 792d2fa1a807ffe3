import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, outcomesOf, read } from "./recognise.ts";

const asInput =
  /\b(an? |among (the|its) |part of (the|its) |one of (the|its) )?(inputs?|features?|predictors?|variables?)\b|\b(use|uses|used|using|consider|considers|include|includes|rely on|relies on|take .* into account|takes .* into account|look at|looks at|know|knows|see|sees)\b/;
const asWeight =
  /\b(how (important|much .*(weigh\w*|matter|count|contribute))|importance of|rank(s|ed)?( of)?|what (rank|place|position|share|weight|role)|which (rank|place|position)|how (high|low|far up|far down|strongly|heavily)|weight of|number \w+ by importance)\b/;

/** Whether a model uses a column, and which rank it has: "is age an input of the churn model?", "rank of referrals". */
export function recogniseModelFeature(question: ParsedQuestion): Reading | null {
  const [model, ...moreModels] = question.models;
  const [column, ...more] = featuresOf(question);
  const isOfModel = model !== undefined || has(question, /\bmodels?\b/);
  if (!isOfModel || !column || more.length > 0 || question.conditions.length > 0 || question.ids.length > 0)
    return null;
  if (outcomesOf(question).some(({ name }) => name !== model?.actual && name !== model?.prediction) && model)
    return null;
  const isAsked =
    has(question, asWeight) ||
    (model !== undefined &&
      /^(and |so |but )?(is|are|does|do|did|whether)\b/.test(question.lower) &&
      has(question, /\b(matters?|counts?|play a role|plays a role|make a difference|weigh\w*|important|relevant)\b/)) ||
    has(question, /^(and |so |but )?(which|what) models? (use|uses|consider|considers|look|looks|rely|relies)\b/) ||
    (has(question, asInput) && /^(and |so |but )?(is|are|does|do|did|was|has|can|whether)\b/.test(question.lower)) ||
    has(question, /\bis .* (an? )?(input|feature|predictor)s? (of|in|to|for)\b/);
  if (
    !isAsked ||
    has(
      question,
      /\b(relationship|relation|relates?|related|correlat\w*|accurate|accuracy|fair|biased?|worse|better|wrong|errors?)\b/,
    )
  )
    return null;
  const named = [...(model ? [model] : question.domain.models.slice(0)), ...moreModels].map(({ name }) => name);
  return read({ kind: "model-feature", models: [...new Set(named)], column: column.name });
}
