import type { Column, Domain } from "#knowledge";
import type { EvidenceTable } from "#tools";

import { stem } from "./domain-facts.ts";
import { createPhraseIndex, phraseKey, type PhraseIndex } from "./phrases.ts";

/** What a column of the evidence holds, as far as its name tells. */
export type ColumnFacts = {
  readonly name: string;
  /** bound: an end of an interval. deviation: how far values scatter. change: a difference, step or contribution. */
  readonly role: "plain" | "bound" | "deviation" | "change";
  /** The dictionary's column that it is a figure of; null where it is none. */
  readonly base: string | null;
  /** The stems of the words that it is told with. */
  readonly words: ReadonlySet<string>;
  readonly isMoney: boolean;
  readonly isCount: boolean;
  /** Whether a value may be told in percent when times 100: no whole number, score, contribution, correlation. */
  readonly mayBeShare: boolean;
  /** Whether it is in percent, from 0 to 100. */
  readonly isPercent: boolean;
};

/** The dictionary's columns by their names and words. */
export type DomainColumns = {
  readonly byName: ReadonlyMap<string, Column>;
  /** Finds columns by label, rate label, synonym or name; the key is the column's name. */
  readonly phrases: PhraseIndex;
  /** Other ways to say a value or a column, by its phrase key: its label's phrase key. */
  readonly otherNames: ReadonlyMap<string, readonly string[]>;
};

const known = new WeakMap<Domain, DomainColumns>();

/** The dictionary's columns, read once a domain. */
export function domainColumns(domain: Domain): DomainColumns {
  const before = known.get(domain);
  if (before) return before;
  const byName = new Map<string, Column>();
  const phrases = createPhraseIndex();
  const otherNames = new Map<string, string[]>();
  const also = (name: string, other: string | null | undefined) => {
    const key = phraseKey(name);
    if (other && phraseKey(other) !== key) otherNames.set(key, [...(otherNames.get(key) ?? []), phraseKey(other)]);
  };
  for (const column of [...domain.feedColumns, ...domain.resultColumns]) {
    if (column.role === "explanation") continue;
    byName.set(column.name, column);
    for (const phrase of [column.name, column.label, column.rateLabel ?? "", ...column.synonyms])
      phrases.add(phraseKey(phrase), column.name);
    also(column.name, column.label);
    also(column.name, column.rateLabel);
    for (const value of column.values) also(value.value, value.label);
  }
  for (const { name, label } of domain.interactions) also(name, label);
  const columns = { byName, phrases, otherNames };
  known.set(domain, columns);
  return columns;
}

const boundEnds: readonly (readonly [RegExp, string])[] = [
  [/^low(?=_|$)|(?<=_)low$/, "high"],
  [/^high(?=_|$)|(?<=_)high$/, "low"],
  [/^lower(?=_|$)|(?<=_)lower$/, "upper"],
  [/^upper(?=_|$)|(?<=_)upper$/, "lower"],
  [/(?<=_)p10$/, "p90"],
  [/(?<=_)p90$/, "p10"],
];
const deviationName = /(?:^|_)(?:sd|std|stddev|variance|stderr|se)(?:_|$)/;
const changeName =
  /change|diff|delta|uplift|lift|contribution|slope|trend|growth|gap|spread|effect|gain|impact|relative|step|loss|benefit/;
/** Columns that are never told in percent. */
const neverShare =
  /contribution|impact|deviation|(?:^|_)(?:sd|std|stddev|rmse|mae|mse|corr|correlation|pearson|spearman|rho|slope|cohens?|d|p|z|t)(?:_|$)|^(?!.*(?:r2|f1|accuracy)).*score/i;
const countName = /^(?:n|count|rows)$|customers|(?:^|_)(?:count|number)(?:_|$)/;

/** What the column of a table holds; `names` are those of all of its columns. */
export function columnFacts(
  column: EvidenceTable["columns"][number],
  names: readonly string[],
  sql: string | null,
  domain: Domain,
): ColumnFacts {
  const { name } = column;
  const base = baseOf(name, domain);
  const described = base === null ? undefined : domainColumns(domain).byName.get(base);
  const texts = described ? [described.label, described.rateLabel ?? "", ...described.synonyms] : [];
  return {
    name,
    role: roleOf(name, names),
    base,
    words: new Set(
      [name, ...texts]
        .flatMap((text) => text.toLowerCase().split(/[^\p{L}\d]+/u))
        .filter((word) => word.length > 2)
        .map(stem),
    ),
    isMoney: described?.format === "usd" || /usd|cost|benefit|revenue/.test(name),
    isCount: /int/.test(column.type) && countName.test(name),
    mayBeShare:
      !/int/.test(column.type) &&
      (/share|rate|pct|percent|proportion|portion|prob|frac/i.test(name) || !neverShare.test(name)),
    isPercent:
      /\b100(?:\.0*)?\s*\*|\*\s*100\b/.test(sql ?? "") || /pct|percent/i.test(name) || described?.format === "percent",
  };
}

/** The longest name of a dictionary's column within a column's name. */
function baseOf(name: string, domain: Domain): string | null {
  const { byName } = domainColumns(domain);
  if (byName.has(name)) return name;
  const parts = name.split("_");
  for (let length = parts.length - 1; length > 0; length--) {
    for (let from = 0; from + length <= parts.length; from++) {
      const part = parts.slice(from, from + length).join("_");
      if (byName.has(part)) return part;
    }
  }
  return null;
}

function roleOf(name: string, names: readonly string[]): ColumnFacts["role"] {
  const isBound = boundEnds.some(([end, other]) => end.test(name) && names.includes(name.replace(end, other)));
  if (isBound) return "bound";
  if (deviationName.test(name)) return "deviation";
  return changeName.test(name) ? "change" : "plain";
}
