import type { Column } from "#knowledge";

import type { Analysis, Condition, Population, Reading } from "./analysis.ts";
import { complementOf } from "./complement.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { dropsFilter, shownOtherwise } from "./shown-otherwise.ts";
import { compareWith, followEarlier } from "./follow-earlier.ts";
import { changeOf } from "./change-size.ts";
import { asksCost, costOf } from "./said-cost.ts";
import { customerWhatIf } from "./recognise-customer-change.ts";
import { statisticsOf } from "./said-statistics.ts";
import { endOf, featuresOf, has, labelOfCondition, limitOf, outcomesOf, read } from "./recognise.ts";
import { correctedColumn } from "./corrected-column.ts";
import { countedBefore } from "./counted-before.ts";
import {
  againstEverybody,
  populationOfAnalysis,
  whyOf,
  withBreakdown,
  withComplement,
  withConditions,
  withMeasure,
  withOrder,
  withSecond,
  withStatistic,
  withoutConditions,
} from "./refine-analysis.ts";

/** Words that open a question which goes on from the one before it. */
const opener =
  /^(and|but|or|so|ok|okay|now|then|also|plus|what about|how about|(the )?same|only|just|exclud\w+|except|without|leav(e|ing) out|remove|drop|ignor(e|ing)|minus|not counting|instead|no|nope|sorry|i mean|i meant|actually|rather|not)\b/;
/** Words that open such a question, or one of its own. */
const weakOpener = /^(break|split|by|per|for|why|sort|order|show|plot|chart|graph|draw|top|bottom)\b/;
const backReference = /\b(it|that|this|them|those|these|same)\b/;
/** Pronouns that stand for the customers of the question before. */
const groupPronoun =
  /\b(them|they|their|theirs|(of|among|within|for) (those|these|them)|(those|these) (users|customers|people|ones|accounts|members)|(this|that|the same) (group|segment|cohort|population)|how many( of them)? are there|(what|which) (share|percentage|percent|fraction|proportion) (is|are|of (all|the|everybody).* (is|are)) (that|this|it|those|these))\b/;
const standsAlone =
  /^(how many|how much|how (do|does|can|accurate|good|well)|what (is|are|was|were|drives|does|do|if|would|happens)|what's|which|do|does|is|are|who|list|compare|describe|explain)\b/;
const firstWords = /^((and|but|so|ok|okay|now|then|also|plus)[, ]+)+/;

/**
 * Reads a question that leans on the one before it: another group, another measure, a breakdown, "why?", the SQL.
 * `readAlone` reads a question by itself; `earlier` are the analyses before the last one, the oldest first.
 */
export function followUp(
  question: ParsedQuestion,
  previous: Analysis,
  readAlone: (question: ParsedQuestion) => Reading | null,
  earlier: readonly Analysis[] = [],
): Reading | null {
  const base = previous.kind === "show-sql" ? previous.of : previous;
  const ofSeveral = followEarlier(question, base, earlier, readAlone) ?? compareWith(question, base);
  if (ofSeveral) return ofSeveral;
  if (has(question, /\bsql\b|\bquery\b.*\b(used|ran|run|behind)\b|\b(what|which|the) query\b/))
    return read({ kind: "show-sql", of: base });
  const ofNumber = countedBefore(question, base) ?? correctedColumn(question, base);
  if (ofNumber) return ofNumber;
  const ofGroup = followGroup(question, base, readAlone);
  if (ofGroup) return ofGroup;
  const rest = question.lower.replace(firstWords, "");
  const isWeak =
    !opener.test(question.lower) &&
    !/\binstead\b[?.! ]*$/.test(question.lower) &&
    (weakOpener.test(question.lower) || isFragment(question)) &&
    !backReference.test(question.lower);
  // A short question with a figure of its own stands by itself: "engagement by gender".
  const isParting = (column: Column) =>
    column.bins.length > 0 && has(question, /^(and |now |ok )?(by|per|across|for each|split by|break)\b/);
  const hasOwnFigure =
    outcomesOf(question).length > 0 ||
    featuresOf(question).some((column) => column.type !== "string" && !isParting(column));
  if (isWeak && (hasOwnFigure || question.conditions.length > 0)) {
    const alone = readAlone(question);
    const isWhole = alone?.kind === "analysis" && (hasOwnFigure || alone.analysis.kind === "explain-groups");
    if (isWhole) return null;
  }
  const leans =
    weakOpener.test(question.lower) ||
    opener.test(question.lower) ||
    /\binstead\b[?.! ]*$/.test(question.lower) ||
    isFragment(question) ||
    /\b(it|that|this)\b[?. ]*$/.test(question.lower) ||
    (isOfCustomer(base) && /\b(it|its|him|her|he|she|they|them|their)\b/.test(question.lower)) ||
    (base.kind === "what-if" && costOf(question) !== null) ||
    isCostOf(question, base) ||
    isStatistic(question) ||
    dropsFilter(question) ||
    shownOtherwise(question, base) !== null ||
    isSizeOfChange(question, base) ||
    isHelpFor(question, base) ||
    (asksWhichGroup(question) && "by" in base && base.by !== null) ||
    isOutcomeChange(question, base);
  if (!leans || question.ids.length > 0) return null;
  if (standsAlone.test(rest) && !/^(what (is|are) (it|that|those)|is (it|that)|why)\b/.test(rest)) {
    const isOfBase = isOutcomeChange(question, base) || isOfCustomer(base) || asksWhichGroup(question);
    const alone = isOfBase ? null : readAlone(question);
    if (alone?.kind === "analysis") return null;
  }
  if (isOfCustomer(base)) return followCustomer(question, base);
  return refine(question, base);
}

/** "Median instead", "p90?": another figure of the same. */
function isStatistic(question: ParsedQuestion): boolean {
  return (
    question.tokens.length <= 5 &&
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

/** "What could help?" after an answer on one customer. */
function isHelpFor(question: ParsedQuestion, base: Analysis): boolean {
  return (
    isOfCustomer(base) &&
    question.columns.length === 0 &&
    question.conditions.length === 0 &&
    has(
      question,
      /^(and |so |but )?(what|how|anything)\b.*\b(help|change|do|keep|retain|save|improve|lower|prevent|fix)\b/,
    )
  );
}

type OfCustomer = Extract<Analysis, { kind: "customer" | "customer-what-if" }>;

function isOfCustomer(base: Analysis): base is OfCustomer {
  return base.kind === "customer" || base.kind === "customer-what-if";
}

/** "Is it worth the cost?" after a what-if. */
function isCostOf(question: ParsedQuestion, base: Analysis): boolean {
  const isBare = featuresOf(question).length === 0 && question.conditions.length === 0;
  return base.kind === "what-if" && asksCost(question) && isBare;
}

/** "Which is worth the most?", of groups that were just told. */
function asksWhichGroup(question: ParsedQuestion): boolean {
  return (
    /^(and )?(which|what|who)( one)?( of (them|these|those))?( is| has|'s)\b/.test(question.lower) &&
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

/** A question of its own about the customers of the question before: "how can we retain them?". */
function followGroup(
  question: ParsedQuestion,
  base: Analysis,
  readAlone: (question: ParsedQuestion) => Reading | null,
): Reading | null {
  const where = populationOfAnalysis(base);
  if (!groupPronoun.test(question.lower) || where.length === 0) return null;
  const reading = ofTheGroup(question, where, readAlone);
  // A list shows some of them; what is asked next is told of all.
  if (reading?.kind !== "analysis" || !isListing(base)) return reading;
  const { plural } = question.domain.entity;
  const who = where.map((one) => labelOfCondition(question, one)).join(", ");
  const taken = `I took that as said of all ${plural} that the list was drawn from (${who}), not of the listed ones only`;
  return { ...reading, assumptions: [...reading.assumptions, taken] };
}

function isListing(base: Analysis): boolean {
  return base.kind === "list" || base.kind === "anomalies" || base.kind === "uncertain";
}

function ofTheGroup(
  question: ParsedQuestion,
  where: Population,
  readAlone: (question: ParsedQuestion) => Reading | null,
): Reading | null {
  const isOwnGroup = question.conditions.some((found) => found.source !== "number");
  if (
    isOwnGroup &&
    !/\b(of|among|within) (them|those|these)\b|\b(they|them) (are|is|use|live)\b|\bare they\b|\bdo they\b/.test(
      question.lower,
    )
  )
    return null;
  if (has(question, /\b(set|sets|makes?|make)\b.*\b(apart|different|special)\b|\bdiffer\b|\bdistinguish|\bin common\b/))
    return read(differenceFrom(question, where));
  if (
    /^(and )?(what|which) (share|percentage|percent|fraction|proportion)\b/.test(question.lower) &&
    question.conditions.length === 0
  )
    return read({ kind: "count", population: where, base: [], by: null });
  const inherited = where.map((condition): FoundCondition => ({
    condition,
    from: -1,
    to: -1,
    source:
      condition.kind === "group" || condition.kind === "tail"
        ? condition.kind
        : condition.kind === "compare" && typeof condition.value === "string"
          ? "value"
          : "number",
  }));
  return readAlone({ ...question, conditions: [...inherited, ...question.conditions], isAboutGroup: true });
}

/** What sets the group apart: from the one that is named ("how do they differ from sellers?"), else from everybody. */
function differenceFrom(question: ParsedQuestion, where: Population): Analysis {
  if (question.conditions.length === 0) return againstEverybody(where);
  const label = question.conditions.map(({ condition }) => labelOfCondition(question, condition)).join(", ");
  const others = { label, where: question.conditions.map(({ condition }) => condition) };
  return { kind: "separate", sides: [{ label: "this group", where }, others], isLeversOnly: false, limit: 10 };
}

/** The analysis before with what the question changes of it. */
function refine(question: ParsedQuestion, base: Analysis): Reading | null {
  const { domain } = question;
  const conditions = withoutThose(question);
  const by = has(question, /\b(break|breakdown|split|by|per|across|group|each)\b/)
    ? featuresOf(question).find((column) => column.type === "string" || column.bins.length > 0)
    : undefined;
  const as = (analysis: Analysis | null): Reading | null => (analysis ? read(analysis) : null);
  const second = secondOf(question, base);
  if (second) return as(second);
  if (by && isDownFurther(question) && "by" in base && base.by !== null && base.by !== by.name)
    return as(withSecond(base, by.name));
  if (by) return as(withBreakdown(domain, base, by.name, conditions));
  const costEach = base.kind === "what-if" ? costOf(question) : null;
  if (base.kind === "what-if" && costEach !== null) return as({ ...base, isCostAsked: true, costEach });
  if (base.kind === "what-if" && isCostOf(question, base)) return as({ ...base, isCostAsked: true });
  if (has(question, /^(and |but |so )*why\b/) && question.columns.length === 0 && conditions.length === 0)
    return as(whyOf(domain, base));
  if (dropsFilter(question)) return as(withoutConditions(base));
  const shown = shownOtherwise(question, base);
  if (shown) return read(shown);
  if (
    has(
      question,
      /\b(for|of|among|across) (everyone|everybody|all|all of them|the whole base|the rest|the average)\b/,
    ) &&
    conditions.length === 0
  ) {
    const wide = named(question) ? null : withoutConditions(base);
    if (wide) return as(wide);
  }
  if (
    has(
      question,
      /^(and |but |what about |how about |versus |vs\.? )*((the |all (the )?)?(others?|rest|remaining)\b|(everybody|everyone|anybody|all|people) else\b)/,
    ) &&
    conditions.length === 0
  )
    return as(withComplement(base));
  if (base.kind === "what-if" && conditions.length === 0 && outcomesOf(question).length === 0) {
    const lever = domain.resultColumns.find((column) => column.name === base.lever);
    const changed = lever && lever.lever?.direction !== "set" ? changeOf(question, lever) : null;
    if (changed?.isSaid) return as({ ...base, change: changed.change });
  }
  const column = named(question);
  const model = question.models[0];
  let changed: Analysis | null = base;
  if (column) changed = withAsked(question, withMeasure(domain, base, column.name));
  else if (model && "model" in base) changed = { ...base, model: model.name };
  if (!changed) return null;
  const [statistic] = statisticsOf(question);
  if (statistic && statistic.isSaid)
    changed = withStatistic(changed, statistic.statistic, statistic.percentile) ?? changed;
  const end = has(question, /\bascending\b/) ? "bottom" : has(question, /\bdescending\b/) ? "top" : endOf(question);
  const limit = limitOf(question);
  const isOrdered = (end !== null || limit !== null) && statistic?.isSaid !== true;
  if (isOrdered) changed = withOrder(changed, end, limit) ?? changed;
  if (conditions.length > 0) {
    const populated = withConditions(domain, inPlaceOfGroup(question, changed), conditions);
    if (!populated) return null;
    changed = populated;
  }
  if (changed === base && !has(question, /\b(plot|chart|graph|draw|visuali[sz]e|histogram|table)\b/)) return null;
  if (changed !== base || question.unknown.length === 0) return read(changed);
  return null;
}

/** "And buyers?" after a figure of sellers: one named group takes the other's place. */
function inPlaceOfGroup(question: ParsedQuestion, base: Analysis): Analysis {
  const [one, ...others] = question.conditions;
  const isOther =
    has(question, /^(and|or|what about|how about)( the| of| for| among)* /) &&
    !has(question, /\b(only|also|both|who|that|which|those|them)\b/);
  if (!isOther || one?.condition.kind !== "group" || others.length > 0 || !("population" in base)) return base;
  const groups = (base.population ?? []).filter(({ kind }) => kind === "group");
  if (groups.length !== 1 || base.kind === "define") return base;
  return { ...base, population: (base.population ?? []).filter(({ kind }) => kind !== "group") };
}

/** The conditions of the question; where it leaves those customers out and does not say so of each, their opposites. */
function withoutThose(question: ParsedQuestion): Condition[] {
  const leavesOut = has(
    question,
    /^(and |but |now |ok |so |please )*(without|except|excluding|exclude|leave out|leaving out|remove|drop|ignore|ignoring|minus|not counting|all but|everyone but|everybody but)\b/,
  );
  const conditions = question.conditions.map(({ condition }) => condition);
  const isSaid = conditions.some(
    (one) => ("negated" in one && one.negated) || (one.kind === "compare" && one.op === "<>"),
  );
  if (!leavesOut || isSaid) return conditions;
  return conditions.map((one) => complementOf(one) ?? one);
}

/** The column that the question asks about instead: an outcome, else what stands without a condition. */
function named(question: ParsedQuestion): Column | undefined {
  return outcomesOf(question)[0] ?? (question.conditions.length === 0 ? featuresOf(question)[0] : undefined);
}

/** A comparison of another measure supposes what this question says: "and are they worth more?". */
function withAsked(question: ParsedQuestion, changed: Analysis | null): Analysis | null {
  if (changed?.kind !== "compare") return changed;
  const asks = has(question, /\b(less|lower|fewer|worse|shorter)\b/)
    ? "lower"
    : has(question, /\b(more|higher|better|longer|greater)\b/)
      ? "higher"
      : null;
  return { ...changed, asks };
}

/** "Break that down by gender" of a breakdown: further, not by gender instead. */
function isDownFurther(question: ParsedQuestion): boolean {
  return has(
    question,
    /\b(break|split|drill|cut|slice)\b.*\b(it|that|this|them|each|those|further|down)\b|\b(further|each)\b/,
  );
}

/** "And account type?" after a breakdown by device: both at once. */
function secondOf(question: ParsedQuestion, base: Analysis): Analysis | null {
  if (base.kind !== "aggregate" || base.by === null || question.conditions.length > 0) return null;
  const [named, ...others] = question.columns.map((mention) => mention.column);
  const isParting = named && (named.type === "string" || named.bins.length > 0) && named.name !== base.by;
  const isAdded =
    has(question, /^(and|also|plus)\b(?!.*\b(by|per|for)\b)/) || has(question, /\b(also|as well|too|in addition)\b/);
  return isParting && others.length === 0 && isAdded ? withSecond(base, named.name) : null;
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

function followCustomer(question: ParsedQuestion, followed: OfCustomer): Reading | null {
  const whatIf =
    customerWhatIf(question, followed.id) ??
    (followed.kind === "customer-what-if" ? sameLever(question, followed) : null);
  if (whatIf) return whatIf;
  const base: Extract<Analysis, { kind: "customer" }> =
    followed.kind === "customer"
      ? followed
      : { kind: "customer", id: followed.id, model: followed.model, aspect: "why", columns: [] };
  const model = question.domain.models.find((one) =>
    outcomesOf(question).some((column) => column.name === one.actual || column.name === one.prediction),
  );
  if (
    has(question, /\b(keep|kept|change|help|retain|save|prevent|improve|lower|reduce|raise|do about|differently)\b/)
  ) {
    return read({ ...base, model: model?.name ?? base.model, aspect: "change" });
  }
  if (has(question, /\bwhy\b|\breasons?\b|\bexplain\b/) || model) {
    return read({ ...base, model: model?.name ?? base.model, aspect: "why" });
  }
  const columns = featuresOf(question).map((column) => column.name);
  return columns.length > 0 ? read({ ...base, aspect: "show", columns }) : null;
}

/** "And 10 more?" after a what-if of the customer: the same lever by another size. */
function sameLever(question: ParsedQuestion, base: Extract<Analysis, { kind: "customer-what-if" }>): Reading | null {
  const lever = question.domain.resultColumns.find((column) => column.name === base.lever);
  if (!lever || lever.lever?.direction === "set" || question.columns.length > 0) return null;
  const { change, isSaid } = changeOf(question, lever);
  return isSaid ? read({ ...base, change }) : null;
}
