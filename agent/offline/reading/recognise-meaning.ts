import type { Reading } from "./analysis.ts";
import type { Meaning } from "./lexicon.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { read } from "./recognise.ts";

const called =
  "(?:called|considered|counted|count|counts|regarded|classed|classified|labelled|labeled|deemed|said to be|seen|treated|qualif(?:y|ies|ied)|rated)";

/** Ways to ask for a meaning that can ask for nothing else. */
const asksMeaning = new RegExp(
  [
    "^what (?:do|does|did) (?:you|we|they|people|one|it) (?:mean|understand) (?:by|with|under) ",
    "^what(?:'s| is| are) (?:really |actually |exactly )?meant (?:by|with) ",
    "^what (?:is|are) .{1,40} supposed to (?:mean|be|measure)",
    `^when (?:is|are|do|does|would|can) .{1,60}\\b${called}\\b`,
    `^(?:from|above|below|at|under|over) (?:which|what) .{1,60}\\b${called}\\b`,
    `^(?:who|what) (?:is|are|gets?) ${called}\\b`,
    "^(?:in |on )?(?:what|which) (?:units?|scale) (?:is|are|does|do) ",
    "^(?:what|which) (?:units?|scale) .{1,20}\\b(?:measured|told|given|expressed|in)\\b",
    "^what(?:'s| is| are) the (?:units?|scale|definition|meaning) of ",
    "^how (?:do|does|did|would|should) (?:you|we|one|they|i) (?:define|read|interpret|understand) ",
    "^how (?:should|must|can) .{1,40} be (?:read|interpreted|understood)",
    "^(?:define|definition of|meaning of|give (?:me )?the (?:definition|meaning) of) ",
    "^(?:please )?explain (?:to me )?(?:what|the (?:term|concept|notion|meaning)) ",
  ].join("|"),
);
/** "Explain SHAP contributions": a definition where nothing but the term is named. */
const asksTerm =
  /^(?:please )?(?:explain|clarify|elaborate on)(?: to me)? (?:the |a |an |what )?(.{2,40}?)(?: is| are| means?)?[?.! ]*$/;

/** What a word means, asked in so many words: "what do you mean by a lever?", "when is engagement called medium?". */
export function recogniseMeaning(question: ParsedQuestion): Reading | null {
  const term = asksTerm.exec(question.lower)?.[1];
  const isAsked = asksMeaning.test(question.lower);
  if (!isAsked && term === undefined) return null;
  if (question.ids.length > 0 || question.conditions.some(({ source }) => source === "number")) return null;
  if (!isAsked && !isOfTerms(question, term ?? "")) return null;
  const found = question.mentions
    .flatMap((mention) => mention.meanings.map((meaning) => ({ meaning, mention })))
    .filter(({ meaning }) => isAsked || meaning.kind === "term");
  const named = (kind: Meaning["kind"]) =>
    found
      .filter(({ meaning }) => meaning.kind === kind)
      .toSorted((a, b) => b.mention.text.length - a.mention.text.length)[0]?.meaning;
  const isOfUnit = /\b(units?|scale)\b/.test(question.lower);
  const meaning = isOfUnit ? named("column") : (named("term") ?? named("group") ?? named("column") ?? named("value"));
  if (!meaning) return null;
  const title = titleOf(meaning);
  return title === null
    ? null
    : read({
        kind: "define",
        title,
        query: title,
        ...(meaning.kind === "group"
          ? { population: [{ kind: "group" as const, group: meaning.group.name, negated: false }] }
          : {}),
      });
}

/** Whether terms of the glossary are all that is named: "SHAP contributions". */
function isOfTerms(question: ParsedQuestion, named: string): boolean {
  const covered = question.mentions
    .filter(({ meanings }) => meanings.some(({ kind }) => kind === "term"))
    .flatMap(({ text }) => text.toLowerCase().split(/[ -]/));
  const words = named.split(/[ -]/);
  return (
    covered.length > 0 &&
    words.every((word) => covered.includes(word) || /^(value|values|score|scores|work|works)$/.test(word))
  );
}

function titleOf(meaning: Meaning): string | null {
  switch (meaning.kind) {
    case "term":
      return meaning.term.term;
    case "group":
      return meaning.group.label;
    case "column":
    case "value":
      return meaning.column.name;
    default:
      return null;
  }
}
