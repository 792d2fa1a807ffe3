import type { Column } from "#knowledge";

import type { Analysis, Reading } from "./analysis.ts";
import { isNumeric } from "./column-of-mention.ts";
import { dailyColumnOf, historyOf } from "./daily-history.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, outcomesOf, read, remaining } from "./recognise.ts";
import { figureCues } from "./said-statistics.ts";

const courseCues =
  /\b(over time|(?:daily|weekly|monthly) (?:totals?|numbers?|sums?|counts?|amounts?)|per day|by day|by week|by month|per week|per month|each day|each week|each month|every (day|week|month)|time series|week over week|month over month|day by day|history|seasonal\w*|day of (the )?week|days of the week|weekdays?|weekends?)\b/;
const trendCues =
  /\b(trend(s|ed|ing)?|(went|gone|going|go|goes) (up|down)|ris(e|es|en|ing)|rose|fall(s|en|ing)?|fell|grow(s|n|ing|th)?|grew|declin(e|es|ed|ing)|increas(e|es|ed|ing)|decreas(e|es|ed|ing)|drop(s|ped|ping)?|chang(e|es|ed|ing)|develop(s|ed|ing|ment)?|evolv(e|es|ed|ing))\b/;
const daysIn: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30 };

/** What the daily history tells: a number over time, over its last days, or who was active in them. */
export function recogniseHistory(question: ParsedQuestion): Reading | null {
  const { domain } = question;
  const source = historyOf(domain);
  if (!source) return null;
  const days = windowOf(question);
  // "Messages per day" is a name, not a course.
  const isCourse = courseCues.test(withoutUnits(question));
  const isOfActiveDay =
    /\bactive day\b/.test(question.lower) && has(question, /\b(average|mean|avg|how (many|much)|typical)\b/);
  if ((days === null && !isCourse && !isOfActiveDay) || has(question, /\b(share|percent|percentage|proportion)\b|%/))
    return null;
  // What single customers are asked about by a date of theirs, such as signing up, is no history.
  if (question.conditions.some(({ condition }) => condition.kind === "when")) return null;
  const column = dailyColumnNamed(question, source.measures);
  // "Do people who post every day have a higher value?": what each customer does, beside an outcome of theirs.
  const isOfHabit =
    /^(and |so |but )?(do|does|are|is|have|has)\b/.test(question.lower) &&
    outcomesOf(question).some((outcome) => dailyColumnOf(domain, outcome) === null);
  if (isOfHabit) return null;
  // A column that no daily number goes into is asked about by itself, or with the one that does.
  if (featuresOf(question).some((feature) => isNumeric(feature) && dailyColumnOf(domain, feature) === null))
    return null;
  const isActivity = isOfActivity(question);
  if (!column && !isActivity) return null;
  const named = column?.name ?? source.measures.at(-1)?.name ?? "";
  // A statistic of single customers by day is one of the columns of the results.
  if (days === null && !isOfActiveDay && figureCues.test(question.plain) && !/\b(total|sum)\b/.test(question.plain))
    return null;
  const asks = isOfActiveDay ? "mean" : askedOf(question, column, days, isCourse);
  if (asks === null) return null;
  const active = question.conditions.filter(
    ({ condition }) => condition.kind === "group" && isActiveGroup(question, condition.group),
  );
  return read({
    kind: "history",
    column: named,
    grain: grainOf(question),
    days,
    asks,
    population: remaining(question, [
      ...active,
      ...question.conditions.filter((found) => saysDirection(question, found)),
    ]),
  });
}

/** The plain words without a unit that a column brings with it: "how many posts per week" asks for no course. */
function withoutUnits({ plain, columns }: ParsedQuestion): string {
  const units = columns.flatMap(({ column }) => / an? (day|week|month)$/.exec(column.unit ?? "")?.[1] ?? []);
  return units.reduce((text, unit) => text.replace(new RegExp(`\\b(?:per|a|each|every) ${unit}\\b`), ""), plain);
}

/** "Are logins trending up": the words of a named group that here say which way the number goes. */
export function saysDirection(question: ParsedQuestion, { condition, source, from, to }: FoundCondition): boolean {
  const said = question.tokens
    .slice(from, to)
    .map(({ lower }) => lower)
    .join(" ");
  return (
    source === "group" &&
    condition.kind === "group" &&
    trendCues.test(said) &&
    !/^(with|whose|of|customers|users|people)$/.test(question.tokens[from - 1]?.lower ?? "")
  );
}

/** How many days back the question looks; null where it says no span. */
export function windowOf(question: ParsedQuestion): number | null {
  const { tokens } = question;
  if (trendCues.test(question.lower) && /\b(lately|recently|of late)\b/.test(question.plain))
    return daysIn["month"] ?? null;
  for (const [index, token] of tokens.entries()) {
    if (!/^(last|past|previous|recent)$/.test(token.lower) || isTaken(question, index)) continue;
    const next = tokens[index + 1];
    const isNumber = next?.kind === "number" && next.value !== null && Number.isInteger(next.value);
    const unit = (tokens[index + (isNumber ? 2 : 1)]?.lower ?? "").replace(/s$/, "");
    const length = daysIn[unit];
    if (length !== undefined) return (isNumber ? (next.value ?? 1) : 1) * length;
  }
  return null;
}

function isTaken(question: ParsedQuestion, index: number): boolean {
  return (
    question.conditions.some(({ from, to }) => index >= from && index < to) ||
    question.mentions.some(
      ({ from, to, meanings }) => index >= from && index < to && meanings.some(({ kind }) => kind === "column"),
    )
  );
}

/** The daily number that the question names, by its own name or by the column that sums it up. */
export function dailyColumnNamed(question: ParsedQuestion, measures: readonly Column[]): Column | null {
  const written = measures.find((measure) =>
    question.tokens.some(({ lower }) => lower.replace(/s$/, "") === measure.name.replace(/s$/, "")),
  );
  if (written) return written;
  const named = [...featuresOf(question), ...outcomesOf(question)].filter(isNumeric);
  for (const column of named) {
    const daily = dailyColumnOf(question.domain, column);
    if (daily) return daily;
  }
  return null;
}

function isOfActivity(question: ParsedQuestion): boolean {
  return (
    has(question, /\b(active|activity|activities)\b/) &&
    [...featuresOf(question), ...outcomesOf(question)].every(
      (column) => dailyColumnOf(question.domain, column) !== null,
    )
  );
}

function isActiveGroup(question: ParsedQuestion, name: string): boolean {
  const group = question.domain.groups.find((one) => one.name === name);
  return group !== undefined && /^active\b/.test(group.label);
}

function askedOf(
  question: ParsedQuestion,
  column: Column | null,
  days: number | null,
  isCourse: boolean,
): Extract<Analysis, { kind: "history" }>["asks"] | null {
  const isCount = has(question, /\b(how many|number of|count)\b/);
  if (isCount && isOfActivity(question) && (column === null || /\bactive\b/.test(question.lower))) return "active";
  if (has(question, /\b(average|mean|typical|avg)\b/) && days !== null && !isCourse) return "mean";
  if (has(question, /\bweek-?days?\b|\bweekends?\b|\bdays? of (the )?week\b/)) return "weekday";
  if (has(question, trendCues)) return isCourse && days === null ? "course" : "trend";
  if (isCourse) return "course";
  if (column && (isCount || has(question, /\b(total|sum|altogether|overall|how much|in all)\b/))) return "total";
  return column ? "course" : null;
}

function grainOf(question: ParsedQuestion): "day" | "week" | "month" {
  return grainSaid(question) ?? "day";
}

/** The step of time that is asked for; null where none is said. */
export function grainSaid(question: ParsedQuestion): "day" | "week" | "month" | null {
  if (has(question, /\b(by|per|each|every) month\b|\bmonthly\b|\bmonth over month\b/)) return "month";
  if (has(question, /\bweekly\b|\b(by|per|each|every) week\b|\bweek over week\b/)) return "week";
  return has(question, /\b(by|per|each|every) day\b|\bdaily\b|\bday by day\b/) ? "day" : null;
}
