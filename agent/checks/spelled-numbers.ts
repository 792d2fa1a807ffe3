import type { Numeral } from "./numerals.ts";

/** A number said in words: "seven segments", "one in five", "a third of", "twice". */
export type SpelledNumber = {
  /**
   * number: thirteen or more, or one with a unit, to be found like digits. fraction: of a whole. multiple: of another
   * number. count: two to twelve things.
   */
  readonly kind: "number" | "fraction" | "multiple" | "count";
  readonly numeral: Numeral;
  /** The word behind a count: what is counted; empty for the others. */
  readonly noun: string;
};

const units =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const numberWord = `(?:(?:${tens.join("|")})(?:[- ](?:${units.slice(1, 10).join("|")}))?|${units.slice(1).toReversed().join("|")})`;
const roundedBefore =
  "(?:(?<over>more than|over|above|just over)|(?<under>almost|nearly|just under|less than|fewer than|under)|(?<about>about|around|roughly|approximately|some|close to))?\\s*";
const fractionWords: Readonly<Record<string, readonly [part: number, whole: number]>> = {
  half: [1, 2],
  third: [1, 3],
  quarter: [1, 4],
  fifth: [1, 5],
};
const multipleWords: Readonly<Record<string, number>> = { twice: 2, double: 2, triple: 3, halve: 0.5, quadruple: 4 };

/** "One in five", "three out of ten". */
const outOfPattern = new RegExp(
  `\\b${roundedBefore}\\b(?<part>${numberWord})\\s+(?:in|out of)\\s+(?:every\\s+)?(?<whole>${numberWord})\\b(?!\\s+(?:days?|weeks?|months?|minutes?|hours?))`,
  "gi",
);
/** "A third of the customers"; not "the other half of the sample", "a quarter of an hour". */
const fractionPattern = new RegExp(
  `(?<!\\b(?:random|other|first|second|third|last|each|one|every|better|upper|lower|next|this|per|the)\\s)\\b${roundedBefore}(?<!\\brandom\\s)(?:\\b(?<many>an?|one|two|three|four)[- ])?\\b(?<word>half|thirds?|quarters?|fifths?)\\s+(?:of\\b(?![^.;]{0,32}\\b(?:between|within|below|above|less than|more than|at most|at least)\\b)(?!\\s+(?:an?\\s+(?:hour|point|percent|day|year)|the\\s+(?:sample|year|group|time)|\\d{4}|them at random))|(?=(?:the|all)\\s+(?:customers|users|members|people|accounts|rate)\\b))`,
  "gi",
);
/** "Three times as often", "2" said in words with a unit. */
const withUnitPattern = new RegExp(
  `\\b${roundedBefore}\\b(?<number>${numberWord})(?:\\s+(?<times>times)\\b(?!\\s+(?:a|an|per|each|every|in)\\b)|[- ](?<fold>fold)\\b|\\s+(?<percent>per ?cent)\\b(?!age)|\\s+(?<points>percentage points)\\b)`,
  "gi",
);
const multiplePattern = new RegExp(
  `\\b${roundedBefore}\\b(?<word>twice|(?:doubl|tripl|quadrupl|halv)(?:es?|ed|ing))\\b(?!\\s+(?:a|per|each|every)\\b)|\\b(?:cut|fall|falls|fell|drop|drops|dropped|reduced|lower)\\s+by\\s+${roundedBefore.replaceAll(/\?<\w+>/g, "")}(?<cut>half|a third|a quarter|two thirds|three quarters)\\b`,
  "gi",
);
const countPattern = new RegExp(
  `\\b(?<before>(?:\\w+\\s+){0,2})\\b(?<number>${numberWord})\\s+(?!(?:of|in|out|or|to|and|is|are)\\b)(?<noun>(?:[a-z]+-)?[a-z]+(?:\\s+[a-z]+){0,2})`,
  "gi",
);

/** The numbers that a text says in words. `one` alone counts nothing; "three times a week" is no multiple. */
export function scanSpelledNumbers(text: string): SpelledNumber[] {
  // Most sentences hold none: a cheap look first.
  if (!quickLook.test(text)) return [];
  const found: SpelledNumber[] = [];
  const add = (kind: SpelledNumber["kind"], numeral: Numeral, noun = "") => {
    if (!found.some((other) => numeral.start < other.numeral.end && numeral.end > other.numeral.start))
      found.push({ kind, numeral, noun });
  };
  for (const match of text.matchAll(outOfPattern))
    add("fraction", { ...numeralOf(match, valueOf(match.groups?.["part"])), outOf: valueOf(match.groups?.["whole"]) });
  for (const match of text.matchAll(fractionPattern)) {
    const [part, whole] = fractionWords[(match.groups?.["word"] ?? "").toLowerCase().replace(/s$/, "")] ?? [1, 1];
    add("fraction", { ...numeralOf(match, part * Math.max(1, valueOf(match.groups?.["many"]))), outOf: whole });
  }
  for (const match of text.matchAll(withUnitPattern)) {
    const { number, percent, points } = match.groups ?? {};
    const unit = percent ? "percent" : points ? "points" : "times";
    add(unit === "times" ? "multiple" : "number", {
      ...numeralOf(match, valueOf(number)),
      unit,
      isWhole: unit === "times",
    });
  }
  for (const match of text.matchAll(multiplePattern)) {
    const { word, cut } = match.groups ?? {};
    const value = cut === undefined ? multipleOf(word ?? "") : remainderOf(cut);
    add("multiple", { ...numeralOf(match, value), unit: "times", lastPlace: value < 1 ? 0.1 : 1, isWhole: value >= 1 });
  }
  for (const match of text.matchAll(countPattern)) {
    const { before = "", number = "", noun = "" } = match.groups ?? {};
    const value = valueOf(number);
    if (value < 2) continue;
    const start = match.index + before.length;
    const numeral = { ...plainNumeral, text: number, start, end: start + number.length, value };
    add(value > 12 ? "number" : "count", numeral, noun.toLowerCase());
  }
  return found.sort((left, right) => left.numeral.start - right.numeral.start);
}

const quickLook =
  /\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|half|halv\w+|thirds?|quarters?|fifths?|twice|doubl\w+|tripl\w+|quadrupl\w+)\b/i;

const plainNumeral: Numeral = {
  text: "",
  start: 0,
  end: 0,
  value: 0,
  lastPlace: 1,
  sign: "none",
  unit: "none",
  shared: null,
  rounding: "none",
  isWhole: true,
  outOf: null,
};

function numeralOf(match: RegExpExecArray, value: number): Numeral {
  const { over, under, about } = match.groups ?? {};
  const lead =
    /^(?:more than|over|above|just over|almost|nearly|just under|less than|fewer than|under|about|around|roughly|approximately|some|close to)?\s*/i.exec(
      match[0],
    )?.[0] ?? "";
  const text = match[0]
    .slice(lead.length)
    .trimEnd()
    .replace(/\s+of$/i, "");
  const start = match.index + lead.length;
  return {
    ...plainNumeral,
    text,
    start,
    end: start + text.length,
    value,
    rounding: over ? "over" : under ? "under" : about ? "about" : "none",
    isWhole: false,
  };
}

function valueOf(words: string | undefined): number {
  const [first = "", second = ""] = (words ?? "").toLowerCase().split(/[- ]/);
  const ten = tens.indexOf(first);
  if (ten >= 0) return 20 + 10 * ten + Math.max(0, units.indexOf(second));
  return Math.max(0, units.indexOf(first), first === "a" || first === "an" ? 1 : 0);
}

function multipleOf(word: string): number {
  const stem = Object.keys(multipleWords).find((known) => word.toLowerCase().startsWith(known.slice(0, 4)));
  return stem === undefined ? 1 : (multipleWords[stem] ?? 1);
}

/** What is left after "cut by a third". */
function remainderOf(cut: string): number {
  const left: Readonly<Record<string, number>> = {
    half: 1 / 2,
    "a third": 2 / 3,
    "a quarter": 3 / 4,
    "two thirds": 1 / 3,
    "three quarters": 1 / 4,
  };
  return left[cut.toLowerCase()] ?? 1;
}
