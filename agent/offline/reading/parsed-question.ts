import type { Column, Domain, ModelSpec } from "#knowledge";

import { rewrite } from "../text/rewrite.ts";
import { tokenise, type Token } from "../text/tokens.ts";
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

export type ColumnMention = { readonly column: Column; readonly at: number; readonly text: string };

/** Takes a question apart by the domain's lexicon. */
export function parseQuestion(text: string, lexicon: Lexicon): ParsedQuestion {
  const tokens = tokenise(text);
  const { mentions, corrections, unknown } = findMentions(tokens, lexicon);
  const { conditions, looseNumbers } = findConditions(tokens, mentions, lexicon.domain, lexicon.today);
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
    ids: idsOf(tokens, mentions, lexicon.domain),
    conditions,
    columns: columnsOf(mentions.filter((mention) => !isTaken(mention))),
    models: mentions.flatMap((mention) =>
      mention.meanings.flatMap((meaning) => (meaning.kind === "model" ? [meaning.model] : [])),
    ),
    isAboutGroup: false,
    looseNumbers,
    corrections,
    unknown: unknown.filter((word) => !isId(word, lexicon.domain) && !ofDates.has(word)),
  };
}

function normalise(text: string, corrections: readonly { from: string; to: string }[]): string {
  let lower = rewrite(text).toLowerCase().replaceAll("’", "'").replaceAll(/\s+/g, " ").trim();
  for (const { from, to } of corrections) lower = lower.replaceAll(from.toLowerCase(), to);
  return lower;
}

/** Ids as written, and numbers of five digits or more behind the entity's word: "customer 12345". */
function idsOf(tokens: readonly Token[], mentions: readonly Mention[], domain: Domain): string[] {
  const isEntity = (index: number) =>
    mentions.some((mention) => mention.to === index && mention.meanings.some((meaning) => meaning.kind === "entity"));
  const ids = tokens.flatMap((token, index) => {
    if (isId(token.lower, domain)) return [token.lower.replace(/['’]s$/, "")];
    return /^\d{5,}$/.test(token.lower) && isEntity(index) ? [`${domain.entity.idPrefix}${token.lower}`] : [];
  });
  return [...new Set(ids)];
}

function isId(word: string, domain: Domain): boolean {
  return word.toLowerCase().startsWith(domain.entity.idPrefix);
}

function columnsOf(mentions: readonly Mention[]): ColumnMention[] {
  const found: ColumnMention[] = [];
  for (const mention of mentions) {
    for (const meaning of mention.meanings) {
      if (meaning.kind !== "column") continue;
      if (found.some((known) => known.column.name === meaning.column.name)) continue;
      found.push({ column: meaning.column, at: mention.from, text: mention.text });
    }
  }
  return found;
}
