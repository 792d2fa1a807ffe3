import { stems } from "./domain-facts.ts";
import { normalizeText } from "./label-index.ts";
import type { Numeral } from "./numerals.ts";
import type { Mention } from "./phrases.ts";
import type { RowLinks } from "./row-links.ts";

/** What the words around a numeral say about it. */
export type SentenceContext = {
  /** The sentence in lower case with plain hyphens and spaces, same length as written. */
  readonly text: string;
  /** The header row of the table that the sentence is a row of, read like it; empty for prose. */
  readonly heading: string;
  readonly stems: ReadonlySet<string>;
  /** Whether a word of decrease or of being below stands in it, so that −0.2 may be told as "0.2 lower". */
  readonly isNegative: boolean;
  readonly cues: ReadonlySet<Cue>;
  /** Whether it speaks of an interval, a range or a bound. */
  readonly tellsInterval: boolean;
  /** The rows that it names, and which numeral is told of which. */
  readonly links: RowLinks;
  /** The dictionary's columns that a numeral may be told of: of its sentence, or of the header above its cell. */
  readonly measuresOf: (numeral: Numeral) => readonly Mention[];
  /** The dictionary's columns that the sentence names. */
  readonly measures: readonly Mention[];
};

/** Functions of two or more stated values that a sentence may tell. */
export type Cue = "difference" | "ratio" | "change" | "share" | "sum" | "complement";

const negativeWords =
  /\b(?:low(?:er(?:s|ed|ing)?|est)?|less|fewer|fall(?:s|ing|en)?|fell|negative(?:ly)?|below|down(?:wards?)?|drop(?:s|ped|ping)?|minus|decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|reduc(?:e|es|ed|ing|tion)|los(?:e|es|ing|s|ses)|lost|shrink(?:s|ing)?|shrank|under|worse|against|pull(?:s|ed|ing)?|drag(?:s|ged)?|hurt(?:s|ing)?|cut(?:s|ting)?|short|weak(?:er|ens|ened)?|invers(?:e|ely)|opposite|smaller|behind|subtract(?:s|ed)?|slip(?:s|ped)?|deduct(?:s|ed)?|lag(?:s|ged)?|takes? (?:away|off)|push(?:es|ed)? (?:it |the prediction )?down)\b/;

const cueWords: Readonly<Record<Cue, RegExp>> = {
  difference:
    /\b(?:more|less|fewer|higher|lower|above|below|difference|differ(?:s|ed)?|gap|points?|pp|than|longer|shorter|apart|ahead|behind|spread|rises?|rose|falls?|fell|drop(?:s|ped)?|gain(?:s|ed)?|change[sd]?|increase[sd]?|decrease[sd]?|up|down|lift|uplift|margin|minus|larger|smaller|older|younger|reduc(?:es|ed|tion)|separates?|width|wide|range|±)\b/,
  ratio: /\b(?:times|ratio|fold|[\d.]+\s?[x×]|factor|twice|double|half|per)\b|[\d.]\s?[x×]/,
  change:
    /\b(?:more|less|fewer|higher|lower|longer|shorter|increase[sd]?|decrease[sd]?|rises?|rose|falls?|fell|drop(?:s|ped)?|gain(?:s|ed)?|change[sd]?|growth|grew|up|down|reduc(?:es|ed|tion)|lift|uplift|above|below|relative(?:ly)?|larger|smaller|better|worse)\b/,
  share: /\b(?:of|shares?|proportion|fraction|makes? up|account(?:s|ed|ing)? for|represents?|percent|rate|portion)\b|%/,
  sum: /\b(?:together|total(?:s|ling)?|sum(?:s|med)?|combined?|altogether|overall|in all|jointly|adds? up|plus|both)\b|\+/,
  complement:
    /\b(?:rest|remaining|remainder|others?|remain(?:s|ed)?|leav(?:es|ing)|not|stayed|non-\w+|instead|otherwise|unexplained)\b/,
};

const intervalWords =
  /\b(?:intervals?|ci|confidence|between|bounds?|ranges?|ranging|margin|at least|at most|from|lower|upper|low|high|percentiles?|p10|p90|limits?|certain(?:ty)?|confident|as (?:low|high|little|much) as)\b|±|\d\s?%?\s?(?:-|to|and|,)\s?[+-]?\$?\d|[[(]\s?[+-]?\$?\d[\d.,]*\s?%?\s?,/;

/** What a passage is read from; `heading` belongs to it too. */
export type SentenceInput = {
  readonly text: string;
  readonly heading: string;
  readonly links: RowLinks;
  readonly measuresOf: SentenceContext["measuresOf"];
  readonly measures: readonly Mention[];
};

/** Reads the words of one passage; what few numerals ask for is read when the first does. */
export function readSentence({ text, heading, links, measuresOf, measures }: SentenceInput): SentenceContext {
  const normal = normalizeText(text);
  const head = normalizeText(heading);
  const all = head === "" ? normal : `${head}\n${normal}`;
  const readStems = once(() => stems(all));
  const readNegative = once(() => negativeWords.test(all));
  const readCues = once(() => cuesIn(all));
  const readInterval = once(() => intervalWords.test(all));
  return {
    text: normal,
    heading: head,
    links,
    measuresOf,
    measures,
    get stems() {
      return readStems();
    },
    get isNegative() {
      return readNegative();
    },
    get cues() {
      return readCues();
    },
    get tellsInterval() {
      return readInterval();
    },
  };
}

function cuesIn(text: string): Set<Cue> {
  const cues = new Set<Cue>();
  for (const cue of ["difference", "ratio", "change", "share", "sum", "complement"] as const)
    if (cueWords[cue].test(text)) cues.add(cue);
  return cues;
}

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => (known ??= { value: read() }).value;
}
