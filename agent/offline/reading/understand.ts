import type { Analysis, Reading } from "./analysis.ts";
import { followUp } from "./follow-up.ts";
import type { Lexicon } from "./lexicon.ts";
import { followVerifiedQuery, matchVerifiedQuery } from "./match-verified-query.ts";
import { parseQuestion, type ParsedQuestion } from "./parsed-question.ts";
import { recogniseWhatIf } from "./recognise-changes.ts";
import { recogniseLevers } from "./recognise-levers.ts";
import { recogniseCorrelationMatrix } from "./recognise-correlation-matrix.ts";
import { recogniseCustomers } from "./recognise-customers.ts";
import { recogniseCount, recogniseNamedSet } from "./recognise-count.ts";
import { recogniseAggregate } from "./recognise-figures.ts";
import { recogniseBreakdown } from "./recognise-breakdown.ts";
import { recogniseDefinition, recogniseHelp } from "./recognise-definition.ts";
import { recogniseGroupsBeyond } from "./recognise-groups-beyond.ts";
import { recogniseListedValues } from "./recognise-listed-values.ts";
import { recogniseQuantile } from "./recognise-quantile.ts";
import { recogniseMeaning } from "./recognise-meaning.ts";
import { recogniseAnomalies } from "./recognise-anomalies.ts";
import { recogniseGroupExplanation } from "./recognise-group-explanations.ts";
import { recogniseImportancePair, recogniseModelComparison } from "./recognise-model-pairs.ts";
import { recognisePersuadability } from "./recognise-persuadability.ts";
import { recogniseUncertainty } from "./recognise-uncertainty.ts";
import { recogniseRepresentation } from "./recognise-representation.ts";
import { recogniseExpectedNumber } from "./recognise-expected-number.ts";
import { recognisePredictedAndActual } from "./recognise-predicted-and-actual.ts";
import { recogniseValues } from "./recognise-values.ts";
import { recogniseList, recogniseRankedOne } from "./recognise-list.ts";
import { recogniseCompare, recogniseSeparate } from "./recognise-groups.ts";
import { recogniseProfile, recogniseSegments } from "./recognise-profile.ts";
import { recogniseCorrelates, recogniseImportance, recogniseModelQuality } from "./recognise-models.ts";
import { recogniseDataQuality } from "./recognise-data-quality.ts";
import { recogniseFairness } from "./recognise-fairness.ts";
import { recogniseModelErrors } from "./recognise-model-errors.ts";
import { recogniseModelFeature } from "./recognise-model-feature.ts";
import {
  recogniseDistribution,
  recogniseEarlySigns,
  recogniseRelate,
  recogniseThreshold,
} from "./recognise-relations.ts";
import { recogniseGroupSizes } from "./recognise-group-sizes.ts";
import { recogniseHistory } from "./recognise-history.ts";
import { recogniseAttack, recogniseForbidden, recogniseOtherTime } from "./recognise-rules.ts";
import { measuredColumns, oppositeNote } from "./told-opposite.ts";
import { causeNote } from "./asks-cause.ts";
import { askAmbiguous } from "./ambiguous.ts";
import { askBack, askLeftOut, askWhatNumber, readUnknown, unknownWords } from "./ask-back.ts";
import { isShortId } from "./customer-ids.ts";
import { askBare } from "./ask-bare.ts";
import { askWhose } from "./ask-whose.ts";
import { askVagueGroup, isVagueWord } from "./ask-vague-group.ts";
import { withAlternatives } from "./alternatives.ts";
import { unmetDemands } from "./demands.ts";
import { withComparedColumn, withoutPleasantries } from "./plain-words.ts";
import { outcomesOf, populationForAll, type Recogniser } from "./recognise.ts";

/** In this order: what is ruled out first, then the analyses from the most to the least particular. */
const recognisers: readonly Recogniser[] = [
  recogniseHelp,
  recogniseMeaning,
  recogniseFairness,
  recognisePredictedAndActual,
  recogniseModelComparison,
  recogniseImportancePair,
  recogniseModelFeature,
  recogniseModelErrors,
  recogniseModelQuality,
  recogniseDataQuality,
  recogniseRepresentation,
  recogniseExpectedNumber,
  recogniseAnomalies,
  recogniseEarlySigns,
  recogniseGroupExplanation,
  recognisePersuadability,
  recogniseUncertainty,
  recogniseWhatIf,
  recogniseLevers,
  recogniseThreshold,
  recogniseCorrelationMatrix,
  recogniseCorrelates,
  recogniseImportance,
  recogniseHistory,
  recogniseQuantile,
  recogniseGroupsBeyond,
  recogniseListedValues,
  recogniseDistribution,
  recogniseSeparate,
  recogniseSegments,
  recogniseRankedOne,
  recogniseProfile,
  recogniseDefinition,
  recogniseCompare,
  recogniseValues,
  recogniseGroupSizes,
  recogniseBreakdown,
  recogniseList,
  recogniseRelate,
  recogniseCount,
  recogniseAggregate,
  recogniseNamedSet,
];

/** What a question was read as, and the words that were mended on the way. */
export type Understanding = {
  readonly reading: Reading;
  readonly corrections: readonly { readonly from: string; readonly to: string }[];
  /** Whom a question was on that was asked back or refused: what comes next may go on from them. */
  readonly subject?: Analysis;
};

/**
 * Reads one question by the lexicon and the grammar of analyses; `previous` is what the conversation was about, for
 * questions that only make sense after it, `earlier` what it was about before that, the oldest first, and `listed` the
 * ids of the customers that the last answer listed. A word that
 * nobody knows is never left out of a reading: the answer says that the data does not hold it.
 */
export function understand(
  text: string,
  lexicon: Lexicon,
  previous: Analysis | null,
  earlier: readonly Analysis[] = [],
  listed: readonly string[] = [],
): Understanding {
  const question = parseFollowing(withoutPleasantries(text), lexicon, previous);
  const reading = readingOf(question, previous, earlier, listed);
  const verified = verifiedReading(question, lexicon, previous, reading);
  if (verified) return verified;
  const subject = reading.kind === "ask" ? subjectOf(question) : reading.kind === "refuse" ? listedIn(question) : null;
  return { reading, corrections: question.corrections, ...(subject === null ? {} : { subject }) };
}

/** The customers that a question names and asks nothing of: "anyone with engagement above 0.95?". */
function subjectOf(question: ParsedQuestion): Analysis | null {
  const isBare =
    question.conditions.length > 0 &&
    question.columns.length === 0 &&
    question.looseNumbers.length === 0 &&
    !/\b(it|that|this)\b/.test(question.lower);
  return isBare ? { kind: "count", population: populationForAll(question), base: [], by: null } : null;
}

/** The customers of whom something was asked that is refused: what may be told of them can still be asked. */
function listedIn(question: ParsedQuestion): Analysis | null {
  const lower = question.lower.replace(/^.*?\bof (?=the |our |all |every)/, "show ");
  const reading = recogniseList({ ...question, lower });
  return reading?.kind === "analysis" ? reading.analysis : null;
}

/** Takes the question apart; a comparison that names no column is of the one that was compared before. */
function parseFollowing(text: string, lexicon: Lexicon, previous: Analysis | null): ParsedQuestion {
  const question = mended(parseQuestion(text, lexicon), lexicon);
  const [loose] = question.looseNumbers;
  if (loose === undefined || question.columns.length > 0) return question;
  const named = withComparedColumn(text, loose, previous, lexicon.domain);
  return named === null ? question : parseQuestion(named, lexicon);
}

/** Once its typing errors are mended, other ways of writing and other conditions may be found: "botom 10 percent". */
function mended(question: ParsedQuestion, lexicon: Lexicon): ParsedQuestion {
  // What is ruled out is judged by the words as they were written.
  const isRuledOut = recogniseAttack(question) !== null || recogniseForbidden(question) !== null;
  if (question.corrections.length === 0 || isRuledOut) return question;
  const text = question.corrections.reduce((one, { from, to }) => one.replaceAll(from, to), question.text);
  const again = parseQuestion(text, lexicon);
  return { ...again, text: question.text, corrections: [...question.corrections, ...again.corrections] };
}

/**
 * A person may have answered the same question in SQL before: taken where the question is one of theirs to the word,
 * and else where the grammar gives up.
 */
function verifiedReading(
  question: ParsedQuestion,
  lexicon: Lexicon,
  previous: Analysis | null,
  reading: Reading,
): Understanding | null {
  if (reading.kind === "refuse") return null;
  const matched = matchVerifiedQuery(question, lexicon);
  if (matched && (matched.isWording || givesUp(reading)))
    return { reading: matched.reading, corrections: matched.corrections };
  const followed = previous && givesUp(reading) ? followVerifiedQuery(question, previous, lexicon) : null;
  return followed && { reading: followed, corrections: question.corrections };
}

function givesUp({ kind }: Reading): boolean {
  return kind === "not-understood" || kind === "not-in-data" || kind === "ask";
}

function readingOf(
  question: ParsedQuestion,
  previous: Analysis | null,
  earlier: readonly Analysis[],
  listed: readonly string[],
): Reading {
  const refused = recogniseAttack(question) ?? recogniseForbidden(question);
  if (refused) return refused;
  const ofCustomers = followId(question, previous) ?? ofSameModel(question, previous, recogniseCustomers(question));
  if (ofCustomers) return ofCustomers.kind === "analysis" ? whole(question, ofCustomers) : ofCustomers;
  const unnamed = previous === null ? askWhose(question) : null;
  if (unnamed) return unnamed;
  const vague = question.unknown.every((word) => isVagueWord(question, word)) ? askVagueGroup(question) : null;
  if (vague) return vague;
  const following = previous ? followUp(question, { previous, earlier, listed }, readAlone) : null;
  if (following) return withUnknown(question, whole(question, following));
  if (previous && /^(and |now |ok |so )*(break|split|slice|cut) (that|it|this|them|those|these)\b/.test(question.lower))
    return {
      kind: "ask",
      text: "That answer cannot be broken down as it is. Of which figure do you want the breakdown?",
      options: question.domain.resultColumns
        .filter((column) => column.role === "target")
        .flatMap((target) => question.columns.slice(0, 1).map(({ column }) => `${target.label} by ${column.label}`)),
    };
  const unknownOne = previous === null ? null : askWhose(question, "one");
  if (unknownOne) return unknownOne;
  const otherTime = recogniseOtherTime(question);
  if (otherTime) return otherTime;
  const ambiguous = question.unknown.length === 0 ? askAmbiguous(question) : null;
  if (ambiguous) return ambiguous;
  const alone = readAlone(question);
  if (alone) return withUnknown(question, alone);
  return question.unknown.length > 0
    ? readUnknown(question)
    : (askBack(question) ?? askBare(question) ?? { kind: "not-understood", unknown: [] });
}

/** A follow-up's reading, which too leaves nothing of the question out. */
function whole(question: ParsedQuestion, reading: Reading): Reading {
  if (reading.kind !== "analysis") return reading;
  const unmet = unmetDemands(question, reading.analysis);
  if (unmet.length === 0) return withTaken(question, reading);
  const alone = readAlone(question);
  return alone?.kind === "analysis" ? alone : askLeftOut(question, unmet);
}

/**
 * The first recogniser's reading of a question by itself that leaves nothing of it out. Where each of them leaves
 * something out, the question is asked back: an answer to a part of it would be a wrong answer.
 */
function readAlone(question: ParsedQuestion): Reading | null {
  let leftOut: readonly string[] | null = null;
  for (const recognise of recognisers) {
    const reading = recognise(question);
    if (!reading) continue;
    if (reading.kind !== "analysis") return leftOut === null ? reading : askLeftOut(question, leftOut);
    const unmet = unmetDemands(question, reading.analysis);
    if (unmet.length === 0) return withTaken(question, reading);
    leftOut ??= unmet;
  }
  const joined = leftOut === null ? null : withAlternatives(question);
  if (joined) return readAlone(joined);
  return leftOut === null ? null : askLeftOut(question, leftOut);
}

/** The reading with what was taken for granted in its conditions. */
function withTaken(question: ParsedQuestion, reading: Extract<Reading, { kind: "analysis" }>): Reading {
  const cause = causeNote(question, reading.analysis);
  const opposite = oppositeNote(question, measuredColumns(reading.analysis));
  const taken = [
    ...(cause === null ? [] : [cause]),
    ...(opposite === null ? [] : [opposite]),
    ...question.conditions.flatMap(({ assumption }) => (assumption === undefined ? [] : [assumption])),
  ];
  return taken.length === 0 ? reading : { ...reading, assumptions: [...reading.assumptions, ...taken] };
}

/** "What about user_00043?": the same question of another customer. */
function followId(question: ParsedQuestion, previous: Analysis | null): Reading | null {
  const [id, second] = question.ids;
  if (id === undefined || second !== undefined || isShortId(id, question.domain)) return null;
  const moved = previous ? ofOtherCustomer(previous, id, question) : null;
  if (!moved) return null;
  const isBare =
    /^(and|what about|how about|same for|now|and for|also|ok|no|sorry|oops|i mean|i meant|actually|rather)\b/.test(
      question.lower,
    ) &&
    question.columns.length === 0 &&
    question.conditions.length === 0;
  return isBare ? { kind: "analysis", analysis: moved, assumptions: [] } : null;
}

/** The analysis of one customer as one of another; null where it was of none. */
function ofOtherCustomer(previous: Analysis, id: string, { domain }: ParsedQuestion): Analysis | null {
  if (previous.kind === "customer" || previous.kind === "customer-what-if") return { ...previous, id };
  const [only] = previous.kind === "history" ? previous.population : [];
  const isOne = only?.kind === "compare" && only.column === domain.entity.column && only.op === "=";
  return previous.kind === "history" && isOne ? { ...previous, population: [{ ...only, value: id }] } : null;
}

/** "Explain the first one" of a list by churn risk: by the model that the list was about. */
function ofSameModel(question: ParsedQuestion, previous: Analysis | null, reading: Reading | null): Reading | null {
  const isOfCustomer = reading?.kind === "analysis" && reading.analysis.kind === "customer";
  if (
    isOfCustomer &&
    previous?.kind === "anomalies" &&
    reading.analysis.aspect === "show" &&
    question.columns.length === 0
  )
    return { ...reading, analysis: { ...reading.analysis, aspect: "unusual" } };
  if (!isOfCustomer || question.models.length > 0 || outcomesOf(question).length > 0) return reading;
  const model =
    previous?.kind === "list"
      ? question.domain.models.find((one) => [one.actual, one.prediction].includes(previous.orderBy))?.name
      : previous?.kind === "uncertain"
        ? previous.model
        : undefined;
  return model === undefined ? reading : { ...reading, analysis: { ...reading.analysis, model } };
}

/** Readings that hold whatever else the question says. */
const heedless: ReadonlySet<string> = new Set(["help", "customer", "compare-customers", "define", "show-sql"]);
/** Readings that take their numbers from anywhere in the question. */
const takesNumbers: ReadonlySet<string> = new Set([
  "what-if",
  "customer-what-if",
  "threshold",
  "early-signs",
  "history",
  "model-quality",
  "model-errors",
]);

/** Words that say no more than that a change costs what it was said to cost. */
const costWords =
  /^(spend|spends|spent|spending|invest\w*|budget|incentives?|vouchers?|coupons?|discounts?|bonus|gifts?|money|effort|trouble|rewards?|paying|payments?|campaigns?)$/i;

function isCosted(analysis: Analysis): boolean {
  return analysis.kind === "what-if" && analysis.isCostAsked;
}

/** A reading that had to leave a word out is none: the data does not hold what the word means. */
function withUnknown(question: ParsedQuestion, reading: Reading): Reading {
  if (reading.kind !== "analysis" || heedless.has(reading.analysis.kind)) return reading;
  const unknown = isCosted(reading.analysis)
    ? question.unknown.filter((word) => !costWords.test(word))
    : question.unknown;
  if (unknown.length > 0) return unknownWords({ ...question, unknown });
  const [loose] = question.looseNumbers;
  const isOfGroups =
    (reading.analysis.kind === "count" && reading.analysis.having !== undefined) ||
    reading.analysis.kind === "groups-beyond";
  if (loose !== undefined && !isOfGroups && !takesNumbers.has(reading.analysis.kind))
    return askWhatNumber(question, loose);
  return reading;
}
