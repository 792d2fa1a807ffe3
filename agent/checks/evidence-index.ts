import type { Domain } from "#knowledge";
import type { Evidence, EvidenceTable } from "#tools";

import type { Answer } from "../answer.ts";
import { domainFacts, statedNumbers, type DomainFacts, type DomainNumber } from "./domain-facts.ts";
import { createLabelIndex, normalizeText, type FoundLabel } from "./label-index.ts";
import { scanDates, scanNumerals } from "./numerals.ts";

/** Where a value stands. */
export type ValuePlace = {
  readonly evidence: string;
  /** Name of a further table of the evidence; null for its main one. */
  readonly table: string | null;
  readonly column: string;
  /** From 0. */
  readonly row: number;
  /** The texts of the same row, lower case: what the value belongs to. */
  readonly rowLabels: readonly string[];
  /** The labels of the whole table, lower case; empty where it has too many to tell rows apart by. */
  readonly tableLabels: ReadonlySet<string>;
  /** Whether the value may be told in percent when times 100: no whole number, score, contribution, correlation. */
  readonly mayBeShare: boolean;
  /** Whether the column is in percent, from 0 to 100. */
  readonly isPercent: boolean;
};

/** A distinct value of the evidence and up to eight of its places. */
export type FoundValue = { readonly value: number; readonly places: readonly ValuePlace[] };

/** A number that is right because somebody said it or a query was run with it. */
export type GivenNumber = { readonly value: number; readonly isPercent: boolean; readonly how: string; readonly evidence: string | null };

/** Everything that an answer's numbers and names may rest on, built once a turn. */
export type EvidenceIndex = {
  readonly facts: DomainFacts;
  /** Takes in what one more tool call found. */
  add(evidence: Evidence): void;
  /** The distinct values within [low, high], from low to high, at most 48. */
  findNumbers(low: number, high: number): readonly FoundValue[];
  /** The evidence whose table has this many rows, told in words; null where none has. */
  findRowCount(count: number): { readonly evidence: string; readonly how: string } | null;
  /** Numbers said by the person, in a query or in a tool's input. */
  given(): readonly GivenNumber[];
  /** Numbers in labels and titles of the evidence, with the words around them. */
  labelNumbers(): readonly DomainNumber[];
  /** Known labels with digits in a text. */
  findLabels(text: string): FoundLabel[];
  /** What a name is, in plain words; null where nothing is known by it. */
  findName(name: string): { readonly evidence: string | null; readonly how: string } | null;
  /** Where an ISO date, month (2026-11), year or time of day is known from; null where it is not. */
  findDate(isoText: string): { readonly evidence: string | null; readonly how: string } | null;
};

export type EvidenceIndexInput = {
  readonly evidence: readonly Evidence[];
  readonly question: string;
  /** The earlier questions of the conversation. */
  readonly earlierQuestions: readonly string[];
  readonly domain: Domain;
  readonly dataset: Answer["dataset"];
};

type Source = { readonly evidence: string | null; readonly how: string };
type IndexedTable = {
  readonly evidence: string;
  readonly name: string | null;
  readonly table: EvidenceTable;
  readonly percentColumns: readonly boolean[];
  readonly shareColumns: readonly boolean[];
  readonly labels: ReadonlySet<string>;
  /** The labels of single rows, filled in as they are asked for. */
  readonly rowLabels: (readonly string[] | undefined)[];
};

const placesKept = 8;
const valuesFound = 48;
/** Cells longer than this are passages: their numbers count as values, not as parts of a label. */
const labelChars = 60;
/** Tables with more rows than this are lists: their labels are not looked for in a sentence. */
const labelledRows = 40;
/** Columns and metrics that are never told in percent. */
const neverShare =
  /contribution|impact|deviation|(?:^|_)(?:sd|std|stddev|rmse|mae|mse|corr|correlation|pearson|spearman|rho|slope|cohens?|d|p|z|t)(?:_|$)|^(?!.*(?:r2|f1|accuracy)).*score/i;
const neverShareMetric = /^(?:rmse|mae|mse|logloss|log_loss)$/;
const rowBits = 2 ** 20;
const columnBits = 2 ** 10;

/** Indexes the evidence of a turn, what the person said, and the domain's own numbers and names. */
export function createEvidenceIndex(input: EvidenceIndexInput): EvidenceIndex {
  const facts = domainFacts(input.domain);
  const percentNames = new Set(
    [...input.domain.feedColumns, ...input.domain.resultColumns].filter((column) => column.format === "percent").map((column) => column.name),
  );
  const tables: IndexedTable[] = [];
  const placesByValue = new Map<number, number[]>();
  const names = new Map<string, Source>();
  const seenCells = new Set<string>();
  const dates = new Map<string, Source>();
  const labels = createLabelIndex();
  const labelNumbers: DomainNumber[] = [];
  const given: GivenNumber[] = [];
  const rowCounts = new Map<number, { readonly evidence: string; readonly how: string }>();
  let sorted: Float64Array | null = null;

  function noteText(text: string, source: Source): void {
    // Most cells hold no date: a cheap look first.
    if (/\d{4}|\d:\d/.test(text)) for (const date of scanDates(text)) dates.set(isoOfDate(date.text) ?? date.text, source);
    // What the person or the run named is better told by the evidence that holds it.
    const name = text.toLowerCase();
    if ((names.get(name)?.evidence ?? null) === null) names.set(name, source);
  }

  function notePlace(value: number, place: number): void {
    const places = placesByValue.get(value);
    if (!places) placesByValue.set(value, [place]);
    else if (places.length < placesKept) places.push(place);
  }

  function addCell(cell: string, source: Source, place: number): void {
    const number = /\d/.test(cell) ? Number(cell) : Number.NaN;
    if (Number.isFinite(number)) notePlace(number, place);
    if (seenCells.has(cell)) return;
    seenCells.add(cell);
    noteText(cell, source);
    if (!/\d/.test(cell) || Number.isFinite(number)) return;
    if (cell.length > labelChars) {
      for (const numeral of scanNumerals(cell, scanDates(cell))) {
        const size = numeral.unit === "percent" ? numeral.value / 100 : numeral.value;
        notePlace(numeral.sign === "minus" ? -size : size, place);
      }
    } else if (!/^[A-Za-z]\w*$/.test(cell)) {
      // Identifiers such as customers' ids are found as names; every other text with digits is a label.
      labels.add(cell, `${source.how} (label)`, source.evidence);
      if (cell.includes(" ")) labelNumbers.push(...statedNumbers(cell, cell, `${source.how} (label)`));
    }
  }

  function addTable(evidence: Evidence, name: string | null, table: EvidenceTable): void {
    const tableNumber = tables.length;
    const multiplies = /\b100(?:\.0*)?\s*\*|\*\s*100\b/.test(evidence.sql ?? "");
    const where = name === null ? evidence.id : `${evidence.id} ${name}`;
    tables.push({
      evidence: evidence.id,
      name,
      table,
      shareColumns: table.columns.map((column) => !/int/.test(column.type) && !neverShare.test(column.name)),
      rowLabels: [],
      labels: new Set(table.rows.length <= labelledRows ? table.rows.flatMap(rowLabelsOf) : []),
      percentColumns: table.columns.map((column) => multiplies || percentNames.has(column.name) || /pct|percent/i.test(column.name)),
    });
    for (const column of table.columns) noteText(column.name, { evidence: evidence.id, how: `${where}, column` });
    for (const count of [table.rowCount, table.rows.length]) {
      if (!rowCounts.has(count)) rowCounts.set(count, { evidence: evidence.id, how: `${where}, number of rows` });
    }
    for (const [row, cells] of table.rows.entries()) {
      for (const [column, cell] of cells.entries()) {
        const place = row + rowBits * (column + columnBits * tableNumber);
        if (typeof cell === "number") notePlace(cell, place);
        else if (typeof cell === "string") {
          addCell(cell, { evidence: evidence.id, how: `${where}, ${table.columns[column]?.name ?? ""}, row ${row + 1}` }, place);
        }
      }
    }
  }

  function add(evidence: Evidence): void {
    sorted = null;
    addTable(evidence, null, evidence);
    for (const [name, table] of Object.entries(evidence.more)) {
      noteText(name, { evidence: evidence.id, how: `${evidence.id}, table` });
      addTable(evidence, name, table);
    }
    noteText(evidence.tool, { evidence: evidence.id, how: "tool" });
    const queried = [evidence.sql ?? "", ...textsOf(evidence.input)];
    for (const text of queried) {
      given.push(...literalsOf(text, `${evidence.id}, query`, evidence.id));
      for (const date of scanDates(text)) dates.set(date.text.slice(0, 10), { evidence: evidence.id, how: `${evidence.id}, query` });
      for (const [word] of text.matchAll(/[A-Za-z_]\w*/g)) {
        if (!names.has(word.toLowerCase())) names.set(word.toLowerCase(), { evidence: evidence.id, how: `${evidence.id}, query` });
      }
    }
    for (const text of [evidence.title, ...evidence.notices]) labelNumbers.push(...statedNumbers(text, text, `${evidence.id}, title`));
  }

  function placeOf(packed: number): ValuePlace {
    const row = packed % rowBits;
    const column = Math.floor(packed / rowBits) % columnBits;
    const indexed = tables[Math.floor(packed / (rowBits * columnBits))]!;
    const rowLabels = (indexed.rowLabels[row] ??= rowLabelsOf(indexed.table.rows[row] ?? []));
    return {
      evidence: indexed.evidence,
      table: indexed.name,
      column: indexed.table.columns[column]?.name ?? "",
      row,
      rowLabels,
      tableLabels: indexed.labels,
      mayBeShare: (indexed.shareColumns[column] ?? false) && !rowLabels.some((label) => neverShareMetric.test(label)),
      isPercent: indexed.percentColumns[column] ?? false,
    };
  }

  function findNumbers(low: number, high: number): FoundValue[] {
    sorted ??= Float64Array.from(placesByValue.keys()).sort();
    const found: FoundValue[] = [];
    for (let position = lowerBound(sorted, low); position < sorted.length && found.length < valuesFound; position++) {
      const value = sorted[position]!;
      if (value > high) break;
      found.push({ value, places: (placesByValue.get(value) ?? []).map(placeOf) });
    }
    return found;
  }

  function noteGiven(): void {
    for (const [position, question] of [input.question, ...input.earlierQuestions].entries()) {
      const source = { evidence: null, how: position === 0 ? "the question" : "an earlier question" };
      given.push(...literalsOf(question, source.how, null), ...numberWordsOf(question, source.how));
      for (const date of scanDates(question)) dates.set(isoOfDate(date.text) ?? date.text, source);
      for (const [word] of question.matchAll(/[A-Za-z][\w.-]*\w/g)) if (!names.has(word.toLowerCase())) names.set(word.toLowerCase(), source);
    }
    const run = { evidence: null, how: "the run" };
    dates.set(input.dataset.snapshotDate.slice(0, 10), { evidence: null, how: "the snapshot date" });
    for (const text of [input.dataset.runId, ...Object.values(input.dataset.modelVersions)]) {
      names.set(text.toLowerCase(), run);
      labels.add(text, "the run", null);
    }
  }

  noteGiven();
  for (const evidence of input.evidence) add(evidence);

  return {
    facts,
    add,
    findNumbers,
    findRowCount: (count) => rowCounts.get(count) ?? null,
    given: () => given,
    labelNumbers: () => labelNumbers,
    findLabels: (text) => [...labels.find(text), ...facts.labels.find(text)],
    findName: (name) => {
      const known = names.get(name.toLowerCase());
      if (known) return known;
      const what = facts.names.get(name.toLowerCase());
      return what === undefined ? null : { evidence: null, how: `domain: ${what}` };
    },
    findDate: (text) => {
      const iso = isoOfDate(text) ?? text;
      for (const [date, source] of dates) if (date.startsWith(iso) || iso.startsWith(date)) return source;
      return null;
    },
  };
}

/** The texts of a row that can name it: short and with a letter. */
function rowLabelsOf(row: EvidenceTable["rows"][number]): string[] {
  return row.flatMap((cell) => (typeof cell === "string" && cell.length <= labelChars && /\p{L}/u.test(cell) ? [normalizeText(cell)] : []));
}

/** The first position whose value is not below the bound. */
function lowerBound(sorted: Float64Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every text and number within a tool's input, as texts. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [key, ...textsOf(part)]);
}

function literalsOf(text: string, how: string, evidence: string | null): GivenNumber[] {
  return scanNumerals(text, scanDates(text)).flatMap((numeral): GivenNumber[] => {
    const value = numeral.sign === "minus" ? -numeral.value : numeral.value;
    const isPercent = numeral.unit === "percent";
    return [{ value, isPercent, how, evidence }, ...(numeral.outOf === null ? [] : [{ value: numeral.outOf, isPercent, how, evidence }])];
  });
}

const numberWords = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

function numberWordsOf(text: string, how: string): GivenNumber[] {
  return Array.from(text.toLowerCase().matchAll(/[a-z]+/g), ([word]) => numberWords.indexOf(word))
    .filter((value) => value > 1)
    .map((value) => ({ value, isPercent: false, how, evidence: null }));
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** "1 November 2026", "Nov 1, 2026" or "Nov 2026" as 2026-11-01 or 2026-11; ISO text as it is; null for other text. */
function isoOfDate(text: string): string | null {
  const iso = /^\d{4}(?:-\d{2}){0,2}/.exec(text);
  if (iso) return iso[0];
  const month = months.indexOf((/[a-z]{3}/i.exec(text)?.[0] ?? "").toLowerCase()) + 1;
  const year = /\d{4}$/.exec(text)?.[0];
  if (month === 0 || !year) return null;
  const day = /(?<!\d)\d{1,2}(?!\d)/.exec(text)?.[0];
  const head = `${year}-${String(month).padStart(2, "0")}`;
  return day ? `${head}-${day.padStart(2, "0")}` : head;
}
