import type { Numeral } from "./numerals.ts";
import type { Passage, Segment, TableRow } from "./segments.ts";

/** A numeral and the segment it stands in. */
export type Placed = { readonly numeral: Numeral; readonly segment: Segment };

/** Whose figure is looked for: its own words, and the words of those it must not be taken for. */
export type Owner = { readonly own: RegExp | null; readonly rivals: readonly RegExp[] };

type Name = { readonly start: number; readonly end: number; readonly isOwn: boolean };

const prepositionAfter =
  /^[\s,]*(?:\([^)]*\)\s*)?(?:points?\s+|logins?\s+)?(?:for|among|in|of|on|with|at|from)\s+(?:the\s+|those\s+|all\s+)?$/i;
const countOf =
  /^\s*(?:(?:of|are|were)\s+)?(?:(?:these|those|the|them|customers?|users?|accounts?|people|who|later|have|had|has)\s+)*$/i;
const connector = /^\s*(?:users?|customers?|accounts?)?\s*(?:,|and|vs\.?|versus|against|or|\/|,\s*and|to)\s*$/i;
const figureConnector = /^\s*(?:\([^)]*\))?\s*(?:,|and|vs\.?|versus|against|or|\/|,\s*and)\s*$/i;

/** The numerals that belong to the owner: in a table by row or column, in a passage by the name that governs them. */
export function ownNumerals(segments: readonly Segment[], owner: Owner): Placed[] {
  return segments.flatMap((segment) => {
    const numerals = segment.kind === "row" ? inRow(segment, owner) : inPassage(segment, owner);
    return numerals.map((numeral) => ({ numeral, segment }));
  });
}

function inRow(row: TableRow, { own, rivals }: Owner): Numeral[] {
  if (own === null) return row.cells.flatMap((cell) => cell.numerals);
  const isLabelled = row.cells.some((cell) => has(own, cell.text)) || (rivals.length === 0 && has(own, row.lead));
  return row.cells.flatMap((cell, column) => (isLabelled || has(own, row.headers[column] ?? "") ? cell.numerals : []));
}

function inPassage(passage: Passage, { own, rivals }: Owner): Numeral[] {
  const { text, numerals, lead } = passage;
  if (own === null) return [...numerals];
  const names = namesOf(text, own, rivals);
  if (!names.some((name) => name.isOwn)) {
    const isLed = has(own, lead) && names.length === 0 && !rivals.some((rival) => has(rival, lead));
    return isLed ? [...numerals] : [];
  }
  if (names.every((name) => name.isOwn)) return [...numerals];
  return numerals.filter((numeral) => governing(text, numeral, numerals, names)?.isOwn === true);
}

/** Mentions in order; of two that overlap the longer stands. */
function namesOf(text: string, own: RegExp, rivals: readonly RegExp[]): Name[] {
  const all = [own, ...rivals].flatMap((words, index) =>
    Array.from(text.matchAll(global(words)), (match): Name => ({
      start: match.index,
      end: match.index + match[0].length,
      isOwn: index === 0,
    })),
  );
  const kept: Name[] = [];
  for (const name of all.toSorted((a, b) => b.end - b.start - (a.end - a.start))) {
    if (!kept.some((other) => name.start < other.end && name.end > other.start)) kept.push(name);
  }
  return kept.toSorted((a, b) => a.start - b.start);
}

/**
 * The name a figure belongs to: the one tied to it by a preposition ("0.62 for premium") or counted ("406 churned"); of names in a row followed
 * by figures in a row, the one in the same place; else the last name before; else the first after.
 */
function governing(
  text: string,
  numeral: Numeral,
  numerals: readonly Numeral[],
  names: readonly Name[],
): Name | undefined {
  const after = names.find((name) => name.start >= numeral.end);
  const between = after ? text.slice(numeral.end, after.start) : "";
  if (after && (prepositionAfter.test(between) || (numeral.place >= 1 && countOf.test(between)))) return after;
  const before = names.findLastIndex((name) => name.end <= numeral.start);
  if (before < 0) return after;
  let first = before;
  while (first > 0 && connector.test(text.slice(names[first - 1]?.end ?? 0, names[first]?.start ?? 0))) first--;
  if (first < before) {
    const run = figuresAfter(text, numerals, names[before]?.end ?? 0, after?.start ?? text.length);
    const place = run.indexOf(numeral);
    if (run.length === before - first + 1 && place >= 0) return names[first + place];
  }
  return names[before];
}

/** The figures after a place that follow one another with nothing but connectors between. */
function figuresAfter(text: string, numerals: readonly Numeral[], from: number, to: number): Numeral[] {
  const run: Numeral[] = [];
  for (const numeral of numerals) {
    if (numeral.start < from || numeral.end > to) continue;
    const last = run.at(-1);
    if (last && !figureConnector.test(text.slice(last.end, numeral.start))) break;
    run.push(numeral);
  }
  return run;
}

function has(words: RegExp, text: string): boolean {
  return text.search(words) >= 0;
}

function global(words: RegExp): RegExp {
  return words.flags.includes("g") ? words : new RegExp(words.source, `${words.flags}g`);
}
