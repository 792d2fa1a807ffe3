import type { CheckedNumeral } from "../check-numerals.ts";
import type { EvidenceIndex } from "../evidence-index.ts";
import type { Dimension, KnownTable } from "../evidence-tables.ts";
import type { RowMention } from "../row-links.ts";
import { areAlike, signedValue, type ToldSentence, type WrongWord } from "./told-sentence.ts";
import { columnNamed } from "./column-named.ts";
import { isDenied, relationWords, type DirectionWord } from "./direction-words.ts";

/** Words that stand between the two that they compare without a "than". */
const standsBetween = /^(?:above|below|ahead of|behind|exceed|outnumber|outperform|surpass|trail|lag)/;

/** "A (1) is higher than B (2)": words of comparison against the numbers of the two rows that they compare. */
export function checkRelations(sentence: ToldSentence, index: EvidenceIndex): WrongWord[] {
  const { context } = sentence;
  const words = relationWords(context.text);
  return words.flatMap((word, position) => {
    // Two comparisons in one sentence leave it open which numbers are whose.
    const next = words[position + 1];
    if (
      words.length > 1 &&
      !(next === undefined || /[;]|\b(?:while|whereas|but)\b/.test(context.text.slice(word.end, next.start)))
    )
      return [];
    if (words.length > 1 && position > 0) return [];
    if (isDenied(context.text)) return [];
    const pivot = pivotOf(context.text, word);
    if (pivot === null) return [];
    const compared = comparedRows(sentence, pivot, index);
    const pair =
      compared &&
      (toldPair(sentence, compared) ?? knownPair(sentence, compared) ?? namedPair(sentence, word, compared));
    if (!compared || !pair) return [];
    const [left, right] = pair;
    if (left.value === right.value || left.value < 0 || right.value < 0) return [];
    if (left.value > right.value === (word.way === "up")) return [];
    return [
      {
        word: word.word,
        start: word.start,
        evidence: [compared.table.evidence],
        how: `told of ${compared.left} (${left.text}) beside ${compared.right} (${right.text}), which is the other way round`,
      },
    ];
  });
}

/** Where the second of the compared begins: behind "than", or behind a word that parts the two by itself. */
function pivotOf(text: string, word: DirectionWord): number | null {
  if (standsBetween.test(word.word)) return word.end;
  const than = /^(?:[^.;]|\.\d){0,80}?\bthan\b/.exec(text.slice(word.end));
  return than ? word.end + than[0].length : null;
}

type Compared = {
  readonly table: KnownTable;
  readonly dimension: Dimension;
  readonly left: string;
  readonly right: string;
};

/** The two rows of one dimension on both sides of the pivot, where the sentence names no third. */
function comparedRows({ context }: ToldSentence, pivot: number, index: EvidenceIndex): Compared | null {
  for (const table of index.tables()) {
    for (const dimension of table.dimensions) {
      const mentions = context.links.mentionsOf(dimension);
      if (mentions.length < 2 || new Set(mentions.map(({ key }) => key)).size !== 2) continue;
      const at = pivot;
      const left = nearest(mentions.filter((mention) => mention.end <= at).toReversed());
      const right = nearest(mentions.filter((mention) => mention.start >= at));
      if (left && right && left.key !== right.key) return { table, dimension, left: left.key, right: right.key };
    }
  }
  return null;
}

function nearest(mentions: readonly RowMention[]): RowMention | null {
  return mentions[0] ?? null;
}

type Side = { readonly value: number; readonly text: string };
type Pair = readonly [left: Side, right: Side];

/** The numbers that the sentence itself tells of the two. */
function toldPair({ context, numerals }: ToldSentence, { dimension, left, right }: Compared): Pair | null {
  const of = (key: string) =>
    numerals.filter((checked) => context.links.keyOf(checked.numeral, dimension) === key && isValue(checked));
  for (const one of of(left)) {
    const other = of(right).find(
      (candidate) => areAlike(one, candidate) && candidate.numeral.isWhole === one.numeral.isWhole,
    );
    if (other) return [sideOf(one), sideOf(other)];
  }
  return null;
}

/** The one number that the sentence tells, with the other row's in the same column of the evidence. */
function knownPair({ context, numerals }: ToldSentence, { table, dimension, left, right }: Compared): Pair | null {
  const told = numerals.flatMap((checked) => {
    const place = checked.source?.place;
    const key = context.links.keyOf(checked.numeral, dimension);
    return place && place.table === table && place.column.role === "plain" && (key === left || key === right)
      ? [{ checked, place, key }]
      : [];
  });
  const [only] = told;
  if (!only || told.length > 1) return null;
  const otherKey = only.key === left ? right : left;
  const rows = dimension.keyOfRow.flatMap((key, row) => (key === otherKey ? [row] : []));
  const value = rows.length === 1 ? table.table.rows[rows[0]!]?.[only.place.columnAt] : null;
  const own = table.table.rows[only.place.row]?.[only.place.columnAt];
  if (typeof value !== "number" || typeof own !== "number") return null;
  const [mine, theirs] = [
    { value: own, text: only.checked.numeral.text },
    { value, text: String(Number(value.toPrecision(4))) },
  ];
  return only.key === left ? [mine, theirs] : [theirs, mine];
}

/** Without numbers: what the evidence has of the two in the one column that is named right behind the word. */
function namedPair(
  { context, numerals }: ToldSentence,
  word: DirectionWord,
  { table, dimension, left, right }: Compared,
): Pair | null {
  if (numerals.length > 0) return null;
  const column = columnNamed(table, context, word.end);
  if (column === null) return null;
  const side = (key: string): Side | null => {
    const row = dimension.keyOfRow.indexOf(key);
    const value = dimension.keyOfRow.lastIndexOf(key) === row ? table.table.rows[row]?.[column] : null;
    return typeof value === "number" ? { value, text: String(Number(value.toPrecision(4))) } : null;
  };
  const [mine, theirs] = [side(left), side(right)];
  return mine && theirs ? [mine, theirs] : null;
}

/** Differences and counts told in passing compare nothing. */
function isValue({ source }: CheckedNumeral): boolean {
  return source?.status === "traced" && source.place !== null && source.place.column.role === "plain";
}

function sideOf(checked: CheckedNumeral): Side {
  return { value: signedValue(checked), text: checked.numeral.text };
}
