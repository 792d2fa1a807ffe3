import type { Dimension } from "./evidence-tables.ts";
import type { Numeral } from "./numerals.ts";
import { phraseKey, type Mention } from "./phrases.ts";

/** Which of the rows that a sentence names each of its numerals is told of. */
export type RowLinks = {
  /** The row of a dimension that a numeral is told of; null where the words name none, or leave it open. */
  keyOf(numeral: Numeral, dimension: Dimension): string | null;
  /** The rows of a dimension that the sentence names, in their order. */
  mentionsOf(dimension: Dimension): readonly RowMention[];
};

/** A row's name in a passage, with offsets in it; the key is the row's in its dimension. */
export type RowMention = { readonly key: string; readonly start: number; readonly end: number };

export type LinkedPassage = {
  readonly text: string;
  /** The passage as a row of a table; null for prose. */
  readonly line: TableLine | null;
  /** The names of rows in the passage and the numerals. */
  readonly mentions: readonly Mention[];
  readonly numerals: readonly Numeral[];
};

/** A table's header row, cell by cell. */
export type TableHeader = readonly {
  /** The whole cell as a phrase key. */
  readonly whole: string;
  /** The keys of the rows that it names. */
  readonly rows: readonly string[];
  /** The dictionary's columns that it names. */
  readonly measures: readonly Mention[];
}[];

/** A row of a table, with what stands above its cells. */
export type TableLine = {
  /** The first cell with words, as a phrase key. */
  readonly first: string;
  headerOf(numeral: Numeral): TableHeader[number] | null;
  /** Whether a cell holds nothing but a row's name: words such as "customers" and marks aside. */
  isWholeCell(mention: Pick<RowMention, "start" | "end">): boolean;
};

/** Parts a table's row at its bars. */
export function readTableLine(text: string, header: TableHeader): TableLine {
  const bars = Array.from(text.matchAll(/\|/g), ({ index }) => index);
  const isWhole = new Map<number, boolean>();
  return {
    first: phraseKey(text.split("|").find((cell) => /[\p{L}\d]/u.test(cell)) ?? ""),
    headerOf: (numeral) => {
      let cell = 0;
      while (cell < bars.length && bars[cell]! < numeral.start) cell++;
      return header[cell] ?? null;
    },
    isWholeCell: (mention) => {
      const known = isWhole.get(mention.start);
      if (known !== undefined) return known;
      const is = isNameOnly(text, bars, mention);
      isWhole.set(mention.start, is);
      return is;
    },
  };
}

function isNameOnly(text: string, bars: readonly number[], { start, end }: Pick<RowMention, "start" | "end">): boolean {
  const from = bars.findLast((bar) => bar <= start) ?? 0;
  const to = bars.find((bar) => bar >= end) ?? text.length;
  const rest = `${text.slice(from, start)} ${text.slice(end, to)}`;
  return !/\p{L}/u.test(
    rest.replaceAll(/\b(?:customers?|accounts?|users?|groups?|segments?|n|posts?|the|week(?: of)?)\b/gi, ""),
  );
}

type Link = string | null;

/** Reads which row each numeral of a passage is told of. Each dimension is read once, when first asked for. */
export function createRowLinks(passage: LinkedPassage): RowLinks {
  const linked = new Map<Dimension, ReadonlyMap<number, Link>>();
  const mentioned = new Map<Dimension, readonly RowMention[]>();
  const said = passage.mentions.filter((mention) => !isExcepted(passage.text, mention));

  function mentionsOf(dimension: Dimension): readonly RowMention[] {
    const before = mentioned.get(dimension);
    if (before) return before;
    const mentions = said.flatMap(({ keys, start, end }) => {
      const key = keys.find((candidate) => dimension.keys.has(candidate));
      return key === undefined ? [] : [{ key, start, end }];
    });
    mentioned.set(dimension, mentions);
    return mentions;
  }

  function keyOf(numeral: Numeral, dimension: Dimension): Link {
    let links = linked.get(dimension);
    if (!links) {
      links =
        passage.line === null
          ? linkProse(passage, mentionsOf(dimension), dimension.isOfFigures)
          : linkCells(passage.line, passage.numerals, mentionsOf(dimension), dimension);
      linked.set(dimension, links);
    }
    return links.get(numeral.start) ?? null;
  }

  return { keyOf, mentionsOf };
}

/** "Other than premium", "non-premium": the row is named to be left out. */
function isExcepted(text: string, mention: Mention): boolean {
  return /(?:\b(?:except(?: for)?|excluding|without|not|other than|unlike)\s+|\bnon-)$/i.test(
    text.slice(Math.max(0, mention.start - 14), mention.start),
  );
}

/** What stands between a numeral and the row that it is told for: "18.8 % churn among free accounts". */
const forGap = /^[*_]*\s?(?:%|[a-z-]+\b)?[\sa-z*_"'`-]*$/i;
const forWord = /\b(?:for|among|of|in|by|on|at|from)\b/i;
const otherClause =
  /\b(?:and|or|is|are|was|were|has|have|had|than|to|against|vs|versus|compared|who|which|that|with)\b/i;
/** "168,145 (week of 2026-11-09)". */
const bracketGap = /^[*_]*\s?(?:%|[a-z-]+)?[*_]*\s?\((?:[a-z]+\s){0,3}["'*_`]*$/i;
/** What parts a numeral from a row named before it. */
const hardBreak = /[;\n]|\b(?:while|whereas|but|although|though)\b/i;
/** A further numeral is of the same row unless it is told beside something else. */
const otherThing =
  /\b(?:against|vs|versus|compared|than|from|to|overall|average|everyone|everybody|total|all|others?|rest|typical|difference|gap|median|base|between|those|who|others?)\b/i;
const ofEverybody = /^\s?%?\s*(?:overall|in all|in total|across|for all|for every|of all|on average|typical)/i;
/** How far, in characters, a numeral may stand behind the one before it to be of the same row. */
const nearNumeral = 40;

/** In prose: a row right behind the numeral, or the one before it; rows and numerals in equal number one by one. */
function linkProse(
  passage: LinkedPassage,
  mentions: readonly RowMention[],
  isOfFigures: boolean,
): ReadonlyMap<number, Link> {
  const links = new Map<number, Link>();
  if (mentions.length === 0) return links;
  const { text } = passage;
  const numerals = passage.numerals.filter((numeral) => !isIntervalLevel(text, numeral));
  let runStart = 0;
  for (let at = 0; at < numerals.length; at++) {
    const numeral = numerals[at]!;
    const next = nextMention(text, numeral, numerals[at + 1], mentions);
    const from = Math.max(runStart, text.lastIndexOf(";", numeral.start));
    const run = mentions.filter((mention) => mention.start >= from && mention.end <= numeral.start);
    runStart = numeral.end;
    const both = next ? null : comparedBefore(text, numeral, numerals[at + 1], mentions, from);
    if (next) {
      links.set(numeral.start, next.key);
      runStart = next.end;
    } else if (both) {
      links.set(numeral.start, both[0]);
      links.set(numerals[++at]!.start, both[1]);
      runStart = numerals[at]!.end;
    } else if (ofEverybody.test(text.slice(numeral.end, numeral.end + 24))) {
      links.set(numeral.start, null);
    } else if (run.length > 1) {
      at += linkEach(run, numerals, at, mentions, passage, links);
      runStart = numerals[at]?.end ?? text.length;
    } else {
      const before = leavesBracket(text, numerals[at - 1], numeral, mentions) ? undefined : numerals[at - 1];
      const isOpen = isOfFigures && !isOfFigure(text, run[0], before, numeral);
      links.set(numeral.start, isOpen ? null : linkBefore(text, run[0], before, numeral, links));
    }
  }
  return links;
}

/** The row named right behind a numeral, with no other numeral between and where it is not told for what follows it. */
function nextMention(
  text: string,
  numeral: Numeral,
  following: Numeral | undefined,
  mentions: readonly RowMention[],
): RowMention | null {
  const next = mentions.find((mention) => mention.start >= numeral.end);
  if (!next || (following && following.start < next.start)) return null;
  const gap = text.slice(numeral.end, next.start);
  if (gap.length > nearNumeral) return null;
  if (bracketGap.test(gap)) return /[),]/.test(text.charAt(next.end)) ? next : null;
  if (!forGap.test(gap) || otherClause.test(gap)) return null;
  // "free 0.452 premium 0.633": without a word such as "for", the row behind belongs to what follows it.
  const isTied = forWord.test(text.slice(numeral.end, next.end)) || (/^\s$/.test(gap) && numeral.isWhole);
  return isTied ? next : null;
}

const beside = /^\s?%?[*_]*,?\s*(?:vs\.?|versus|against|compared (?:to|with))\s*(?:about|roughly|only|just)?\s*[*_]*$/i;

/** "A is higher than B (1 vs. 2)": two numbers set beside each other are of the two rows named before, in their order. */
function comparedBefore(
  text: string,
  numeral: Numeral,
  following: Numeral | undefined,
  mentions: readonly RowMention[],
  from: number,
): readonly [Link, Link] | null {
  if (!following || !beside.test(text.slice(numeral.end, following.start))) return null;
  const start = Math.max(0, text.lastIndexOf(";", from));
  const keys = new Set(
    mentions.filter((mention) => mention.start >= start && mention.end <= numeral.start).map((mention) => mention.key),
  );
  if (mentions.some((mention) => mention.start >= following.end && mention.start - following.end < nearNumeral))
    return null;
  const [left, right] = keys;
  return keys.size === 2 && left !== undefined && right !== undefined ? [left, right] : null;
}

/** What stands between the numerals of several rows told one by one. */
const eachGap =
  /^\s?%?[*_]*,?\s*(?:and|or|vs\.?|versus|against|compared (?:to|with)|to|rather than)?\s*(?:about|roughly|only|just)?\s*[*_]*$/i;

/** "Premium and free customers average 0.633 and 0.452": one by one. Returns how many further numerals it took. */
function linkEach(
  run: readonly RowMention[],
  numerals: readonly Numeral[],
  at: number,
  mentions: readonly RowMention[],
  passage: LinkedPassage,
  links: Map<number, Link>,
): number {
  const end = mentions.find((mention) => mention.start >= numerals[at]!.end)?.start ?? passage.text.length;
  let last = at;
  while (numerals[last + 1] && numerals[last + 1]!.start < end) last++;
  const told = numerals.slice(at, last + 1);
  const isEach =
    told.length === run.length &&
    told.every(
      (one, position) => position === 0 || eachGap.test(passage.text.slice(told[position - 1]!.end, one.start)),
    ) &&
    new Set(run.map((mention) => mention.key)).size === run.length &&
    haveOneUnit(told);
  for (const [position, numeral] of told.entries())
    links.set(numeral.start, isEach ? (run[position]?.key ?? null) : null);
  return last - at;
}

function haveOneUnit(numerals: readonly Numeral[]): boolean {
  const unit = (numeral: Numeral) => numeral.shared?.unit ?? numeral.unit;
  return numerals.every(
    (numeral) =>
      unit(numeral) === unit(numerals[0]!) &&
      numeral.isWhole === numerals[0]!.isWhole &&
      numeral.sign === numerals[0]!.sign,
  );
}

function linkBefore(
  text: string,
  mention: RowMention | undefined,
  before: Numeral | undefined,
  numeral: Numeral,
  links: ReadonlyMap<number, Link>,
): Link {
  if (mention) return hardBreak.test(text.slice(mention.end, numeral.start)) ? null : mention.key;
  if (!before) return null;
  const gap = text.slice(before.end, numeral.start);
  const isSame = gap.length <= nearNumeral && !hardBreak.test(gap) && (isWithinInterval(gap) || !otherThing.test(gap));
  return isSame ? (links.get(before.start) ?? null) : null;
}

/** A metric's own figure stands right behind it: "RMSE on the test split is 0.08". */
const ownFigure =
  /^(?:[^\p{L})]|\b(?:of|is|was|are|at|on|the|to|from|test|train|training|set|split|only|just|about|around|roughly|some|stands|reaches|falls|drops|rises|goes|went|value|score)\b)*$/iu;

/** Whether a numeral is a metric's figure: right behind its name, or its other one: "0.08 on test and 0.06 on train". */
function isOfFigure(
  text: string,
  mention: RowMention | undefined,
  before: Numeral | undefined,
  numeral: Numeral,
): boolean {
  if (mention) return ownFigure.test(text.slice(mention.end, numeral.start));
  const gap = before ? text.slice(before.end, numeral.start) : "";
  return isWithinInterval(gap) || /^[^.;()]*\b(?:test|train(?:ing)?)\b[^.;()]*$/i.test(gap);
}

/** Whether a bracket that names a row of its own closes between two numerals: "(MAE 0.06) on 3,925 customers". */
function leavesBracket(
  text: string,
  before: Numeral | undefined,
  numeral: Numeral,
  mentions: readonly RowMention[],
): boolean {
  if (!before || !text.slice(before.end, numeral.start).includes(")")) return false;
  const opened = text.lastIndexOf("(", before.start);
  return mentions.some((mention) => mention.start > opened && mention.end <= before.start);
}

function isWithinInterval(gap: string): boolean {
  return /^\s?(?:to|–|—|-)\s?$/.test(gap) || /\b(?:intervals?|CI)\b/i.test(gap);
}

function isIntervalLevel(text: string, numeral: Numeral): boolean {
  return /^[\s-]*(?:%\s?)?(?:confidence\s+)?(?:intervals?|CI)\b/i.test(text.slice(numeral.end, numeral.end + 26));
}

/** In a table: the row's name is in a cell of the same line, or in the header of the same column. */
function linkCells(
  line: TableLine,
  numerals: readonly Numeral[],
  mentions: readonly RowMention[],
  dimension: Dimension,
): ReadonlyMap<number, Link> {
  const links = new Map<number, Link>();
  const inLine = new Set(mentions.filter((mention) => line.isWholeCell(mention)).map((mention) => mention.key));
  // What stands first in the line is the row's name, whatever the name.
  if (inLine.size === 0 && dimension.keys.has(line.first)) inLine.add(line.first);
  const [only] = inLine;
  for (const numeral of numerals) {
    const above = inLine.size === 0 ? line.headerOf(numeral) : null;
    const link = inLine.size === 1 && only !== undefined ? only : above && headerKey(above, dimension);
    links.set(numeral.start, link);
  }
  return links;
}

/** The one row that a header's cell names; a cell that is nothing but a row's name counts whatever the name. */
function headerKey(cell: TableHeader[number], dimension: Dimension): Link {
  if (dimension.keys.has(cell.whole)) return cell.whole;
  const keys = new Set(cell.rows.filter((key) => dimension.keys.has(key)));
  const [only] = keys;
  return keys.size === 1 && only !== undefined ? only : null;
}
