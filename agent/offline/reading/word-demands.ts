import type { Analysis } from "./analysis.ts";
import { areAlternatives } from "./alternatives.ts";
import type { ParsedQuestion } from "./parsed-question.ts";

/** A word outside of names and conditions that asks for something particular, and whether an analysis gives it. */
type WordDemand = {
  readonly word: RegExp;
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
  {
    word: /^(and |so |ok |please )*how many (of (them|those|these|our|the) )?(\w+ ){0,2}?(users|customers|people)\b/,
    isMet: (analysis) =>
      !isKind("aggregate", "list", "relate", "importance", "distribution")(analysis) || isExpectedNumber(analysis),
  },
  { word: /\b(share|percentage|proportion|fraction|portion) (of|are|is)\b/, isMet: givesShare },
  {
    word: /\b(possible|distinct|unique) values\b/,
    isMet: (analysis) => analysis.kind === "count" && analysis.by !== null,
  },
  { word: /\b(interquartile|iqr)\b/, isMet: hasStatistic("percentile") },
  { word: /\bvariances?\b/, isMet: hasStatistic("variance") },
  { word: /\bstandard deviations?\b/, isMet: hasStatistic("sd") },
  {
    word: /(?<!interquartile )\brange\b/,
    isMet: (analysis, question) =>
      hasStatistic("minimum")(analysis) || isKind("distribution")(analysis) || /\bage range\b/.test(question.lower),
  },
  { word: /\bmatri(x|ces)\b/, isMet: isKind("correlation-matrix") },
  { word: /\bpairwise\b/, isMet: isKind("correlation-matrix") },
  { word: /\binteractions?\b/, isMet: (analysis) => analysis.kind === "aggregate" && analysis.and !== undefined },
  { word: /\b(random|randomly)\b/, isMet: isKind("what-if") },
  { word: /\bflagged\b/, isMet: isKind("model-quality", "anomalies") },
  {
    word: /\b(under|over)-?(estimates?|predicts?)\b/,
    isMet: (analysis) => analysis.kind === "aggregate" && analysis.by !== null,
  },
  { word: /\bwhen (did|will|was|is)\b/, isMet: isKind("threshold", "relate", "model-quality") },
  {
    word: /\b(signed up|sign(ed)?-? ?up|registered|sign-ups?|signups?|joined (us|last|this|in|before|after|since|during))\b/,
    isMet: never,
  },
  { word: /\b(new|newest|recent) (users?|customers?|members?|accounts?|people)\b/, isMet: never },
  { word: /\blevers?\b/, isMet: isKind("levers", "importance", "what-if", "separate") },
  { word: /\bworth (it|the (cost|effort|money|price|trouble|investment))\b/, isMet: isKind("what-if", "relate") },
  { word: /\b(gain|gains|benefit|benefits) (the )?most\b/, isMet: isKind("what-if", "levers") },
  { word: /\bmost active\b/, isMet: isKind("count", "profile") },
];

/** The words of the question that ask for what the analysis does not give. */
export function unmetWords(question: ParsedQuestion, analysis: Analysis): string[] {
  return demands.flatMap(({ word, isMet }) => {
    const said = word.exec(question.outside);
    return said && !isMet(analysis, question) ? [said[0]] : [];
  });
}

function hasStatistic(statistic: string) {
  return (analysis: Analysis) =>
    analysis.kind === "aggregate" && analysis.measures.some((measure) => measure.statistic === statistic);
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

/** The sum of a probability is the number that is expected. */
function isExpectedNumber(analysis: Analysis): boolean {
  return analysis.kind === "aggregate" && analysis.measures.some((measure) => measure.statistic === "sum");
}

/** "Premium or at risk": an "or" between conditions that a list of values cannot say. */
function joinsConditions(question: ParsedQuestion): boolean {
  return question.conditions.some((found, index) => {
    const next = question.conditions[index + 1];
    return next !== undefined && areAlternatives(question, found, next);
  });
}
