import type { Column } from "#knowledge";

import type { Measure, Statistic } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";

/** Words that ask for a figure of a column. */
export const figureCues =
  /\b(average|avg|mean|median|typical|total|sum|maximum|minimum|percentile|rate|range|interquartile|iqr|variance|deviation|std|stdev|sd)\b/;

/** The columns as measures, each by every statistic that the question asks for; four at most. */
export function measuresFor(question: ParsedQuestion, columns: readonly Column[]): Measure[] {
  const statistics = statisticsOf(question);
  return columns
    .flatMap((column) =>
      statistics.map(({ statistic, percentile }) => ({
        column: column.name,
        statistic,
        ...(percentile === undefined ? {} : { percentile }),
      })),
    )
    .slice(0, 4);
}

export type SaidStatistic = { readonly statistic: Statistic; readonly percentile?: number; readonly isSaid: boolean };

/** The statistics that the question asks for; the mean where it says none. */
export function statisticsOf(question: ParsedQuestion): readonly SaidStatistic[] {
  const said: SaidStatistic[] = [];
  for (const match of question.outside.matchAll(
    /\b(\d{1,2})(?:st|nd|rd|th)?(?=(?: and| or| to| \d{1,2}(?:st|nd|rd|th)?)* percentiles?\b)|\bp(\d{1,2})\b/g,
  )) {
    said.push({ statistic: "percentile", percentile: Number(match[1] ?? match[2]) / 100, isSaid: true });
  }
  if (/\bquantiles\b/.test(question.outside))
    for (const percentile of [0.1, 0.5, 0.9]) said.push({ statistic: "percentile", percentile, isSaid: true });
  if (/\b(average|avg|mean)\b/.test(question.outside)) said.push({ statistic: "mean", isSaid: true });
  if (/\bmedian\b/.test(question.outside)) said.push({ statistic: "median", isSaid: true });
  const isTotal = /\b(totals?|sum|combined|altogether|in all|overall amount|holds?|accounts? for)\b/.test(
    withoutNames(question),
  );
  if (isTotal) said.push({ statistic: "sum", isSaid: true });
  if (/\b(maximum|max)\b/.test(question.outside)) said.push({ statistic: "maximum", isSaid: true });
  if (/\b(minimum|min)\b/.test(question.outside)) said.push({ statistic: "minimum", isSaid: true });
  if (/\b(standard deviations?|std( ?dev)?|stdev|sd)\b/.test(question.outside))
    said.push({ statistic: "sd", isSaid: true });
  if (/\bvariances?\b/.test(question.outside)) said.push({ statistic: "variance", isSaid: true });
  if (/\b(interquartile range|iqr)\b/.test(question.outside))
    for (const percentile of [0.25, 0.75]) said.push({ statistic: "percentile", percentile, isSaid: true });
  else if (/\brange\b/.test(withoutNames(question)))
    for (const statistic of ["minimum", "maximum"] as const) said.push({ statistic, isSaid: true });
  return said.length > 0 ? said : [{ statistic: "mean", isSaid: false }];
}

/** The question's words that are no part of a name: "total" of "total connections" asks for no sum. */
function withoutNames(question: ParsedQuestion): string {
  return question.tokens
    .filter((_, index) => !question.mentions.some((mention) => index >= mention.from && index < mention.to))
    .map((token) => token.lower)
    .join(" ");
}
