import type { Column } from "#knowledge";

import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import {
  columnOfCondition,
  endOf,
  featuresOf,
  has,
  modelOf,
  outcomesOf,
  limitOf,
  mergeValues,
  populationForAll,
  read,
} from "./recognise.ts";

/** How good a model is: accuracy, overfitting, calibration. */
export function recogniseModelQuality(question: ParsedQuestion): Reading | null {
  // Precision and recall of a cut along a column are told by the threshold, not by the model.
  if (has(question, /\b(threshold|cut-?off)\b/) && question.columns.length > 1) return null;
  const model = modelOfMetric(question) ?? modelOf(question);
  const unmeasured = modelWithoutOutcome(question);
  if (unmeasured) return unmeasured;
  const without = outcomeWithoutModel(question);
  if (
    without &&
    has(question, /\b(model|predict(s|ed|ion|ions)?)\b/) &&
    has(question, /\b(accura\w+|good|well|trust|rmse|mae|r2|auc|overfit\w*|reliable|version)\b|r²/)
  )
    return noModel(question, without);
  if (
    has(question, /\bhow many (trees|rounds|boosting rounds)\b|\bearly stopping\b/) ||
    has(question, /\boverfit|\bunderfit|\bgenerali[sz]e|\bmemori[sz]/) ||
    isOfBothSplits(question)
  ) {
    return read({ kind: "model-quality", model, aspect: "overfitting" });
  }
  if (has(question, /\bcalibrat/)) return read({ kind: "model-quality", model, aspect: "calibration" });
  const namesMetric = has(
    question,
    /\b(rmse|root mean squared?|mean absolute error|mae|r2|r²|r squared|r-squared|auc|roc|precision|recall|log ?loss|brier|pinball|coverage|accuracy|error rate)\b|r²/,
  );
  const isOfModel = question.models.length > 0;
  const asksQuality =
    has(
      question,
      /\b(how (accurate|good|reliable|precise|well|far off|wrong|bad|close|often (is|are|does|do) .{1,40}\b(wrong|right|correct|off|err))|how (does|do|did|is|are) .* (perform|performs|performing|doing)\b|rely on|false (positive|negative|alarm)s?( rates?)?|can (i|we|you) trust|trust the|how much .*trust|performance)\b/,
    ) &&
    (isOfModel || has(question, /\b(model|prediction|predictions|predict|predicts|predicted)\b/));
  const catches =
    question.models.length + (has(question, /\bmodels?\b/) ? 1 : 0) > 0 &&
    has(question, /\b(catch|catches|caught|miss|misses|flag|flags|detect|detects|find|finds)\b/) &&
    question.conditions.length > 0;
  const isOfFlagged =
    has(question, /\b(flagged|predicted (leavers|churners|to (leave|churn)))\b/) &&
    has(question, /\b(really|actually|truly|did|correct|right|wrong\w*|false)\b/);
  if (catches || isOfFlagged || has(question, /\bhow (well|accurately|good) (do|can|are) you\b.*\bpredict/))
    return read({
      kind: "model-quality",
      model:
        catches || isOfFlagged || question.conditions.length > 0 || has(question, /\bleav|\bchurn/)
          ? (classifier(question) ?? model)
          : model,
      aspect: "accuracy",
    });
  if (
    has(
      question,
      /\bwhat (is|are|does)\b.*\b(mean|stand for)\b|\bdefine\b|\bdefinition\b|\bmeaning of\b|\bexplain what\b/,
    )
  )
    return null;
  const asksOfModel = isOfModel && has(question, /\b(any good|metrics?|baselines?|errors?|reliable|trustworthy)\b/);
  if (namesMetric || asksQuality || asksOfModel) return read({ kind: "model-quality", model, aspect: "accuracy" });
  if (
    has(
      question,
      /\b(which|what) (version|model version)\b|\bwhen (was|were|did) .*\b(models?|trained|train|retrained)\b|\b(models?|trained|training) .*\b(last|how old|how recent)\b|\bhow (old|recent) (is|are) .*\bmodels?\b|\bmodel version\b/,
    )
  ) {
    return read({ kind: "model-quality", model, aspect: "versions" });
  }
  if (
    has(
      question,
      /\bhow many (features?|inputs?|columns?|variables?)\b.*\bmodels?\b|\bnumber of (features?|inputs?)\b.*\bmodels?\b/,
    )
  )
    return read({ kind: "model-quality", model, aspect: "size" });
  return null;
}

/** "R² on the training data against the test data". */
function isOfBothSplits(question: ParsedQuestion): boolean {
  return (
    question.models.length > 0 &&
    has(question, /\b(train|training|in-sample|in sample)\b/) &&
    has(question, /\b(test|held-?out|hold-?out|unseen|out-of-sample|out of sample)\b/) &&
    !has(question, /\bhow many (users|customers|people|rows)\b/)
  );
}

/** The model that a metric is of, where the question names none: recall is told of classes, coverage of intervals. */
function modelOfMetric(question: ParsedQuestion): string | null {
  if (question.models.length > 0 || outcomesOf(question).length > 0) return null;
  const kind = has(question, /\b(recall|precision|auc|roc|brier|log ?loss|false (positives?|negatives?|alarms?))\b/)
    ? "classification"
    : has(question, /\b(pinball)\b/)
      ? "quantiles"
      : null;
  return question.domain.models.find((model) => model.kind === kind)?.name ?? null;
}

/** How good a model is that predicts no outcome, of what is unusual or alike: nothing came after to measure it by. */
function modelWithoutOutcome(question: ParsedQuestion): Reading | null {
  const { anomaly, segments } = question.domain;
  const named = [anomaly, segments].find(
    (spec) =>
      spec &&
      [spec.label, ...spec.synonyms].some(
        (name) => / model$|forest|detector/.test(name) && question.lower.includes(name.toLowerCase()),
      ),
  );
  if (
    !named ||
    !has(
      question,
      /\b(accura\w+|good|metrics?|auc|precision|recall|r2|rmse|performance|overfit\w*|reliable|trust)\b|r²/,
    )
  )
    return null;
  return {
    kind: "not-in-data",
    missing: `The ${named.label} predicts no outcome, so there is nothing that it could be right or wrong about, and no metric.`,
    nearest: question.domain.models.map((model) => `How accurate is the ${model.label}?`),
  };
}

/** A target that the question names and no live model predicts. */
function outcomeWithoutModel(question: ParsedQuestion): Column | null {
  const targets = outcomesOf(question).filter((column) => column.role === "target");
  const isModelled = (column: Column) => question.domain.models.some((model) => model.actual === column.name);
  return targets.find((column) => !isModelled(column)) ?? null;
}

/** A score that the question names and that nothing explains row by row, such as how unusual a customer is. */
function scoreWithoutModel(question: ParsedQuestion): Column | null {
  const scores = outcomesOf(question).filter((column) => column.role === "prediction");
  const isExplained = (column: Column) => question.domain.models.some((model) => model.prediction === column.name);
  return scores.find((column) => !isExplained(column)) ?? null;
}

function noModel(question: ParsedQuestion, column: Column): Reading {
  return {
    kind: "not-in-data",
    missing: `No model of this run predicts ${column.label}.`,
    nearest: [
      `Which columns correlate most with ${column.label}?`,
      ...question.domain.models.map((model) => `How accurate is the ${model.label}?`),
    ],
  };
}

function classifier(question: ParsedQuestion): string | null {
  return question.domain.models.find((model) => model.kind === "classification")?.name ?? null;
}

/** Which columns go with a column most: where it is asked for, and where no model weighs them. */
export function recogniseCorrelates(question: ParsedQuestion): Reading | null {
  const asksCorrelates =
    has(question, /\b(which|what|top|strongest|list|show)\b.*\b(correlat\w*|associated|related|go(es)? with)\b/) &&
    (has(question, featureWords) || endOf(question) !== null);
  const without = outcomeWithoutModel(question);
  const asksDrivers =
    has(
      question,
      /\b(what|which|why)\b.*\b(drives?|drivers?|predicts?|predictors?|influences?|determines?|affects?|explains?|important|matters?)\b/,
    ) &&
    has(
      question,
      /\b(what|which)\b (drives|predicts|determines|affects|influences|explains|matters)|\b(features?|drivers?|predictors?|factors?|columns?|variables?)\b/,
    );
  const column =
    without ??
    scoreWithoutModel(question) ??
    (asksCorrelates ? (outcomesOf(question)[0] ?? featuresOf(question).find((one) => one.type !== "string")) : null);
  if (!column || (!asksCorrelates && !(asksDrivers && (without ?? scoreWithoutModel(question))))) return null;
  if (featuresOf(question).some((one) => one.name !== column.name)) return null;
  return read(
    {
      kind: "correlates",
      column: column.name,
      population: populationForAll(question),
      limit: Math.min(limitOf(question) ?? 10, 40),
      end: endOf(question) === "bottom" ? "bottom" : "top",
    },
    ...(!asksCorrelates
      ? [`no model of this run explains ${column.label}, so I ranked the columns by how closely they go with it`]
      : []),
  );
}

const featureWords =
  /\b(features?|factors?|variables?|drivers?|predictors?|columns?|attributes?|signals?|metrics?|behaviou?rs?|things?|levers?|inputs?)\b/;
const importanceWords =
  /\b(predicts?|predictive|important|importance|drivers?|drives?|driving|matters?|influences?|influential|contributes?|determines?|explains?|affects?|impacts?|weights?|predictors?|levers?)\b/;

/** The global importance of features in a model, from the top or the bottom. */
export function recogniseImportance(question: ParsedQuestion): Reading | null {
  if (featuresOf(question).length > 0) return null;
  const asksWhat =
    /\b(what|which)\b.*\b(drives?|predicts?|influences?|determines?|affects?|causes?|matters?|hurts?|harms?|helps?)\b|^why do(es)?\b|^what makes? (an? |the )?(\w+ )?(so )?(valuable|engaged|leave|churn|stay|quit|active)/.test(
      question.lower,
    );
  const asksInputs = has(question, /\b(model|features?|inputs?)\b.*\b(do without|ignore|not need)\b/);
  const looksAt =
    question.models.length > 0 &&
    has(question, /\b(looks? at|relies on|rely on|pays? attention to|bases? .* on|is based on)\b/) &&
    has(question, /\b(what|which)\b/);
  const asksOfModel =
    looksAt ||
    (has(question, featureWords) &&
      (question.models.length > 0 || has(question, /\bthe model\b/) || endOf(question) !== null) &&
      has(question, /\b(use|uses|used|of the|top|bottom)\b/));
  const isAbout =
    asksInputs ||
    asksOfModel ||
    (has(question, featureWords) && has(question, importanceWords)) ||
    (asksWhat && outcomesOf(question).length > 0);
  const group = question.conditions
    .filter((found) => found.source !== "group" || has(question, /\b(for|among|of|in) (the )?/))
    .filter((found) => !isOutcomeCondition(question, columnOfCondition(question, found.condition)))
    .map((found) => found.condition);
  if (!isAbout) return null;
  if (
    has(
      question,
      /\b(differentiate|differ\w*|distinguish|separate|set apart|improve|retain|interventions?|change one)\b/,
    )
  )
    return null;
  const limit = limitOf(question);
  const end =
    endOf(question) === "bottom" ||
    has(question, /\b(unimportant|useless|not important|no effect|do without|ignore|drop)\b/)
      ? "bottom"
      : "top";
  return read({
    kind: "importance",
    model: modelOf(question),
    end,
    limit: Math.min(limit ?? 5, 60),
    isLeversOnly: has(question, /\b(actionable|levers?|controllable|can (we )?(change|influence|control))\b/),
    ...(group.length > 0 ? { population: mergeValues(group) } : {}),
  });
}

/** "High engagement" and the like say what is predicted, not for whom. */
function isOutcomeCondition(question: ParsedQuestion, column: string): boolean {
  return question.domain.models.some(
    (model) => model.category === column || model.actual === column || model.prediction === column,
  );
}
