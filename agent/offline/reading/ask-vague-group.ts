import type { Column } from "#knowledge";

import { stem } from "../text/stem.ts";
import type { Reading } from "./analysis.ts";
import { asksRelation } from "./find-vague-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, outcomesOf } from "./recognise.ts";

/** Words that praise or rank people and say not by what; an answer on everybody would be a wrong one. */
const ranking =
  /^(top|best|worst|good|bad|great|important|big|small|main|key|real|special|ideal|right|wrong|strong|weak|quality)$/;
const degrees = /^(most|least|more|less|how|so|very)$/;

/**
 * Asks by what column a word about people is told: "popular users" may be those with many connections or with many
 * profile views. Null where the question has no such word, or says the column itself.
 */
export function askVagueGroup(question: ParsedQuestion): Reading | null {
  for (const [index, token] of question.tokens.entries()) {
    const said = vagueWordOf(question, token.stem);
    const end = endOfPeople(question, index, said?.isNoun === true);
    if (end === null || isTaken(question, index) || degrees.test(question.tokens[index - 1]?.lower ?? "")) continue;
    if (said) return askColumn(question, index, end, said);
    // "The real churners" are those who did leave.
    const isOfGroup = question.conditions.some(({ from, source }) => from === index + 1 && source === "group");
    if (/^(real|true)$/.test(token.lower) && isOfGroup) continue;
    if (ranking.test(token.lower) && asksFigure(question)) return askRanking(question, index, end);
  }
  return null;
}

/** The words of the question that are vague about people, which the data therefore does not lack. */
export function isVagueWord(question: ParsedQuestion, word: string): boolean {
  return vagueWordOf(question, stem(word)) !== undefined;
}

function vagueWordOf(question: ParsedQuestion, stemmed: string) {
  return Object.entries(question.domain.vague).find(([word]) => stem(word) === stemmed)?.[1];
}

/** The token after the word for people that the adjective at `index` is said of; null where it is said of none. */
function endOfPeople(question: ParsedQuestion, index: number, isNoun: boolean): number | null {
  const people = question.mentions.find(
    ({ from, meanings }) => from === index + 1 && meanings.some(({ kind }) => kind === "entity"),
  );
  if (people) return people.to;
  const group = question.conditions.find(({ from, source }) => from === index + 1 && source === "group");
  if (group) return group.to;
  // "Old and young users": said of the same people.
  if (/^(and|or|versus|vs\.?|than)$/.test(question.tokens[index + 1]?.lower ?? "") && !isNoun) {
    const shared = question.mentions.find(
      ({ from, meanings }) => from === index + 3 && meanings.some(({ kind }) => kind === "entity"),
    );
    return shared ? shared.to : null;
  }
  const next = question.tokens[index + 1];
  if (next && /^(ones|people|folks|person|persons|accounts|members)$/.test(next.lower)) return index + 2;
  return isNoun ? index + 1 : null;
}

function isTaken(question: ParsedQuestion, index: number): boolean {
  return (
    question.conditions.some(({ from, to }) => index >= from && index < to) ||
    question.mentions.some(({ from, to, meanings }) => {
      const isTerm = meanings.every(({ kind }) => kind === "term");
      return index >= from && index < to && !isTerm;
    })
  );
}

/** A figure of people, not the people themselves: "top users" alone asks for a list. */
function asksFigure(question: ParsedQuestion): boolean {
  const isOfColumn = outcomesOf(question).length > 0 || featuresOf(question).length > 0;
  const isListed = /^(who|show|list|give|find|name|get|which|top|the)\b/.test(question.lower);
  return !isListed && (isOfColumn || /\bhow many\b/.test(question.lower));
}

type VagueWord = ParsedQuestion["domain"]["vague"][string];

function askColumn(question: ParsedQuestion, from: number, to: number, said: VagueWord): Reading | null {
  const find = (names: readonly string[]) =>
    names.flatMap((name) => question.domain.resultColumns.find((column) => column.name === name) ?? []);
  const ends = [
    ...find(said.high).map((column) => ({ column, end: "high" })),
    ...find(said.low).map((column) => ({ column, end: "low" })),
  ];
  if (ends.length === 0) return null;
  const word = question.tokens[from]?.text ?? "";
  const labels = ends.map(({ column, end }) => `${end} ${column.label}`);
  return {
    kind: "ask",
    text: `"${word}" is no column of the data; it may be told by ${labels.join(" or ")}. Which do you mean?`,
    options: ends.map(({ column, end }) => rephrased(question, from, to, column, end)),
  };
}

function rephrased(question: ParsedQuestion, from: number, to: number, column: Column, end: string): string {
  const outcome = outcomesOf(question).find((one) => one !== column);
  const isOfTwo = to - from > 2 && /^(and|or|versus|vs\.?|than)$/.test(question.tokens[from + 1]?.lower ?? "");
  if ((isOfTwo || asksRelation(question.tokens)) && outcome)
    return `How does ${column.label} relate to ${outcome.label}?`;
  const [first, last] = [question.tokens[from], question.tokens[to - 1]];
  if (!first || !last) return question.text;
  const before = question.text.slice(0, first.start);
  const after = question.text.slice(last.start + last.text.length);
  const group = question.conditions.find((found) => found.from === from + 1 && found.source === "group");
  const start = question.tokens[from + 1]?.start;
  const people =
    group && start !== undefined
      ? question.text.slice(start, last.start + last.text.length)
      : question.domain.entity.plural;
  return `${before}${people} with ${end} ${column.label}${after}`;
}

function askRanking(question: ParsedQuestion, from: number, to: number): Reading {
  const { entity } = question.domain;
  const asked = outcomesOf(question);
  const targets = question.domain.resultColumns.filter(
    (one) => one.role === "target" && one.type === "double" && !asked.includes(one),
  );
  const word = question.tokens[from]?.text ?? "";
  return {
    kind: "ask",
    text: `By what are ${entity.plural} "${word}"? Name a column, for example:`,
    options: targets.map((target) =>
      rephrased(question, from, to, target, /^(worst|bad|small|weak)$/i.test(word) ? "low" : "high"),
    ),
  };
}
