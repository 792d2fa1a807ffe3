import { areAlike, signedValue, type ToldSentence, type WrongWord } from "./told-sentence.ts";
import { changeWords, isDenied, type DirectionWord } from "./direction-words.ts";

/** Right before the first number: "from", "from about". */
const fromBefore = /\bfrom\s+(?:(?:about|around|roughly|nearly|almost|over|only|just)\s+)?[*_]*[+$]?$/;
/** Between the numbers: "in October to", "for free accounts to about". */
const toBetween = /^[^.;:]{0,60}?\bto\s+(?:(?:about|around|roughly|nearly|almost|over|only|just)\s+)?[*_]*[+$]?$/;
/** After the change's word, what says that the numbers are of something else, or that nothing goes up or down. */
const otherSubject =
  /\b(?:as|when|if|where|because|while|once|for|go(?:es)?|went|mov(?:es?|ed)|rang(?:es?|ed|ing)|runs?|ran|chang(?:es?|ed)|shift(?:s|ed)?|span(?:s|ned)?|intervals?|ci|between)\b|[;:(]/;
const afterBefore = /^[^.;:\d]{0,12}?$/;

/** "Fell from 1 to 2", "from 2 to 1, up 50 %": words of change against the two numbers they are told of. */
export function checkChanges({ context, numerals }: ToldSentence): WrongWord[] {
  const { text } = context;
  const wrong: WrongWord[] = [];
  let words: readonly DirectionWord[] | null = null;
  for (let at = 0; at + 1 < numerals.length; at++) {
    const [first, second] = [numerals[at]!, numerals[at + 1]!];
    const from = first.numeral.start;
    const before = text.slice(0, from);
    if (!fromBefore.test(before.slice(-32)) || !areAlike(first, second)) continue;
    if (!toBetween.test(text.slice(first.numeral.end, second.numeral.start))) continue;
    words ??= changeWords(text);
    const word = wordBefore(words, text, from) ?? wordAfter(words, text, second.numeral.end);
    const change = signedValue(second) - signedValue(first);
    if (!word || change === 0 || change > 0 === (word.way === "up")) continue;
    wrong.push({
      word: word.word,
      start: word.start,
      evidence: first.source?.evidence ?? [],
      how: `told of a change from ${first.numeral.text} to ${second.numeral.text}, which goes ${change > 0 ? "up" : "down"}`,
    });
  }
  return wrong;
}

/** The nearest word of change before "from", where nothing between them starts another statement. */
function wordBefore(words: readonly DirectionWord[], text: string, from: number): DirectionWord | null {
  const word = words.findLast((candidate) => candidate.end <= from);
  if (!word || from - word.end > 80 || otherSubject.test(text.slice(word.end, from))) return null;
  return isDenied(text.slice(Math.max(0, word.start - 24), word.start)) ? null : word;
}

/** A word of change right behind the second number: ", up 33 %", ", a drop of". */
function wordAfter(words: readonly DirectionWord[], text: string, end: number): DirectionWord | null {
  const word = words.find((candidate) => candidate.start >= end);
  return word && afterBefore.test(text.slice(end, word.start)) ? word : null;
}
