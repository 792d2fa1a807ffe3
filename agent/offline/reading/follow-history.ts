import type { Analysis, Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { historyOf } from "./daily-history.ts";
import { featuresOf, has, outcomesOf, read } from "./recognise.ts";
import { dailyColumnNamed, grainSaid, windowOf } from "./recognise-history.ts";

type History = Extract<Analysis, { kind: "history" }>;

const daysIn: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30 };

/** A question after one on the daily history: another span, number, step or figure; null where it names none. */
export function followHistory(question: ParsedQuestion, base: History): Reading | null {
  const measures = historyOf(question.domain)?.measures ?? [];
  const column = dailyColumnNamed(question, measures);
  const isOfOther = [...featuresOf(question), ...outcomesOf(question)].length > 0 && column === null;
  if (isOfOther || question.ids.length > 0) return null;
  const days = windowOf(question) ?? bareWindow(question);
  const grain = grainSaid(question);
  const asks = askedOf(question);
  if (days === null && column === null && grain === null && asks === null) return null;
  return read({
    ...base,
    ...(days === null ? {} : { days }),
    ...(column === null ? {} : { column: column.name }),
    ...(grain === null ? {} : { grain, asks: "course" as const }),
    ...(asks === null ? {} : { asks }),
  });
}

/** "And in the last 30?": days, where no unit is said. */
function bareWindow({ lower }: ParsedQuestion): number | null {
  const [, number, unit] = /\b(?:last|past|previous) (\d+)(?: (day|week|month)s?)?[?. ]*$/.exec(lower) ?? [];
  return number === undefined ? null : Number(number) * (daysIn[unit ?? "day"] ?? 1);
}

function askedOf(question: ParsedQuestion): History["asks"] | null {
  if (has(question, /\b(average|mean|typical)\b/)) return "mean";
  if (has(question, /\b(total|sum|altogether|in all|in sum)\b/)) return "total";
  if (has(question, /\b(trend|rising|falling|going (up|down))\b/)) return "trend";
  if (has(question, /\bweekdays?\b|\bweekends?\b|\bdays? of the week\b/)) return "weekday";
  return has(question, /\b(over time|day by day|as a (chart|line|curve)|the course)\b/) ? "course" : null;
}
