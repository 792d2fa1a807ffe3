import type { Told } from "../told-table.ts";
import type { Analysis } from "./analysis.ts";
import type { Lexicon } from "./lexicon.ts";

/** A question with a place of what was told named, and what was read as what. */
export type Resolved = { readonly text: string; readonly from: string; readonly to: string };

const places: Readonly<Record<string, number>> = {
  first: 0,
  "1st": 0,
  top: 0,
  second: 1,
  "2nd": 1,
  third: 2,
  "3rd": 2,
  fourth: 3,
  "4th": 3,
  fifth: 4,
  "5th": 4,
  sixth: 5,
  "6th": 5,
  seventh: 6,
  "7th": 6,
  eighth: 7,
  "8th": 7,
  ninth: 8,
  "9th": 8,
  tenth: 9,
  "10th": 9,
  last: -1,
  bottom: -1,
};
const numbers: Readonly<Record<string, number>> = {
  one: 0,
  two: 1,
  three: 2,
  four: 3,
  five: 4,
  six: 5,
  seven: 6,
  eight: 7,
};
const ordinals = Object.keys(places).join("|");
/** Words of a conversation's own parts: "the first question" is no row of a table. */
const ownParts =
  /\b(go|going|come|switch|back|return)\b.*\b(first|last|second)\b|\b(question|answer|analysis|chart|table)\b/;

/**
 * Puts the name of a row in the place of "the first one", "the second state", "number 3" or "the last of them", by the
 * table (or the offered questions) of the answer before; null where the question names no place, or what was told has
 * none such. The model sees its earlier answers as text only, so places are looked up there.
 */
export function resolvePlace(
  text: string,
  told: Told | null,
  lexicon: Lexicon,
  previous: Analysis | null = null,
): Resolved | null {
  // A table without a first heading is of columns, not of what the question may go on from.
  if (told === null || told.heading === "" || ownParts.test(text.toLowerCase())) return null;
  const found = findPlace(text, told, lexicon) ?? theExtreme(text, previous);
  if (!found) return null;
  const name = told.names.at(found.index);
  const isKnown = found.index < 0 ? !told.isCut : found.index < told.names.length;
  // A row that is named by a number is a range or a value, which no question can go on from.
  if (name === undefined || !isKnown || /^[−$\d-]/.test(name)) return null;
  // An offer that is picked is the question itself.
  if (told.heading === null) return isBare(text, found.said) ? { text: name, from: found.said, to: name } : null;
  return { text: text.replace(found.said, name), from: found.said, to: name };
}

function findPlace(text: string, told: Told, lexicon: Lexicon): { said: string; index: number } | null {
  const { entity } = lexicon.domain;
  const column = lexicon.domain.resultColumns.find((one) => one.label.toLowerCase() === told.heading?.toLowerCase());
  const heading =
    told.heading === null ? [] : [told.heading, told.heading.split(" ").at(-1) ?? "", ...(column?.synonyms ?? [])];
  const nouns = [
    "one",
    "row",
    "entry",
    "line",
    "item",
    "place",
    "option",
    "group",
    "choice",
    "reading",
    entity.singular,
    ...entity.synonyms,
    ...heading,
  ];
  const noun = nouns.filter(Boolean).map(escaped).join("|");
  const named = new RegExp(
    `\\b(?:the |that )?(${ordinals})(?: (?:${noun})\\b(?! (?:and|or) )| (?:of|in|on|from) (?:them|those|these|the list|that list|your list|the table)\\b)`,
    "i",
  ).exec(text);
  if (named?.[1]) return { said: named[0], index: places[named[1].toLowerCase()] ?? 0 };
  const bare =
    new RegExp(
      `\\bthe (${ordinals})(?=\\s*[?.!]*$| (?:has|have|had|is|was|does|do|did|scores?|makes?|looks?)\\b)`,
      "i",
    ).exec(text) ?? new RegExp(`^(${ordinals})[?.!]*$`, "i").exec(text);
  if (bare?.[1]) return { said: bare[0].replace(/[?.!]+$/, ""), index: places[bare[1].toLowerCase()] ?? 0 };
  const extreme = new RegExp(`\\bthe (highest|largest|biggest|lowest|smallest) (?:${noun})\\b`, "i").exec(text);
  const index = extreme ? extremeOf(told, extreme[1] ?? "", entity.plural) : null;
  if (extreme && index !== null) return { said: extreme[0], index };
  const numbered =
    /(?:\b(?:number|no\.?|row|option|place|rank) |#)(\d{1,2}|one|two|three|four|five|six|seven|eight)\b/i.exec(text);
  const said = numbered?.[1]?.toLowerCase();
  if (numbered && said !== undefined)
    return { said: numbered[0], index: /^\d/.test(said) ? Number(said) - 1 : (numbers[said] ?? -1) };
  return null;
}

/** "How many users does it have?" after "which state is best?": the row that was asked for, which stands first. */
function theExtreme(text: string, previous: Analysis | null): { said: string; index: number } | null {
  const isOfOne = (previous?.kind === "aggregate" || previous?.kind === "count") && previous.by !== null;
  if (!isOfOne || (previous.order ?? null) === null) return null;
  const said =
    /\b(?:does|do|in|for|of|within|from|sets?|makes?) (it|that one|this one)\b(?! (?:matter|mean|work|take|look))/i.exec(
      text,
    )?.[1] ??
    /\b(?:average|mean|median|rate|score|value|many|much|churn|users|customers|people) (?:\w+ )?(there)\b(?!\s*(?:is|are))(?=\s*[?.!]*$)/i.exec(
      text,
    )?.[1];
  if (said === undefined) return null;
  return { said, index: 0 };
}

/** The row with the highest or the lowest figure; null where the table has none, or rows of that end may be left out. */
function extremeOf(told: Told, word: string, plural: string): number | null {
  const { isCut } = told;
  const isOfSize = /^(largest|biggest|smallest)$/i.test(word);
  if (isOfSize && told.sizesOf.toLowerCase() !== plural) return null;
  const figures = isOfSize ? told.sizes : told.figures;
  const isHighest = /^(highest|largest|biggest)$/i.test(word);
  if (figures.length === 0 || figures.some((figure) => !Number.isFinite(figure))) return null;
  const wanted = isHighest ? Math.max(...figures) : Math.min(...figures);
  const index = figures.indexOf(wanted);
  return isCut && (isOfSize || index > 0) ? null : index;
}

function isBare(text: string, said: string): boolean {
  return (
    text
      .replace(said, "")
      .replaceAll(/\b(please|take|use|i mean|i meant|yes|the|one|go with|that|mean|ok)\b|[^a-z]/gi, "") === ""
  );
}

function escaped(word: string): string {
  return word.toLowerCase().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
