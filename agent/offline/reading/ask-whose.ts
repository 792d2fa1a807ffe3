import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { has } from "./recognise.ts";
import { entityWords } from "./recognise-list.ts";

const ofOne = /\b(him|his|her|hers|he|she)\b/;
const pronoun = /\b(they|them|their|theirs|those|him|his|her|hers|he|she)\b/;

/**
 * Asks whom a pronoun stands for that nothing before it names: "what's their average value?" as a first question. Null
 * where customers, a group or an id are named. With `of` "one" only pronouns of a single customer are looked at: what
 * was told before names a group, but nobody.
 */
export function askWhose(question: ParsedQuestion, of: "one" | "any" = "any"): Reading | null {
  const said = pronoun.exec(question.lower)?.[1];
  const isOfOne = said !== undefined && ofOne.test(said);
  const isNamed =
    question.ids.length > 0 ||
    (question.conditions.length > 0 && !isOfOne) ||
    ownsSomething(question) ||
    question.mentions.some(({ meanings }) =>
      meanings.some(
        ({ kind }) => kind === "entity" || kind === "model" || (!isOfOne && (kind === "group" || kind === "value")),
      ),
    );
  // "Which features matter, and how are they weighed?" has its own antecedent.
  const isOwn = has(
    question,
    /\b(features?|columns?|models?|segments?|groups?|variables?|factors?|levers?|categories|states?|who|whose|everybody|everyone|nobody|somebody|someone|anybody|anyone|each|actions?|interventions?|things|numbers|results|predictions?|if|suppose|imagine)\b/,
  );
  if (said === undefined || (of === "one" && !isOfOne) || isNamed || isOwn || question.unknown.length > 0) return null;
  const { plural } = question.domain.entity;
  return {
    kind: "ask",
    text: `Whom does "${said}" stand for? Name the ${plural}, a group of them, or an id.`,
    options: [],
  };
}

/** "In a customer's first days": the word for one is no mention by itself, but names whom a later pronoun stands for. */
function ownsSomething(question: ParsedQuestion): boolean {
  const words = entityWords(question);
  return question.tokens.some(({ lower }) => words.has(lower.replace(/['’]s?$/, "")));
}
