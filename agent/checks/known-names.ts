import { isoOfDate, scanDates } from "./dates.ts";

/** Where something is known from; `evidence` is null for the question, the run and the domain. */
export type Source = { readonly evidence: string | null; readonly how: string };

/** The names and dates that a text may use. */
export type KnownNames = {
  /** Takes in a text as one name, and the dates in it. Where it stands is only asked for where it is found. */
  addName(text: string, source: () => Source): void;
  /** Takes in the words of a text that can be names (a question, SQL), and its dates. */
  addWords(text: string, source: Source): void;
  /** Finds a name, whatever its case. */
  findName(name: string): Source | null;
  /** Finds a date, a month, a year or a time of day as written. */
  findDate(text: string): Source | null;
};

/** A text that was taken in; `words` are its names where it is not one as a whole. */
type Taken = { readonly text: string; readonly source: () => Source; readonly hasWords: boolean };

/**
 * Knows no name and no date yet. What the evidence holds goes before what the person or the run named. Texts are read
 * when a name or a date is first looked for: many answers hold none.
 */
export function createKnownNames(): KnownNames {
  const names = new Map<string, Source | (() => Source)>();
  const dates = new Map<string, () => Source>();
  const unread: { names: Taken[]; dates: Taken[] } = { names: [], dates: [] };

  function take(taken: Taken): void {
    unread.names.push(taken);
    unread.dates.push(taken);
  }

  function note(name: string, source: () => Source): void {
    const key = name.toLowerCase();
    const known = sourceOf(key);
    if (known === null) names.set(key, source);
    else if (known.evidence === null) names.set(key, source());
  }

  /** Where a name is known from, made once. */
  function sourceOf(key: string): Source | null {
    const known = names.get(key);
    if (typeof known !== "function") return known ?? null;
    const source = known();
    names.set(key, source);
    return source;
  }

  function readNames(): void {
    for (const { text, source, hasWords } of unread.names.splice(0)) {
      if (!hasWords) note(text, source);
      else
        for (const [word] of text.matchAll(/[A-Za-z_](?:[\w.-]*\w)?/g)) {
          note(word, source);
          if (word.includes(".")) for (const part of word.split(".")) note(part, source);
        }
    }
  }

  return {
    addName: (text, source) => take({ text, source, hasWords: false }),
    addWords: (text, source) => take({ text, source: () => source, hasWords: true }),
    findName: (name) => {
      readNames();
      return sourceOf(name.toLowerCase());
    },
    findDate: (text) => {
      for (const taken of unread.dates.splice(0))
        for (const date of scanDates(taken.text)) dates.set(isoOfDate(date.text), taken.source);
      const iso = isoOfDate(text);
      for (const [date, source] of dates) if (date.startsWith(iso)) return source();
      return null;
    },
  };
}
