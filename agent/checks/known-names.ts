import { isoOfDate, scanDates } from "./dates.ts";

/** Where something is known from; `evidence` is null for the question, the run and the domain. */
export type Source = { readonly evidence: string | null; readonly how: string };

/** The names and dates that a text may use. */
export type KnownNames = {
  /** Takes in a text as one name, and the dates in it. */
  addName(text: string, source: Source): void;
  /** Takes in the words of a text that can be names (a question, SQL), and its dates. */
  addWords(text: string, source: Source): void;
  /** Finds a name, whatever its case. */
  findName(name: string): Source | null;
  /** Finds a date, a month, a year or a time of day as written. */
  findDate(text: string): Source | null;
};

/** Knows no name and no date yet. What the evidence holds goes before what the person or the run named. */
export function createKnownNames(): KnownNames {
  const names = new Map<string, Source>();
  const dates = new Map<string, Source>();

  function note(name: string, source: Source): void {
    const key = name.toLowerCase();
    if ((names.get(key)?.evidence ?? null) === null) names.set(key, source);
  }

  function addDates(text: string, source: Source): void {
    for (const date of scanDates(text)) dates.set(isoOfDate(date.text), source);
  }

  return {
    addName: (text, source) => {
      note(text, source);
      addDates(text, source);
    },
    addWords: (text, source) => {
      for (const [word] of text.matchAll(/[A-Za-z_](?:[\w.-]*\w)?/g)) {
        note(word, source);
        if (word.includes(".")) for (const part of word.split(".")) note(part, source);
      }
      addDates(text, source);
    },
    findName: (name) => names.get(name.toLowerCase()) ?? null,
    findDate: (text) => {
      const iso = isoOfDate(text);
      for (const [date, source] of dates) if (date.startsWith(iso)) return source;
      return null;
    },
  };
}
