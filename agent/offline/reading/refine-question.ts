import type { Column } from "#knowledge";

import type { Analysis, Condition, Reading } from "./analysis.ts";
import { complementOf } from "./complement.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { endOf, featuresOf, has, limitOf, outcomesOf, read } from "./recognise.ts";
import {
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
import { statisticsOf } from "./said-statistics.ts";
import { dropsFilter, shownOtherwise } from "./shown-otherwise.ts";

/** "And which device?", "on what device?": the same, parted by that column. */
export const asksWhichColumn = /^(and|so|but|in|on|from|or)( in| on| from)? (which|what) \w+( \w+)?[?.! ]*$/;

/** The analysis before with what the question changes of it. */
export function refine(question: ParsedQuestion, base: Analysis): Reading | null {
  const { domain } = question;
  const conditions = withoutThose(question);
  const by =
    asksWhichColumn.test(question.lower) || has(question, /\b(break|breakdown|split|by|per|across|group|each)\b/)
      ? featuresOf(question).find((column) => column.type === "string" || column.bins.length > 0)
      : undefined;
  const as = (analysis: Analysis | null): Reading | null => (analysis ? read(analysis) : null);
  const second = secondOf(question, base);
  if (second) return as(second);
  if (by && isDownFurther(question) && "by" in base && base.by !== null && base.by !== by.name)
    return as(withSecond(base, by.name));
  if (by) return as(withBreakdown(domain, base, by.name, conditions));
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
  const column = named(question);
  const model = question.models[0];
  let changed: Analysis | null = base;
  if (column) changed = withAsked(question, withMeasure(domain, base, column.name));
  else if (model && "model" in base) changed = { ...base, model: model.name };
  if (!changed) return null;
  const [statistic] = statisticsOf(question);
  if (statistic && statistic.isSaid)
    changed = withStatistic(changed, statistic.statistic, statistic.percentile) ?? changed;
  const spanned = withSpan(question, base);
  if (spanned) return read(spanned);
  const ordinal = ordinalPercentile(question, base);
  if (ordinal !== null) changed = withStatistic(changed, "percentile", ordinal) ?? changed;
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

/** "And in the last 30?" of those who did something within so many days. */
function withSpan({ lower, domain }: ParsedQuestion, base: Analysis): Analysis | null {
  const [, days] = /\b(?:last|past) (\d+)(?: days?)?[?. ]*$/.exec(lower) ?? [];
  if (days === undefined || !("population" in base) || base.population === undefined) return null;
  const isSpan = (one: Condition) =>
    one.kind === "compare" && domain.resultColumns.some(({ name, unit }) => name === one.column && unit === "days");
  if (base.population.filter(isSpan).length !== 1) return null;
  const value = Number(days);
  return { ...base, population: base.population.map((one) => (isSpan(one) ? ({ ...one, value } as Condition) : one)) };
}

const ordinals: Readonly<Record<string, number>> = { fifth: 5, tenth: 10, twentieth: 20, fiftieth: 50, ninetieth: 90 };

/** "And the tenth?" after a percentile: another one; null elsewhere. */
function ordinalPercentile({ lower }: ParsedQuestion, base: Analysis): number | null {
  if (base.kind !== "aggregate" || base.measures[0]?.statistic !== "percentile") return null;
  const [, word] = /^(?:and |the |what about )*(?:the )?([a-z]+|\d{1,2}(?:st|nd|rd|th))[?. ]*$/.exec(lower) ?? [];
  const value = ordinals[word ?? ""] ?? Number.parseInt(word ?? "", 10);
  return Number.isFinite(value) ? value / 100 : null;
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
