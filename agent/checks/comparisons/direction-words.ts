/** Which way a word says that a value is, or goes. */
export type Direction = "up" | "down";

/** A word of a direction in a sentence. */
export type DirectionWord = {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly way: Direction;
};

const upChange =
  "rises?|rose|risen|rising|increas(?:e|es|ed|ing)|grow(?:s|n|ing)?|grew|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|rais(?:es?|ed|ing)|lift(?:s|ed)?|up|doubl(?:es?|ed)|tripl(?:es?|ed)";
const downChange =
  "falls?|fell|fallen|falling|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing)|lower(?:s|ed|ing)|shrinks?|shrank|slip(?:s|ped)?|sinks?|sank|slid(?:es?)?|cuts?|down|halv(?:es?|ed)";
const upRelation =
  "higher|more|greater|larger|bigger|older|longer|above|ahead of|exceed(?:s|ed)?|outnumber(?:s|ed)?|outperform(?:s|ed)?|surpass(?:es|ed)?";
const downRelation = "lower|less|fewer|smaller|younger|shorter|below|behind|trail(?:s|ed)?|lag(?:s|ged)? behind";

const changePattern = wordsPattern(upChange, downChange);
const relationPattern = wordsPattern(upRelation, downRelation);

/** Words of change in a text in their order: "rises", "fell", "up". */
export function changeWords(text: string): DirectionWord[] {
  return directionWords(text, changePattern);
}

/** Words of comparison in a text in their order: "higher", "fewer", "behind". */
export function relationWords(text: string): DirectionWord[] {
  return directionWords(text, relationPattern);
}

function wordsPattern(up: string, down: string): RegExp {
  return new RegExp(`\\b(?:(?<up>${up})|(?<down>${down}))\\b`, "g");
}

function directionWords(text: string, pattern: RegExp): DirectionWord[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    word: match[0],
    start: match.index,
    end: match.index + match[0].length,
    way: match.groups?.["up"] === undefined ? "down" : "up",
  }));
}

/** Whether a text says that something is not so, or only may be. */
export function isDenied(text: string): boolean {
  return /\b(?:not|no|never|neither|nor|without|hardly|cannot|whether|if|rather than|instead of|might|may|could)\b|n['’]t\b/.test(
    text,
  );
}
