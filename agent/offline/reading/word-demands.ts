import type { Analysis } from "./analysis.ts";
import { areAlternatives } from "./alternatives.ts";
import type { ParsedQuestion } from "./parsed-question.ts";

/** A word outside of names and conditions that asks for something particular, and whether an analysis gives it. */
type WordDemand = {
  readonly word: RegExp;
  /** Looked for within names and conditions too. */
  readonly isAnywhere?: true;
  /** Not looked for within names either: "events joined in a month" is no joining of the platform. */
  readonly isPlain?: true;
  readonly isMet: (analysis: Analysis, question: ParsedQuestion) => boolean;
};

const isKind = (...kinds: readonly Analysis["kind"][]) => {
  const set = new Set(kinds);
  return (analysis: Analysis) => set.has(analysis.kind);
};
const never = () => false;

/** Analyses of single customers and of models, where "not", "or" and the like are part of the asking. */
const isOfSubject = isKind("customer", "customer-what-if", "model-quality", "compare-models", "compare-importance");

const isOfTwo = isKind("compare", "separate");

const demands: readonly WordDemand[] = [
  // A negation that became no part of a condition would turn the answer round.
  {
    word: /\b(except|excluding|exclude|excludes|besides|(?<!\bsets?\b.*)apart from|other than|everyone but|everybody but|all but|neither|nor)\b/,
    isMet: isOfSubject,
  },
  {
    word: /\bor\b/,
    isMet: (analysis, question) => isOfSubject(analysis) || isOfTwo(analysis) || !joinsConditions(question),
  },
  { word: /\b(share|percentage|proportion|fraction|portion) (of|are|is)\b/, isMet: givesShare },
  {
    word: /\b(possible|distinct|unique) values\b/,
    isMet: (analysis) => analysis.kind === "count" && analysis.by !== null,
  },
  { word: /\b(interquartile|iqr)\b/, isMet: hasStatistic("percentile") },
  { word: /\bmedian\b/, isMet: tellsMedian },
  { word: /\bvariances?\b/, isMet: hasStatistic("variance") },
  { word: /\bstandard deviations?\b/, isMet: hasStatistic("sd") },
  {
    word: /(?<!interquartile )\brange\b/,
    isMet: (analysis, question) =>
      hasStatistic("minimum")(analysis) || isKind("distribution")(analysis) || /\bage range\b/.test(question.lower),
  },
  { word: /\bmatri(x|ces)\b/, isMet: isKind("correlation-matrix") },
  {
    // "Posts of engaged vs disengaged users": a group beside the word is one of two sides.
    word: /\b(vs\.?|versus)(?= )/,
    isMet: (analysis, question) =>
      !(analysis.kind === "relate" || (analysis.kind === "aggregate" && analysis.by === null)) ||
      !isGroupBesideVersus(question),
  },
  {
    word: /\bmodels?\b/,
    isMet: (analysis, question) =>
      analysis.kind !== "aggregate" || question.models.length === 0 || isOfPredictions(analysis, question),
  },
  { word: /\bpairwise\b/, isMet: isKind("correlation-matrix") },
  { word: /\binteractions?\b/, isMet: (analysis) => analysis.kind === "aggregate" && analysis.and !== undefined },
  { word: /\b(rely on|how (accurate|reliable))\b/, isMet: tellsQuality },
  {
    word: /\b(at what|which|what) (time|hour)\b/,
    isMet: (analysis) => "by" in analysis && analysis.by !== null,
  },
  {
    word: /\b(than|above|below|over|under|exceeds?) (the )?(actual|real|average|median|mean|typical)\b/,
    isMet: isKind("compare", "profile", "separate", "explain-groups", "relate"),
  },
  { word: /\border (values?|sizes?|counts?)\b|\borders\b/, isMet: never },
  {
    word: /\b(minus|plus|divided by|multiplied by)\b(?! (a|per|each|every|as)\b)/,
    isMet: isKind("what-if", "customer-what-if", "correlation-matrix", "count"),
  },
  { word: /\bstandard errors?\b/, isMet: never },
  { word: /\boutliers? (in|of|for)\b/, isAnywhere: true, isMet: isKind("distribution", "data-quality", "anomalies") },
  { word: /\bdifferences? between\b/, isMet: (analysis) => analysis.kind !== "segments" },
  {
    // Two shares of one sentence are no share of a share.
    word: /\b(how many|what (share|percent|percentage|fraction|proportion))\b.*\b(how many|what (share|percent|percentage|fraction|proportion))\b(?! of (them|those|these))/,
    isMet: (analysis) => analysis.kind !== "count" || analysis.by !== null,
  },
  { word: /\b(random|randomly)\b/, isMet: isKind("what-if") },
  { word: /\bflagged\b/, isMet: isKind("model-quality", "anomalies") },
  {
    word: /\b(under|over)-?(estimate[sd]?|predict(s|ed)?)\b/,
    isMet: (analysis) => analysis.kind === "aggregate" && analysis.measures.length > 1,
  },
  { word: /\bwhen (did|will|was|is)\b/, isMet: isKind("threshold", "relate", "model-quality") },
  {
    word: /\b(signed up|sign(ed)?-? ?up|registered|sign-ups?|signups?|joined (us|last|this|in|before|after|since|during))\b/,
    isPlain: true,
    isMet: never,
  },
  { word: /\b(new|newest|recent) (users?|customers?|members?|accounts?|people)\b/, isMet: never },
  { word: /\blevers?\b/, isMet: isKind("levers", "importance", "what-if", "separate") },
  { word: /\bworth (it|the (cost|effort|money|price|trouble|investment))\b/, isMet: isKind("what-if", "relate") },
  { word: /\b(gain|gains|benefit|benefits) (the )?most\b/, isMet: isKind("what-if", "levers") },
  {
    // "How many customers does it have?": whose they are is said by nothing in the reading.
    word: /\b(does|do|did) (it|that one|this one) have\b/,
    isMet: (analysis) => !("population" in analysis) || (analysis.population ?? []).length > 0,
  },
  {
    word: /\bmost active\b/,
    isMet: (analysis, question) => isKind("count", "profile")(analysis) || saysWhenActive(question),
  },
];

/** The words of the question that ask for what the analysis does not give. */
export function unmetWords(question: ParsedQuestion, analysis: Analysis): string[] {
  if (countsCustomers(question) && isNoCount(analysis) && !isExpectedNumber(analysis)) return ["how many"];
  return demands.flatMap(({ word, isAnywhere, isPlain, isMet }) => {
    const said = word.exec(isAnywhere ? question.lower : isPlain ? question.plain : question.outside);
    return said && !isMet(analysis, question) ? [said[0]] : [];
  });
}

function hasStatistic(statistic: string) {
  return (analysis: Analysis) =>
    (analysis.kind === "groups-beyond" && analysis.measure.statistic === statistic) ||
    ((analysis.kind === "aggregate" || analysis.kind === "compare-figures") &&
      analysis.measures.some((measure) => measure.statistic === statistic));
}

function isGroupBesideVersus({ tokens, conditions }: ParsedQuestion): boolean {
  return tokens.some(
    ({ lower }, index) =>
      /^(vs|versus)$/.test(lower) && conditions.some(({ from, to }) => from === index + 1 || to === index),
  );
}

/** Figures of what a model predicts, or of how far off it is. */
function isOfPredictions(analysis: Analysis, { domain }: ParsedQuestion): boolean {
  return (
    analysis.kind === "aggregate" &&
    analysis.measures.some(({ column }) =>
      domain.models.some(({ prediction, error, lower, upper }) => [prediction, error, lower, upper].includes(column)),
    )
  );
}

/** "Most active at night": the column beside it is of when people are active. */
function saysWhenActive(question: ParsedQuestion): boolean {
  return question.mentions.some(({ meanings }) =>
    meanings.some(
      (meaning) => (meaning.kind === "column" || meaning.kind === "value") && /\bactive\b/.test(meaning.column.meaning),
    ),
  );
}

/** The median, among others or alone. */
function tellsMedian(analysis: Analysis): boolean {
  return (
    hasStatistic("median")(analysis) ||
    isKind(
      "distribution",
      "describe-all",
      "data-quality",
      "quantile-groups",
      "profile",
      "model-quality",
      "model-errors",
      "threshold",
      "levers",
    )(analysis)
  );
}

/** A share of customers or of a sum; a column that is itself a share; or a reading that is not of figures at all. */
function givesShare(analysis: Analysis, question: ParsedQuestion): boolean {
  if (analysis.kind === "relate" || analysis.kind === "list") return false;
  if (analysis.kind === "compare" || analysis.kind === "aggregate") {
    const measured = analysis.kind === "compare" ? [analysis.measure] : analysis.measures.map(({ column }) => column);
    const isOfSum =
      analysis.kind === "aggregate" && analysis.measures.some(({ statistic }) => statistic.startsWith("share"));
    return (
      isOfSum ||
      question.domain.resultColumns.some(
        (column) => measured.includes(column.name) && (column.type === "boolean" || column.format === "share"),
      )
    );
  }
  return true;
}

const isNoCount = isKind("aggregate", "list", "relate", "importance", "distribution");

/** "How many clients …": the number of them is asked for, whatever else is named. */
function countsCustomers(question: ParsedQuestion): boolean {
  // "Users with both: how many?"
  if (
    /\bhow many( (of them|are there|is that|are they|in total))?\W*$/.test(question.lower) &&
    question.tokens.length > 4
  )
    return true;
  const at = question.tokens.findIndex(
    (token, index) => token.lower === "many" && question.tokens[index - 1]?.lower === "how",
  );
  if (at < 0) return false;
  const isOpening = question.tokens.slice(0, at - 1).every((token) => token.kind === "word");
  return (
    isOpening &&
    question.mentions.some(
      ({ from, meanings }) => from > at && from <= at + 4 && meanings.some(({ kind }) => kind === "entity"),
    ) &&
    !/\bdo(es)? (the |an? )?(average|typical)\b/.test(question.lower) &&
    !question.columns.some(({ at: place }) => place > at && place <= at + 2)
  );
}

/** How good a model is, or what it predicts beside what happened. */
function tellsQuality(analysis: Analysis): boolean {
  if (analysis.kind === "aggregate") return analysis.measures.length > 1;
  return isKind("model-quality", "compare-models", "customer")(analysis);
}

/** The sum of a probability is the number that is expected. */
function isExpectedNumber(analysis: Analysis): boolean {
  return analysis.kind === "aggregate" && analysis.measures.some((measure) => measure.statistic === "sum");
}

/** "Premium or at risk": an "or" between conditions that a list of values cannot say. */
function joinsConditions(question: ParsedQuestion): boolean {
  return question.conditions.some((found, index) => {
    const next = question.conditions[index + 1];
    const isSaid = next?.condition !== undefined && "negated" in next.condition && next.condition.negated;
    return next !== undefined && !isSaid && areAlternatives(question, found, next);
  });
}
