import type { Column, Domain, ModelSpec } from "#knowledge";

import { rewrite } from "../text/rewrite.ts";
import { stem } from "../text/stem.ts";
import { tokenise, type Token } from "../text/tokens.ts";
import { readIds } from "./customer-ids.ts";
import { findConditions, type FoundCondition } from "./find-conditions.ts";
import type { Lexicon } from "./lexicon.ts";
import { findMentions, type Mention } from "./mentions.ts";

/** A question taken apart: what every recogniser of an analysis looks at. */
export type ParsedQuestion = {
  readonly domain: Domain;
  readonly text: string;
  /** Lower-case text with single spaces and contractions as they are. */
  readonly lower: string;
  /** The words that are neither part of a condition nor of a name. */
  readonly plain: string;
  /** The same without the words of conditions: "than" in "more than 5 posts" compares no groups. */
  readonly outside: string;
  readonly tokens: readonly Token[];
  readonly mentions: readonly Mention[];
  /** Ids of single customers, as written but in lower case. */
  readonly ids: readonly string[];
  readonly conditions: readonly FoundCondition[];
  /** Columns that are mentioned outside of conditions, in order, each once. */
  readonly columns: readonly ColumnMention[];
  readonly models: readonly ModelSpec[];
  /** The conditions are those of the question before, whose customers a pronoun stands for. */
  readonly isAboutGroup: boolean;
  /** Where the question says "more than 40" or "3 to 7" and no column that is meant. */
  readonly looseNumbers: readonly string[];
  readonly corrections: readonly { readonly from: string; readonly to: string }[];
  readonly unknown: readonly string[];
};

export type ColumnMention = {
  readonly column: Column;
  readonly at: number;
  readonly text: string;
  /** The words say the opposite of the column: "retention" for churn. */
  readonly isOpposite?: true;
};

/** Takes a question apart by the domain's lexicon. */
export function parseQuestion(text: string, lexicon: Lexicon): ParsedQuestion {
  const tokens = tokenise(text);
  const { mentions, corrections, unknown } = findMentions(tokens, lexicon);
  const { conditions, looseNumbers } = findConditions(tokens, mentions, lexicon.domain, lexicon.today);
  const ids = readIds(tokens, mentions, lexicon.domain);
  // The words of a date are known by what they say.
  const ofDates = new Set(
    conditions
      .filter(({ condition }) => condition.kind === "when")
      .flatMap(({ from, to }) => tokens.slice(from, to).map((token) => token.text)),
  );
  const isTaken = (mention: Mention) =>
    conditions.some((condition) => mention.from < condition.to && mention.to > condition.from);
  return {
    domain: lexicon.domain,
    text,
    lower: normalise(text, corrections),
    plain: tokens
      .filter(
        (_, index) =>
          !conditions.some((condition) => index >= condition.from && index < condition.to) &&
          !mentions.some((mention) => index >= mention.from && index < mention.to),
      )
      .map((token) => token.lower)
      .join(" "),
    outside: tokens
      .filter((_, index) => !conditions.some((condition) => index >= condition.from && index < condition.to))
      .map((token) => token.lower)
      .join(" "),
    tokens,
    mentions,
    ids: ids.map(({ id }) => id),
    conditions,
    columns: columnsOf(mentions.filter((mention) => !isTaken(mention))),
    models: mentions.flatMap((mention) =>
      mention.meanings.flatMap((meaning) => (meaning.kind === "model" ? [meaning.model] : [])),
    ),
    isAboutGroup: false,
    looseNumbers,
    corrections: [
      ...corrections,
      ...ids.flatMap(({ id, written }) => (id === written ? [] : [{ from: written, to: id }])),
    ],
    unknown: unknown.filter(
      (word) =>
        !ids.some(({ written }) => written === word.toLowerCase().replace(/['’]s$/, "")) &&
        !ofDates.has(word) &&
        !isOfMentioned(word, mentions),
    ),
  };
}

/** "Clicked" beside "notifications": an inflection of a word in the name of a column that the question names. */
function isOfMentioned(word: string, mentions: readonly Mention[]): boolean {
  const stemmed = stem(word);
  return mentions.some(({ meanings }) =>
    meanings.some(
      (meaning) => meaning.kind === "column" && meaning.column.name.split("_").some((part) => stem(part) === stemmed),
    ),
  );
}

function normalise(text: string, corrections: readonly { from: string; to: string }[]): string {
  let lower = rewrite(text).toLowerCase().replaceAll("’", "'").replaceAll(/\s+/g, " ").trim();
  for (const { from, to } of corrections) lower = lower.replaceAll(from.toLowerCase(), to);
  return lower;
}

function columnsOf(mentions: readonly Mention[]): ColumnMention[] {
  const found: ColumnMention[] = [];
  for (const mention of mentions) {
    for (const meaning of mention.meanings) {
      if (meaning.kind !== "column") continue;
      if (found.some((known) => known.column.name === meaning.column.name)) continue;
      found.push({
        column: meaning.column,
        at: mention.from,
        text: mention.text,
        ...(meaning.isOpposite && { isOpposite: true }),
      });
    }
  }
  return found;
}
