import type { Domain } from "#knowledge";
import type { Evidence, EvidenceTable } from "#tools";

import type { Answer } from "../answer.ts";
import { domainColumns } from "./column-facts.ts";
import { domainFacts, statedNumbers, type DomainFacts, type DomainNumber } from "./domain-facts.ts";
import { createEarlierClaims, type EarlierClaims } from "./earlier-claims.ts";
import { knowTable, labelChars, type KnownTable } from "./evidence-tables.ts";
import { numbersIn, numberWordsIn, textsOf, type GivenNumber } from "./given-numbers.ts";
import { createKnownNames, type Source } from "./known-names.ts";
import { createLabelIndex, type FoundLabel } from "./label-index.ts";
import { createPhraseIndex, type PhraseIndex } from "./phrases.ts";
import { createValueStore, type FoundValue } from "./value-store.ts";

/** Everything that an answer's numbers and names may rest on, built once a turn. */
export type EvidenceIndex = {
  readonly facts: DomainFacts;
  /** What earlier answers of the conversation told; null where there are none. */
  readonly earlier: EarlierClaims | null;
  /** The names of the evidence's rows; the key is a row's key in its dimension. */
  readonly rowNames: PhraseIndex;
  /** The dictionary's columns by their words; the key is a column's name. */
  readonly measures: PhraseIndex;
  /** The tables of the evidence, with what their rows and columns are called. */
  tables(): readonly KnownTable[];
  /** Takes in what one more tool call found. */
  add(evidence: Evidence): void;
  /** How often something was taken in; what was found in the index holds until this changes. */
  revision(): number;
  /** The distinct values within [low, high], from low to high, at most 48. */
  findNumbers(low: number, high: number): readonly FoundValue[];
  /** The evidence one of whose tables has this many rows; null where none has. */
  findRowCount(count: number): { readonly evidence: string; readonly how: string } | null;
  /** Numbers said by the person, in a query or in a tool's input. */
  given(): readonly GivenNumber[];
  /** Numbers in labels, titles and notices of the evidence, with the words around them. */
  labelNumbers(): readonly DomainNumber[];
  /** Known labels with digits in a text. */
  findLabels(text: string): FoundLabel[];
  /** Where a name is known from, whatever its case; null where it is not. */
  findName(name: string): Source | null;
  /** Where a date, a month, a year or a time of day, as written, is known from; null where it is not. */
  findDate(text: string): Source | null;
};

export type EvidenceIndexInput = {
  readonly evidence: readonly Evidence[];
  readonly question: string;
  /** The earlier questions of the conversation. */
  readonly earlierQuestions: readonly string[];
  /** The earlier answers of the conversation, oldest first; left out, none. */
  readonly earlierAnswers?: readonly Answer[];
  readonly domain: Domain;
  readonly dataset: Answer["dataset"];
};

/** Indexes the evidence of a turn, what the person said, and the domain's own numbers and names. */
export function createEvidenceIndex(input: EvidenceIndexInput): EvidenceIndex {
  const facts = domainFacts(input.domain);
  const values = createValueStore();
  const names = createKnownNames();
  const labels = createLabelIndex();
  /** Texts that may state numbers, with where they stand; read when a number is first looked for in them. */
  const stated: (readonly [text: string, how: string])[] = [];
  const labelNumbers: DomainNumber[] = [];
  const given: GivenNumber[] = [];
  const rowCounts = new Map<number, { readonly evidence: string; readonly how: string }>();
  const seenCells = new Set<string>();
  const rowNames = createPhraseIndex();
  const tables: KnownTable[] = [];
  let revision = 0;

  noteQuestions();
  noteRun();
  for (const evidence of input.evidence) add(evidence);

  function noteQuestions(): void {
    for (const [position, question] of [input.question, ...input.earlierQuestions].entries()) {
      const source = { evidence: null, how: position === 0 ? "the question" : "an earlier question" };
      given.push(...numbersIn(question, source), ...numberWordsIn(question, source));
      names.addWords(question, source);
    }
  }

  function noteRun(): void {
    const { runId, snapshotDate, modelVersions } = input.dataset;
    names.addName(snapshotDate, () => ({ evidence: null, how: "the snapshot date" }));
    for (const text of [runId, ...Object.values(modelVersions)]) {
      names.addName(text, () => ({ evidence: null, how: "the run" }));
      labels.add(text, "the run", null);
    }
  }

  function add(evidence: Evidence): void {
    const { id } = evidence;
    revision++;
    addTable(evidence, null, evidence);
    for (const [name, table] of Object.entries(evidence.more)) {
      names.addName(name, () => ({ evidence: id, how: `${id}, table` }));
      addTable(evidence, name, table);
    }
    names.addName(evidence.tool, () => ({ evidence: id, how: "tool" }));
    const query = { evidence: id, how: `${id}, query` };
    for (const text of [evidence.sql ?? "", ...textsOf(evidence.input)]) {
      given.push(...numbersIn(text, query));
      names.addWords(text, query);
    }
    for (const text of [evidence.title, ...evidence.notices]) stated.push([text, `${id}, title`]);
  }

  function addTable(evidence: Evidence, name: string | null, table: EvidenceTable): void {
    const where = name === null ? evidence.id : `${evidence.id} ${name}`;
    const { id, title, sql } = evidence;
    const known = knowTable(table, { evidence: id, name, title, sql }, input.domain, rowNames);
    tables.push(known);
    const number = values.addTable(known);
    for (const column of table.columns)
      names.addName(column.name, () => ({ evidence: evidence.id, how: `${where}, column` }));
    for (const count of [table.rowCount, table.rows.length]) {
      if (!rowCounts.has(count)) rowCounts.set(count, { evidence: evidence.id, how: `${where}, number of rows` });
    }
    for (const [row, cells] of table.rows.entries()) {
      for (const [column, cell] of cells.entries())
        if (typeof cell === "string") addText(cell, known, number, row, column);
    }
  }

  /** A cell's text is a number, a label, an identifier or a passage; its numbers are kept accordingly. */
  function addText(cell: string, known: KnownTable, table: number, row: number, column: number): void {
    const hasDigits = /\d/.test(cell);
    const number = hasDigits ? Number(cell) : Number.NaN;
    const isNumber = Number.isFinite(number);
    if (isNumber) values.note(number, table, row, column);
    if (seenCells.has(cell)) return;
    seenCells.add(cell);
    const source = () => cellSource(known, row, column);
    names.addName(cell, source);
    // Identifiers such as customers' ids are found as names; every other text with digits is a label.
    if (!hasDigits || isNumber || /^[A-Za-z]\w*$/.test(cell)) return;
    if (cell.length > labelChars) {
      for (const told of numbersIn(cell, source()))
        values.note(told.isPercent ? told.value / 100 : told.value, table, row, column);
      return;
    }
    const { evidence, how } = source();
    labels.add(cell, `${how} (label)`, evidence);
    if (cell.includes(" ")) stated.push([cell, `${how} (label)`]);
  }

  const { earlierAnswers = [], domain, dataset } = input;
  const indexOf = (answer: Answer) =>
    createEvidenceIndex({
      evidence: answer.evidence,
      question: answer.question,
      earlierQuestions: [],
      domain,
      dataset: answer.dataset,
    });

  return {
    facts,
    earlier: earlierAnswers.length > 0 ? createEarlierClaims(earlierAnswers, dataset.runId, indexOf) : null,
    rowNames,
    measures: domainColumns(input.domain).phrases,
    tables: () => tables,
    add,
    revision: () => revision,
    findNumbers: (low, high) => values.find(low, high),
    findRowCount: (count) => rowCounts.get(count) ?? null,
    given: () => given,
    labelNumbers: () => {
      for (const [text, how] of stated.splice(0)) labelNumbers.push(...statedNumbers(text, text, how));
      return labelNumbers;
    },
    findLabels: (text) => [...labels.find(text), ...facts.labels.find(text)],
    findName: (name) => {
      const what = facts.names.get(name.toLowerCase());
      return names.findName(name) ?? (what === undefined ? null : { evidence: null, how: `domain: ${what}` });
    },
    findDate: (text) => names.findDate(text),
  };
}

function cellSource({ evidence, name, table }: KnownTable, row: number, column: number): Source {
  const where = name === null ? evidence : `${evidence} ${name}`;
  return { evidence, how: `${where}, ${table.columns[column]?.name ?? ""}, row ${row + 1}` };
}
