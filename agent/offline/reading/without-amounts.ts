import type { FoundCondition } from "./find-conditions.ts";
import type { ColumnMention, ParsedQuestion } from "./parsed-question.ts";

const increase =
  /^(increase|increases|rise|raise|growth|uplift|improvement|gain|decrease|drop|fall|cut|reduction|decline|change|step)$/;

/**
 * "An increase of the click rate of 20 percent": the number is how much, not what customers have. Gives the question
 * with such a condition taken apart again, its column named by itself; the same question where there is none.
 */
export function withoutAmounts(question: ParsedQuestion): ParsedQuestion {
  const amounts = question.conditions.filter((found) => isAmount(question, found));
  if (amounts.length === 0) return question;
  const named = amounts.flatMap((found) => mentionOf(question, found));
  return {
    ...question,
    conditions: question.conditions.filter((found) => !amounts.includes(found)),
    columns: [...question.columns, ...named],
  };
}

function isAmount({ tokens, domain }: ParsedQuestion, { condition, from, to }: FoundCondition): boolean {
  if (condition.kind !== "compare" || condition.op !== "=" || typeof condition.value !== "number") return false;
  const isLever = domain.resultColumns.some((one) => one.name === condition.column && one.lever !== null);
  const isOf = tokens.slice(from, to).some(({ lower }) => lower === "of" || lower === "by");
  return isLever && isOf && tokens.slice(0, from).some(({ lower }) => increase.test(lower));
}

function mentionOf({ domain, tokens }: ParsedQuestion, { condition, from }: FoundCondition): ColumnMention[] {
  const name = condition.kind === "compare" ? condition.column : "";
  const column = domain.resultColumns.find((one) => one.name === name);
  return column ? [{ column, at: from, text: tokens[from]?.text ?? "" }] : [];
}
