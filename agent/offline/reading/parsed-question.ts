import type { Column, Domain, ModelSpec } from "#knowledge";

import { tokenise, type Token } from "../text/tokens.ts";
import type { Condition, Population } from "./analysis.ts";
import { findConditions, type FoundCondition } from "./find-conditions.ts";
import type { Lexicon } from "./lexicon.ts";
import { findMentions, type Mention } from "./mentions.ts";

/** A question taken apart: what every recogniser of an analysis looks at. */
export type ParsedQuestion = {
  readonly domain: Domain;
  readonly text: string;
  /** Lower-case text with single spaces and contractions as they are. */
  readonly lower: string;
  readonly tokens: readonly Token[];
  readonly mentions: readonly Mention[];
  /** Ids of single customers, as written but in lower case. */
  readonly ids: readonly string[];
  readonly conditions: readonly FoundCondition[];
  /** Columns that are mentioned outside of conditions, in order, each once. */
  readonly columns: readonly ColumnMention[];
  readonly models: readonly ModelSpec[];
  readonly corrections: readonly { readonly from: string; readonly to: string }[];
  readonly unknown: readonly string[];
};

export type ColumnMention = { readonly column: Column; readonly at: number; readonly text: string };

/** Takes a question apart by the domain's lexicon. */
export function parseQuestion(text: string, lexicon: Lexicon): ParsedQuestion {
  const tokens = tokenise(text);
  const { mentions, corrections, unknown } = findMentions(tokens, lexicon);
  const conditions = findConditions(tokens, mentions, lexicon.domain);
  const isTaken = (mention: Mention) =>
    conditions.some((condition) => mention.from < condition.to && mention.to > condition.from);
  return {
    domain: lexicon.domain,
    text,
    lower: normalise(text, corrections),
    tokens,
    mentions,
    ids: idsOf(tokens, lexicon.domain),
    conditions,
    columns: columnsOf(mentions.filter((mention) => !isTaken(mention))),
    models: mentions.flatMap((mention) =>
      mention.meanings.flatMap((meaning) => (meaning.kind === "model" ? [meaning.model] : [])),
    ),
    corrections,
    unknown: unknown.filter((word) => !isId(word, lexicon.domain)),
  };
}

function normalise(text: string, corrections: readonly { from: string; to: string }[]): string {
  let lower = text.toLowerCase().replaceAll("’", "'").replaceAll(/\s+/g, " ").trim();
  for (const { from, to } of corrections) lower = lower.replaceAll(from.toLowerCase(), to);
  return lower;
}

function idsOf(tokens: readonly Token[], domain: Domain): string[] {
  return [...new Set(tokens.filter((token) => isId(token.lower, domain)).map((token) => token.lower))];
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

/** The conditions as a population, without those of `except`. */
export function populationOf(question: ParsedQuestion, except: readonly Condition[] = []): Population {
  return question.conditions.map((found) => found.condition).filter((condition) => !except.includes(condition));
}
