import { isMoney } from "./find-comparisons.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { has } from "./recognise.ts";

const costCues =
  /\b(cost ?[-/&]? ?(and )?benefits?|costs? .*\b(versus|vs|against|and) benefits?|benefits? .*\bcosts?|roi|worth (it|\w+ing|the (cost|costs|money|effort|price|investment|trouble))|worthwhile|break[- ]even|pay off|pays off|return on|in dollars|in money)\b|\bwhat would (that|it|this) be worth\b|\bbe worth\b|\bwhat (would|does|will|might) (it|that|this) cost\b/;

/** Whether cost and benefit of a change are asked for. */
export function asksCost(question: ParsedQuestion): boolean {
  return has(question, costCues);
}

/** The cost for each changed customer that the question names, in dollars: "at $0.50 each", "2 dollars per user". */
export function costOf(question: ParsedQuestion): number | null {
  const place = costPlace(question);
  return place < 0 ? null : (question.tokens[place]?.value ?? null);
}

/** Where the cost stands among the question's tokens; -1 where none is named. */
export function costPlace({ tokens, conditions }: ParsedQuestion): number {
  return tokens.findIndex(
    (token, index) =>
      token.kind === "number" &&
      token.value !== null &&
      !token.isPercent &&
      (isMoney(token) || /^(dollars?|usd|bucks?)$/.test(tokens[index + 1]?.lower ?? "")) &&
      !conditions.some((found) => index >= found.from && index < found.to),
  );
}
