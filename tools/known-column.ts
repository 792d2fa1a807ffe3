import { AppError } from "#core";
import { resultColumn, type Column, type Domain } from "#knowledge";

const namesOffered = 5;

/** A column of the results table by name. Throws `COLUMN_UNKNOWN` with the nearest names. */
export function knownColumn(domain: Domain, name: string): Column {
  const column = resultColumn(domain, name);
  if (column) return column;
  const near = nearestNames(domain, name);
  throw new AppError("COLUMN_UNKNOWN", {
    detail: `${domain.results.table} has no column named ${JSON.stringify(name.slice(0, 60))}.`,
    hint: near.length > 0 ? `Near it: ${near.join(", ")}.` : "Look it up with search_knowledge.",
  });
}

/** Columns whose name, label or synonyms share most words with what was asked for. */
function nearestNames(domain: Domain, name: string): string[] {
  const words = wordsOf(name);
  return domain.resultColumns
    .map((column) => {
      const known = new Set(wordsOf([column.name, column.label, ...column.synonyms].join(" ")));
      return { name: column.name, shared: words.filter((word) => known.has(word)).length };
    })
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, namesOffered)
    .map((column) => column.name);
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().split(/[^a-z0-9]+/);
  return words.filter((word) => word.length > 2).map((word) => word.replace(/(?<=[a-z]{3})s$/, ""));
}
