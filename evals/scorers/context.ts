import type { Answer } from "#agent";

import type { Lexicon } from "../text/names.ts";
import { plainText } from "../text/numerals.ts";
import type { Segment } from "../text/segments.ts";
import { shownSegments, textSegments } from "../text/shown.ts";
import type { Truth } from "../truth/truth-source.ts";

/** What a scorer looks at: the answer, read once, and the truth. */
export type ScoreContext = {
  readonly answer: Answer;
  readonly truth: Truth;
  readonly lexicon: Lexicon;
  /** The text without marks and citations. */
  readonly plain: string;
  readonly text: readonly Segment[];
  /** The text's segments, and the rows of the tables shown beside it. */
  readonly shown: readonly Segment[];
};

/** Reads an answer for the scorers. */
export function createScoreContext(answer: Answer, truth: Truth, lexicon: Lexicon): ScoreContext {
  return {
    answer,
    truth,
    lexicon,
    plain: plainText(answer.text),
    text: textSegments(answer),
    shown: shownSegments(answer),
  };
}
