import { intervalLevelOf, type Domain, type ModelSpec } from "#knowledge";

import { scanDates } from "./dates.ts";
import { createLabelIndex, normalizeText, type LabelIndex } from "./label-index.ts";
import { scanNumerals } from "./numerals.ts";

/** A number that a definition of the domain states, with the words that make it that definition. */
export type DomainNumber = {
  readonly value: number;
  readonly isPercent: boolean;
  /** The noun that follows it ("days"), as a stem; null where it stands in a comparison ("0.7 or more"). */
  readonly noun: string | null;
  /** Whether a topic word must stand in the sentence even where the noun agrees. */
  readonly needsTopic: boolean;
  /** Stems of the words of the definition and of what it defines. */
  readonly topics: ReadonlySet<string>;
  readonly how: string;
};

/** What the domain itself says in numbers and names; the same for every turn. */
export type DomainFacts = {
  readonly numbers: readonly DomainNumber[];
  /** Both ends of every column's range. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly labels: LabelIndex;
  /** Lower-case names of columns, tables, models, groups, values and terms, with what each is. */
  readonly names: ReadonlyMap<string, string>;
};

/** Kept with the domain they were read from: a domain is loaded once and asked about many times. */
const factsByDomain = new WeakMap<Domain, DomainFacts>();

/** The numbers, ranges, labels and names that a domain's files state. */
export function domainFacts(domain: Domain): DomainFacts {
  const known = factsByDomain.get(domain);
  if (known) return known;
  const columns = [...domain.feedColumns, ...domain.resultColumns, ...domain.tables.flatMap((table) => table.columns)];
  const facts: DomainFacts = {
    numbers: numbersOf(domain, columns),
    ranges: [
      ...columns.flatMap((column) => (column.range ? [column.range] : [])),
      ...domain.models.map((model) => model.range),
      [0, 1],
      [0, 100],
      [-1, 1],
    ],
    labels: labelsOf(domain, columns),
    names: namesOf(domain, columns),
  };
  factsByDomain.set(domain, facts);
  return facts;
}

type Columns = Domain["resultColumns"];

function numbersOf(domain: Domain, columns: Columns): DomainNumber[] {
  const texts: [what: string, text: string][] = [
    ...domain.groups.map((group): [string, string] => [group.label, group.definition]),
    ...domain.glossary.map((entry): [string, string] => [entry.term, entry.text]),
    // The columns of an explanation are numbered by rank: their digits define nothing.
    ...columns
      .filter((column) => column.role !== "explanation")
      .map((column): [string, string] => [column.label, `${column.label}: ${column.meaning}`]),
    ...domain.views.map((view): [string, string] => [view.name.replaceAll("_", " "), view.description]),
    ...domain.policy.redLines.map((line): [string, string] => [line.name.replaceAll("_", " "), line.instead]),
    ["privacy", `Groups hold at least ${domain.policy.minimumGroupSize} customers, the minimum group size`],
    ["nudges", `Nudges stay within ${domain.policy.nudges.perDay} a day`],
    ["nudges", `at most ${domain.policy.nudges.perDay} notifications a day`],
  ];
  const seen = new Set<string>();
  const numbers: DomainNumber[] = [];
  for (const [what, text] of texts) {
    if (!/\d/.test(text) || seen.has(what + text)) continue;
    seen.add(what + text);
    numbers.push(...statedNumbers(text, what, `definition: ${what}`));
  }
  for (const table of domain.tables) {
    const what = table.name.replaceAll("_", " ");
    // What a table covers is said of that table only: its numbers need its words.
    const stated = statedNumbers(`${table.grain}. ${table.description}`, what, `definition: ${what}`);
    numbers.push(...stated.map((number) => ({ ...number, needsTopic: true })));
  }
  for (const model of domain.models) {
    for (const value of statedLevels(model)) {
      const topics = new Set([...stems(model.label), ...stems(model.synonyms.join(" ")), ...stems(model.gate.metric)]);
      numbers.push({
        value,
        isPercent: false,
        noun: null,
        needsTopic: true,
        topics,
        how: `definition: ${model.label}`,
      });
    }
  }
  return numbers;
}

/** The levels that a model's entry in the dictionary sets. */
function statedLevels(model: ModelSpec): number[] {
  const levels =
    model.kind === "classification" ? [model.actionLevel, model.thresholdRecall] : [intervalLevelOf(model)];
  const gate = "atLeast" in model.gate ? [model.gate.atLeast] : [];
  return [...levels, ...gate].filter((value) => value !== null);
}

/** The numbers of a text that defines something, each with its noun or its topic words. */
export function statedNumbers(text: string, what: string, how: string): DomainNumber[] {
  const topics = stems(`${what} ${text}`);
  return scanNumerals(text, scanDates(text)).map((numeral) => {
    const next = /^[\s-]+(?:more\s+)?([a-z]{3,})/i.exec(text.slice(numeral.end))?.[1];
    const noun = next && numeral.unit !== "percent" && !relationWords.has(next.toLowerCase()) ? stem(next) : null;
    const value = numeral.sign === "minus" ? -numeral.value : numeral.value;
    return { value, isPercent: numeral.unit === "percent", noun, needsTopic: noun === null, topics, how };
  });
}

function labelsOf(domain: Domain, columns: Columns): LabelIndex {
  const labels = createLabelIndex();
  const add = (label: string) => {
    // A label that is only a number would make that number right everywhere.
    if (/\d/.test(label) && /[^\d.\s]/.test(label)) labels.add(label, `domain: ${label}`, null);
  };
  for (const column of columns) {
    for (const label of [column.label, column.rateLabel ?? "", ...column.synonyms]) add(label);
    for (const bin of column.bins) add(bin.label);
    for (const value of column.values)
      for (const label of [value.value, value.label ?? "", ...value.synonyms]) add(label);
  }
  for (const entry of domain.glossary) for (const label of [entry.term, ...entry.synonyms]) add(label);
  for (const group of domain.groups) for (const label of [group.label, ...group.synonyms]) add(label);
  for (const time of [domain.policy.nudges.quietFrom, domain.policy.nudges.quietTo]) add(time);
  return labels;
}

function namesOf(domain: Domain, columns: Columns): Map<string, string> {
  const names = new Map<string, string>();
  const add = (name: string, what: string) => {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), what);
  };
  for (const column of columns) {
    add(column.name, "column");
    for (const value of column.values) add(value.value, `value of ${column.name}`);
  }
  for (const table of domain.tables) add(table.name, "table");
  for (const database of Object.values(domain.databases)) add(database, "database");
  for (const model of domain.models) add(model.name, "model");
  for (const interaction of domain.interactions) add(interaction.name, "interaction");
  for (const group of domain.groups) add(group.name, "group");
  for (const line of domain.policy.redLines) add(line.name, "policy");
  for (const entry of domain.glossary) add(entry.term, "term");
  add("protected_attributes", "sum of the protected attributes");
  return names;
}

const relationWords = new Set(
  "or and to above below from than more less of in the is are was with for on at by over under between per while percent".split(
    " ",
  ),
);
const commonWords = new Set(
  "the and for with from that this are was were has have had its who whom which what than then they them their into over under not but one two all any each such can may more less most least where when how also only about above below between within after before there customer customers user users counts count called predicted score".split(
    " ",
  ),
);

/** The stems of a text's telling words. */
export function stems(text: string): Set<string> {
  const found = new Set<string>();
  for (const [word] of normalizeText(text).matchAll(/[a-z]{3,}/g)) if (!commonWords.has(word)) found.add(stem(word));
  return found;
}

/** A word without its plural or verb ending, enough to match "day" with "days". */
export function stem(word: string): string {
  const lower = word.toLowerCase();
  if (lower.length > 4 && lower.endsWith("ies")) return `${lower.slice(0, -3)}y`;
  return lower.length > 3 && lower.endsWith("s") && !lower.endsWith("ss") ? lower.slice(0, -1) : lower;
}
