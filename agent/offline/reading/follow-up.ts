import type { Column } from "#knowledge";

import type { Analysis, Reading } from "./analysis.ts";
import { correctedColumn } from "./corrected-column.ts";
import { countedBefore } from "./counted-before.ts";
import { customerOf, followCustomer, isHelpFor, isOfCustomer } from "./follow-customer.ts";
import { compareWith, followEarlier } from "./follow-earlier.ts";
import { followGroup } from "./follow-group.ts";
import { followHistory } from "./follow-history.ts";
import { followList } from "./follow-list.ts";
import { followTold } from "./follow-told.ts";
import { followWhatIf, isCostOf, supposeOf } from "./follow-what-if.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { endOf, featuresOf, has, limitOf, outcomesOf, read } from "./recognise.ts";
import { asksWhichColumn, refine } from "./refine-question.ts";
import { costOf } from "./said-cost.ts";
import { statisticsOf } from "./said-statistics.ts";
import { dropsFilter, shownOtherwise } from "./shown-otherwise.ts";

/** Words that open a question which goes on from the one before it. */
const opener =
  /^(and|but|or|so|ok|okay|now|then|also|plus|what about|how about|(the )?same|only|just|exclud\w+|except|without|leav(e|ing) out|remove|drop|ignor(e|ing)|minus|not counting|instead|no|nope|sorry|i mean|i meant|actually|rather|not)\b/;
/** Words that open such a question, or one of its own. */
const weakOpener =
  /^(break|split|by|per|for|among|within|why|sort|order|show|plot|chart|graph|draw|top|bottom|as an?|as chart|the (rest|others?))\b/;
const backReference = /\b(it|that|this|them|those|these|same)\b/;
const standsAlone =
  /^(how many|how much|how (do|does|can|accurate|good|well)|what (is|are|was|were|drives|does|do|if|would|happens)|what's|which|do|does|is|are|who|list|compare|describe|explain)\b/;
const firstWords = /^((and|but|so|ok|okay|now|then|also|plus)[, ]+)+/;
const ofSource =
  /\bsql\b|\bquery\b.*\b(used|ran|run|behind)\b|\b(what|which|the) query\b|^(and |but |so )?(how (do|did|can|could|would) you (know|get|compute|calculate|find|work|arrive|come)|what('s| is| was)? (that|this|it) based on|how (is|was|were|are) (it|that|this|they|these) (computed|calculated|derived|worked out|made|measured)\b|based on what|where (does|do|did) (that|this|it|these|those)\b.*\b(from|come)|(what's|what is) (your|the) source|prove it|show (me )?(your|the) (work|working|source|data))\b/;

/**
 * What a follow-up leans on: the analysis before and those before that, the oldest first, and the ids of the customers
 * that the last answer listed.
 */
export type Context = {
  readonly previous: Analysis;
  readonly earlier: readonly Analysis[];
  readonly listed: readonly string[];
};

/**
 * Reads a question that leans on the one before it: another group, another measure, a breakdown, "why?", the SQL.
 * `readAlone` reads a question by itself.
 */
export function followUp(
  question: ParsedQuestion,
  { previous, earlier, listed }: Context,
  readAlone: (question: ParsedQuestion) => Reading | null,
): Reading | null {
  const base = previous.kind === "show-sql" ? previous.of : previous;
  const ofList = leansOnList(question) ? followList(question, base, listed) : null;
  if (ofList) return ofList;
  const ofTold = followTold(question, base) ?? supposeOf(question, base);
  if (ofTold) return ofTold;
  const ofSeveral = followEarlier(question, base, earlier, readAlone) ?? compareWith(question, base);
  if (ofSeveral) return ofSeveral;
  if (has(question, ofSource)) return read({ kind: "show-sql", of: base });
  const ofNumber = countedBefore(question, base) ?? correctedColumn(question, base);
  if (ofNumber) return ofNumber;
  const customer = customerOf(base, question);
  const ofGroup = customer ? null : followGroup(question, base, listed, readAlone);
  if (ofGroup) return ofGroup;
  if (standsByItself(question, readAlone)) return null;
  if (!leansOn(question, base) || question.ids.length > 0) return null;
  if (isWholeAlone(question, base, readAlone)) return null;
  const ofHistory = base.kind === "history" ? followHistory(question, base) : null;
  if (ofHistory) return ofHistory;
  if (customer) return followCustomer(question, customer);
  const ofChange = base.kind === "what-if" ? followWhatIf(question, base) : null;
  return ofChange ?? refine(question, base);
}

/** Whether a question after a list may be on the listed ones: it opens so, is short, or speaks of them. */
function leansOnList(question: ParsedQuestion): boolean {
  return (
    opener.test(question.lower) ||
    weakOpener.test(question.lower) ||
    question.tokens.length <= 3 ||
    has(question, /\bhow (sure|certain|confident|reliable)\b/) ||
    has(question, /\b(it|its|him|his|her|he|she|they|their|them|these|those|each|(this|that) \w+)\b/)
  );
}

/** A short question with a figure of its own: "engagement by gender". */
function standsByItself(question: ParsedQuestion, readAlone: (question: ParsedQuestion) => Reading | null): boolean {
  const isWeak =
    !opener.test(question.lower) &&
    !/\binstead\b[?.! ]*$/.test(question.lower) &&
    (weakOpener.test(question.lower) || isFragment(question)) &&
    !backReference.test(question.lower);
  const isParting = (column: Column) =>
    column.bins.length > 0 && has(question, /^(and |now |ok )?(by|per|across|for each|split by|break)\b/);
  const hasOwnFigure =
    outcomesOf(question).length > 0 ||
    featuresOf(question).some((column) => column.type !== "string" && !isParting(column));
  if (!isWeak || (!hasOwnFigure && question.conditions.length === 0)) return false;
  const alone = readAlone(question);
  return alone?.kind === "analysis" && (hasOwnFigure || alone.analysis.kind === "explain-groups");
}

function leansOn(question: ParsedQuestion, base: Analysis): boolean {
  return (
    weakOpener.test(question.lower) ||
    opener.test(question.lower) ||
    /\binstead\b[?.! ]*$/.test(question.lower) ||
    isFragment(question) ||
    /\b(it|that|this)\b[?. ]*$/.test(question.lower) ||
    (customerOf(base, question) !== null &&
      has(question, /\b(it|its|that|this|him|his|her|he|she|they|them|their)\b/)) ||
    (base.kind === "what-if" && (costOf(question) !== null || isCostOf(question))) ||
    isStatistic(question) ||
    dropsFilter(question) ||
    shownOtherwise(question, base) !== null ||
    isSizeOfChange(question, base) ||
    isHelpFor(question, base) ||
    (asksWhichGroup(question) && "by" in base && base.by !== null) ||
    isOutcomeChange(question, base)
  );
}

/** Whether the question says enough to be read without the one before it, and does not speak of its subject. */
function isWholeAlone(
  question: ParsedQuestion,
  base: Analysis,
  readAlone: (question: ParsedQuestion) => Reading | null,
): boolean {
  const rest = question.lower.replace(firstWords, "");
  if (!standsAlone.test(rest) || /^(what (is|are) (it|that|those)|is (it|that)|why)\b/.test(rest)) return false;
  const isOfBase =
    isOutcomeChange(question, base) ||
    isOfCustomer(base) ||
    asksWhichGroup(question) ||
    isBareWhich(question, base) ||
    (base.kind === "what-if" && (costOf(question) !== null || isCostOf(question)));
  return !isOfBase && readAlone(question)?.kind === "analysis";
}

/** "Median instead", "p90?": another figure of the same. */
function isStatistic(question: ParsedQuestion): boolean {
  return (
    question.tokens.length <= 7 &&
    statisticsOf(question)[0]?.isSaid === true &&
    question.columns.length === 0 &&
    question.conditions.length === 0
  );
}

/** "20%?" after a what-if. */
function isSizeOfChange(question: ParsedQuestion, base: Analysis): boolean {
  const isOfChange = base.kind === "what-if" || base.kind === "customer-what-if";
  return isOfChange && question.tokens.length <= 4 && question.tokens.some((token) => token.kind === "number");
}

/** "And which device?" after a count: the same customers, parted. */
function isBareWhich(question: ParsedQuestion, base: Analysis): boolean {
  return (
    (base.kind === "count" || base.kind === "aggregate") &&
    asksWhichColumn.test(question.lower) &&
    question.conditions.length === 0 &&
    outcomesOf(question).length === 0 &&
    featuresOf(question).some((column) => column.type === "string" || column.bins.length > 0)
  );
}

/** "Which is worth the most?", of groups that were just told. */
function asksWhichGroup(question: ParsedQuestion): boolean {
  return (
    /^(and )?(which|what|who)( ones?| group| \w+)?( of (them|these|those))?( is| has| have| are|'s| \w+s)\b/.test(
      question.lower,
    ) &&
    endOf(question) !== null &&
    question.conditions.length === 0 &&
    !featuresOf(question).some((column) => column.type === "string")
  );
}

/** "How would churn change?" after a what-if. */
function isOutcomeChange(question: ParsedQuestion, base: Analysis): boolean {
  return (
    base.kind === "what-if" &&
    outcomesOf(question).length > 0 &&
    featuresOf(question).length === 0 &&
    has(question, /\b(change|affect|effect|impact|happen|mean for|do to)\b/)
  );
}

/** A few words without a verb of its own, such as "premium only" or "churn by device". */
function isFragment(question: ParsedQuestion): boolean {
  return (
    question.tokens.length <= 5 &&
    !has(
      question,
      /^(what|which|who|how|do|does|is|are|why|list|describe|compare|explain|can|should|where|when|did|if)\b/,
    ) &&
    (question.conditions.length > 0 || question.columns.length > 0 || limitOf(question) !== null)
  );
}
