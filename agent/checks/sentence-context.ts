import { stems } from "./domain-facts.ts";
import { normalizeText } from "./label-index.ts";

/** What the words around a numeral say about it. */
export type SentenceContext = {
  /** The sentence in lower case with plain hyphens and spaces, same length as written. */
  readonly text: string;
  /** Offset of the sentence in the whole text. */
  readonly start: number;
  readonly stems: ReadonlySet<string>;
  /** Whether a word of decrease or of being below stands in it, so that −0.2 may be told as "0.2 lower". */
  readonly isNegative: boolean;
  readonly cues: ReadonlySet<Cue>;
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

/** Reads the words of one passage; `heading` is text that belongs to it too, such as a table's header row. */
export function readSentence(text: string, start: number, heading: string): SentenceContext {
  const normal = normalizeText(text);
  const all = heading === "" ? normal : `${normalizeText(heading)}\n${normal}`;
  const cues = new Set<Cue>();
  for (const cue of ["difference", "ratio", "change", "share", "sum", "complement"] as const)
    if (cueWords[cue].test(all)) cues.add(cue);
  return { text: normal, start, stems: stems(all), isNegative: negativeWords.test(all), cues };
}
