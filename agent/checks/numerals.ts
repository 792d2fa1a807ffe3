/** How a numeral is to be read. */
export type NumeralUnit = "none" | "percent" | "points" | "times" | "usd";

/** One numeral of a text, read. */
export type Numeral = {
  /** As written, with its sign, currency sign and percent sign or scale word. */
  readonly text: string;
  /** Offsets of `text` in the whole text. */
  readonly start: number;
  readonly end: number;
  /** Its size without the sign, in the unit written, scale included (1.2 million → 1,200,000). */
  readonly value: number;
  /** The worth of its last shown digit, scale included. */
  readonly lastPlace: number;
  readonly sign: "none" | "minus" | "plus" | "both";
  readonly unit: NumeralUnit;
  /** Units that it may also have, from a later numeral of the same list or range ("30 to 40 %"). */
  readonly shared: { readonly unit: NumeralUnit; readonly scale: number } | null;
  /** Whether a word before it says that it is rounded, and to which side. */
  readonly rounding: "none" | "about" | "over" | "under";
  /** Whether it is a whole number without decimals, scale or percent sign. */
  readonly isWhole: boolean;
  /** For "1 in 5": the second number; the value is then the first number. */
  readonly outOf: number | null;
};

const digits =
  /(?:\d{1,3}(?:[,\u2009\u202f\u00a0'’]\d{3})+(?!\d)|\d+)(?:\.\d+|,\d{1,2}(?![\d,]))?(?:[eE][+−-]?\d+(?![\w])|\s?[×x·]\s?10\^?[−-]?[\d⁻⁰¹²³⁴-⁹]+)?/g;
const unitAfter =
  /^(?:[\s\u2009\u202f\u00a0-]?(?:(?<percent>%(?:[\s\u2009\u202f\u00a0-]?points?\b)?|per ?cent(?:age)?\b(?!\s+points?)|pct\b)|(?<points>percentage points?\b|pp\b|points?\b|pts\b)|(?<scale>thousand\b|million\b|billion\b|[mb]n\b)|(?<times>times\b|fold\b|[x×](?![\w]))))|^(?<suffix>[kKMB])(?![\w])/;
const scales: Readonly<Record<string, number>> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  mn: 1e6,
  bn: 1e9,
  k: 1e3,
  m: 1e6,
  b: 1e9,
};
const aboutBefore = /(?:\b(?:about|around|roughly|approximately|approx\.?|some|circa|ca\.?|close to)\s+|[~≈]\s?)$/i;
const overBefore = /(?:\b(?:over|more than|above|exceeding|just over)\s+|>\s?)$/i;
const underBefore = /(?:\b(?:almost|nearly|under|less than|fewer than|just under|up to)\s+|<\s?)$/i;
const listNumber = /(?:^|\n)[ \t]*(?:[#>*+-]+[ \t]+)?\**$/;
const structureBefore = /\b(?:step|option|figure|fig\.|table|section|phase|part|note|item|question|hypothesis)\s+$/i;
const between = /^(?:\s?[–—-]\s?|\s+(?:to|and|or|vs\.?|versus|through)\s+|,\s+(?:and\s+)?)$/;

const intervalLevel = /\b9[059]\s?%/;
const intervalOpens = /^[^.;\d\n]{0,24}(?:\(|\bintervals?\b|\bCI\b|\bbetween\b|\bfrom\b)[^.;\d\n]{0,16}$/;

/**
 * The numerals of a text in their order: signed, with thousands separators, decimals, percent, points, dollars,
 * k, m and million, scientific, "1 in 5". Left out: ordinals (5th), list numbers, what is part of a word or
 * identifier (R2, p95, user_12345, left_30_day, [e1]), and whatever lies in the spans given.
 */
export function scanNumerals(
  text: string,
  taken: readonly { readonly start: number; readonly end: number }[],
): Numeral[] {
  const found: Numeral[] = [];
  for (const match of text.matchAll(digits)) {
    const start = match.index;
    const end = start + match[0].length;
    if (taken.some((span) => start < span.end && end > span.start)) continue;
    if (!isNumeral(text, start, end)) continue;
    found.push(readNumeral(text, start, match[0]));
  }
  return joinFractions(text, carryUnits(text, shareUnits(text, found)));
}

/** Whether the digits at a place are a number rather than a part of a name, an ordinal or a list number. */
function isNumeral(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  const after = text.slice(end, end + 4);
  if (/[\p{L}\p{N}_#^²]/u.test(before)) return false;
  // A dot before digits is a decimal point only after no word: v1.2, 10.0.0.1.
  if (before === "." && /[\w]/.test(text.charAt(start - 2))) return false;
  if (/^(?:st|nd|rd|th)(?![a-z])/.test(after) || after.startsWith("_") || /^\.\d/.test(after)) return false;
  if (
    /^[\p{L}]/u.test(after) &&
    !/^(?:[kKMBx×]|%|bn|mn|ms|s|h|d|min|pp|pct|per|px|GB|MB|kB|GiB|MiB)(?![\p{L}\p{N}_])/u.test(after)
  )
    return false;
  // Words such as gpt-4 or covid-19: a hyphen that ties the digits to letters.
  if (/[-–]/.test(before) && /[\p{L}_]/u.test(text.charAt(start - 2))) return false;
  const lead = text.slice(Math.max(0, start - 24), start);
  if (/^[.)]\**(?:\s|$)/.test(after) && listNumber.test(start <= 24 ? lead : lead.replace(/^[^\n]*$/, "x")))
    return false;
  return !structureBefore.test(lead);
}

function readNumeral(text: string, digitsStart: number, written: string): Numeral {
  const { value: bare, place } = parseDigits(written);
  let start = digitsStart;
  let unit: NumeralUnit = "none";
  if (/[$€£]/.test(text.charAt(start - 1))) {
    unit = "usd";
    start -= 1;
  }
  const sign = signBefore(text, start);
  if (sign !== "none") start -= 1;
  if (unit === "none" && sign !== "none" && /[$€£]/.test(text.charAt(start - 1))) {
    unit = "usd";
    start -= 1;
  }
  const digitsEnd = digitsStart + written.length;
  const after = unitAfter.exec(text.slice(digitsEnd, digitsEnd + 22));
  const scaleWord = (after?.groups?.["scale"] ?? after?.groups?.["suffix"])?.toLowerCase();
  const scale = scaleWord ? (scales[scaleWord] ?? 1) : 1;
  if (after?.groups?.["percent"]) unit = /points?$/.test(after[0]) ? "points" : "percent";
  else if (after?.groups?.["points"]) unit = "points";
  else if (after?.groups?.["times"]) unit = "times";
  const hasWord = after !== null && (unit === "percent" || scale !== 1);
  const end = hasWord ? digitsEnd + after[0].length : digitsEnd;
  return {
    text: text.slice(start, end),
    start,
    end,
    value: bare * scale,
    lastPlace: place * scale,
    sign,
    unit,
    shared: null,
    rounding: roundingBefore(text.slice(Math.max(0, start - 18), start)),
    isWhole: place === 1 && scale === 1 && unit !== "percent",
    outOf: null,
  };
}

function parseDigits(written: string): { readonly value: number; readonly place: number } {
  // Most numerals are plain ones.
  if (/^\d+(?:\.\d+)?$/.test(written)) {
    const point = written.indexOf(".");
    return { value: Number(written), place: point < 0 ? 1 : 10 ** (point + 1 - written.length) };
  }
  const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const plain = written
    .replaceAll(/[\u2009\u202f\u00a0'’]/g, "")
    .replace(/\s?[×x·]\s?10\^?/, "e")
    .replaceAll("−", "-")
    .replaceAll("⁻", "-")
    .replaceAll(/[⁰¹²³⁴-⁹]/g, (character) => String(superscripts.indexOf(character)));
  const [mantissa = "", exponent = "0"] = plain.split(/e/i);
  // A comma before three digits parts thousands; before one or two it is the decimal comma.
  const decimal = /^\d+,\d{1,2}$/.test(mantissa) ? mantissa.replace(",", ".") : mantissa.replaceAll(",", "");
  const decimals = decimal.includes(".") ? decimal.length - decimal.indexOf(".") - 1 : 0;
  return { value: Number(`${decimal}e${exponent}`), place: 10 ** (Number(exponent) - decimals) };
}

/** A sign directly before a numeral; a hyphen or dash after a word or number ties or parts and is no sign. */
function signBefore(text: string, start: number): Numeral["sign"] {
  const character = text.charAt(start - 1);
  if (character === "+") return "plus";
  if (character === "±") return "both";
  if (character !== "-" && character !== "−" && character !== "–") return "none";
  return /[\p{L}\p{N}%)\]]/u.test(text.charAt(start - 2)) ? "none" : "minus";
}

function roundingBefore(lead: string): Numeral["rounding"] {
  if (aboutBefore.test(lead)) return "about";
  if (overBefore.test(lead)) return "over";
  return underBefore.test(lead) ? "under" : "none";
}

/** Lets a numeral without a unit share the unit or scale of the next of its list or range: "30–40 %". */
function shareUnits(text: string, numerals: readonly Numeral[]): Numeral[] {
  const shared = [...numerals];
  for (let position = shared.length - 2; position >= 0; position--) {
    const numeral = shared[position];
    const next = shared[position + 1];
    if (!numeral || !next || numeral.unit !== "none") continue;
    if (!between.test(text.slice(numeral.end, next.start))) continue;
    if (next.unit !== "none") shared[position] = { ...numeral, shared: { unit: next.unit, scale: scaleOf(next) } };
    else if (next.shared) shared[position] = { ...numeral, shared: next.shared };
    else if (scaleOf(next) > 1) shared[position] = { ...numeral, shared: { unit: "none", scale: scaleOf(next) } };
  }
  return shared;
}

/** Lets the ends of an interval have the unit of what they bound: "4.2 points (3.7 to 4.7)". */
function carryUnits(text: string, numerals: readonly Numeral[]): Numeral[] {
  const carried: Numeral[] = [];
  for (const numeral of numerals) {
    const before = carried.at(-1);
    const unit = before && (before.unit === "none" ? before.shared?.unit : before.unit);
    const isBare = numeral.unit === "none" && numeral.shared === null;
    const gap =
      before && isBare && (unit === "percent" || unit === "points")
        ? text.slice(before.end, numeral.start).replace(unitAfter, "").replace(intervalLevel, "")
        : "";
    const carries = unit !== undefined && (intervalOpens.test(gap) || (before?.shared !== null && between.test(gap)));
    carried.push(carries ? { ...numeral, shared: { unit, scale: 1 } } : numeral);
  }
  return carried;
}

function scaleOf(numeral: Numeral): number {
  const word = /(thousand|million|billion|[mb]n|[kKMB])$/.exec(numeral.text)?.[0].toLowerCase();
  return word ? (scales[word] ?? 1) : 1;
}

/** Reads "1 in 5" and "3 out of 4" as one numeral. */
function joinFractions(text: string, numerals: readonly Numeral[]): Numeral[] {
  const joined: Numeral[] = [];
  for (let position = 0; position < numerals.length; position++) {
    const numeral = numerals[position]!;
    const next = numerals[position + 1];
    const isFraction =
      next !== undefined &&
      numeral.isWhole &&
      next.isWhole &&
      numeral.value > 0 &&
      numeral.value < next.value &&
      next.value <= 100 &&
      /^\s+(?:in|out of)\s+(?:every\s+)?$/.test(text.slice(numeral.end, next.start));
    if (isFraction) {
      joined.push({
        ...numeral,
        text: text.slice(numeral.start, next.end),
        end: next.end,
        isWhole: false,
        outOf: next.value,
      });
      position++;
    } else {
      joined.push(numeral);
    }
  }
  return joined;
}
