import type { Evidence } from "#tools";

import { normalizeText } from "./label-index.ts";
import { splitPassages } from "./passages.ts";

/** A statement on a contribution that its evidence does not carry. */
export type ExplanationProblem = {
  /** Offset of the feature's name in the text. */
  readonly start: number;
  readonly feature: string;
  /** What is wrong and what the evidence says, for the model that is asked to mend its text and for a note. */
  readonly detail: string;
};

/** One feature's part in one explained prediction. */
type Contribution = {
  readonly feature: string;
  readonly label: string;
  readonly contribution: number;
  readonly rank: number;
};
type Explained = { readonly evidence: string; readonly parts: ReadonlyMap<string, Contribution> };
type Mention = { readonly start: number; readonly end: number; readonly feature: string };

const raising =
  /\b(?:rais(?:es?|ed)|increas(?:es?|ed)|lift(?:s|ed)?|boost(?:s|ed)?|add(?:s|ed)|(?:push|mov|driv|pull|bring)(?:es|s|ed)? (?:\w+ ){0,4}?up(?:wards?)?|worsen(?:s|ed)?|elevat(?:es?|ed))\b/g;
const lowering =
  /\b(?:lower(?:s|ed)|decreas(?:es?|ed)|reduc(?:es?|ed)|subtract(?:s|ed)|(?:push|mov|driv|pull|bring|drag)(?:es|s|ed|ged)? (?:\w+ ){0,4}?down(?:wards?)?|cuts?|protect(?:s|ed)? against|offsets?)\b/g;
const aboutPrediction =
  /\b(?:prediction|predicted|risk|probability|chance|likelihood|score|log-odds|estimate|it|contribution|contributions)\b/;
const notStated =
  /\b(?:not|never|neither|nor|would|could|might|may|if|should|to raise|to lower|to reduce|to increase)\b|n't\b/;
const rankWords: readonly (readonly [RegExp, number])[] = [
  [/\b(?:second|2nd)[- ](?:largest|biggest|strongest|most important|highest)\b/, 2],
  [/\b(?:third|3rd)[- ](?:largest|biggest|strongest|most important|highest)\b/, 3],
  [
    /(?<!\b(?:second|third|fourth|fifth|2nd|3rd|4th|5th|one of the|among the|of the|next|two|three|four|five)[- ])\b(?:largest|biggest|strongest|most important|single main)\b/,
    1,
  ],
];
const rankedThing = /\b(?:contribution|contributor|factor|driver|reason|influence|effect|push|impact|feature|pull)\b/;

/**
 * Checks a text on contributions against the evidence of `explain_prediction` (columns feature, label,
 * contribution, rank): direction words, signed values and rank words beside a feature's name must agree with
 * it. A statement counts as wrong only where it disagrees with every explained prediction that it may be about.
 */
export function checkExplanation(text: string, evidence: readonly Evidence[]): ExplanationProblem[] {
  const explained = evidence.flatMap((item) => (item.tool === "explain_prediction" ? explainedOf(item) : []));
  if (explained.length === 0) return [];
  const problems: ExplanationProblem[] = [];
  for (const passage of splitPassages(text)) {
    if (passage.kind === "fence") continue;
    const sentence = normalizeText(text.slice(passage.start, passage.end));
    const cited = explained.filter((one) => sentence.includes(`[${one.evidence}]`));
    const about = cited.length > 0 ? cited : explained;
    const mentions = findMentions(sentence, about);
    if (mentions.length === 0) continue;
    for (const problem of [
      ...wrongDirections(sentence, mentions, about),
      ...wrongSigns(sentence, mentions, about),
      ...wrongRanks(sentence, mentions, about),
    ]) {
      problems.push({ ...problem, start: problem.start + passage.start });
    }
  }
  problems.push(...wrongOrder(text, explained));
  return problems.sort((left, right) => left.start - right.start);
}

/** The items of a numbered list that begin with a feature stand by rank: none stronger than the one before. */
function wrongOrder(text: string, explained: readonly Explained[]): ExplanationProblem[] {
  const listed: (Mention & { readonly number: number })[] = [];
  for (const passage of splitPassages(text)) {
    const item = normalizeText(text.slice(passage.start, passage.end));
    const marker = /^(\d{1,2})[.)]\s+[*`_]*/.exec(item);
    const mention = marker && findMentions(item, explained).find((candidate) => candidate.start === marker[0].length);
    if (!mention) continue;
    listed.push({
      ...mention,
      start: mention.start + passage.start,
      end: mention.end + passage.start,
      number: Number(marker[1]),
    });
  }
  return listed.flatMap((mention, position) => {
    const before = listed[position - 1];
    if (!before || mention.number !== before.number + 1) return [];
    const isRight = (part: Contribution, one: Explained) => (one.parts.get(before.feature)?.rank ?? 0) < part.rank;
    return disagrees(explained, mention, isRight)
      ? [problem(mention, explained, `is listed after ${before.feature}`)]
      : [];
  });
}

/** The contributions of an explanation, from whichever of its tables has them. */
function explainedOf(evidence: Evidence): Explained[] {
  for (const table of [evidence, ...Object.values(evidence.more)]) {
    const column = (name: string) => table.columns.findIndex((candidate) => candidate.name === name);
    const [feature, label, contribution, rank] = [
      column("feature"),
      column("label"),
      column("contribution"),
      column("rank"),
    ];
    if (feature < 0 || contribution < 0) continue;
    const parts = new Map<string, Contribution>();
    for (const [position, row] of table.rows.entries()) {
      const name = row[feature];
      const size = row[contribution];
      if (typeof name !== "string" || typeof size !== "number") continue;
      const rankValue = row[rank];
      parts.set(name, {
        feature: name,
        label: label >= 0 ? String(row[label] ?? name) : name,
        contribution: size,
        rank: typeof rankValue === "number" ? rankValue : position + 1,
      });
    }
    return [{ evidence: evidence.id, parts }];
  }
  return [];
}

/** The features named in a sentence, the longest name first, none within another. */
function findMentions(sentence: string, about: readonly Explained[]): Mention[] {
  const names = new Map<string, string>();
  for (const one of about) {
    for (const part of one.parts.values()) {
      names.set(normalizeText(part.feature), part.feature);
      names.set(normalizeText(part.label), part.feature);
    }
  }
  const found: Mention[] = [];
  for (const [name, feature] of [...names].sort(([left], [right]) => right.length - left.length)) {
    for (let start = sentence.indexOf(name); start >= 0; start = sentence.indexOf(name, start + 1)) {
      const end = start + name.length;
      const isWord = !/[\w]/.test(sentence.charAt(start - 1)) && !/[\w]/.test(sentence.charAt(end));
      if (isWord && !found.some((other) => start < other.end && end > other.start)) found.push({ start, end, feature });
    }
  }
  return found.sort((left, right) => left.start - right.start);
}

function wrongDirections(
  sentence: string,
  mentions: readonly Mention[],
  about: readonly Explained[],
): ExplanationProblem[] {
  if (!aboutPrediction.test(sentence)) return [];
  return clausesOf(sentence).flatMap(([start, end]) => {
    const clause = sentence.slice(start, end);
    if (notStated.test(clause)) return [];
    const ups = [...clause.matchAll(raising)].length;
    const downs = [...clause.matchAll(lowering)].length;
    if (ups > 0 === downs > 0) return [];
    const isUp = ups > 0;
    return mentions
      .filter((mention) => mention.start >= start && mention.end <= end)
      .filter((mention) => disagrees(about, mention, (part) => part.contribution > 0 === isUp))
      .map((mention) => problem(mention, about, `is told to ${isUp ? "raise" : "lower"} the prediction`));
  });
}

/** A sentence's clauses: parted at contrasts; where a part still tells both directions, at its commas and "and". */
function clausesOf(sentence: string): (readonly [start: number, end: number])[] {
  const contrasts = partsOf(sentence, 0, sentence.length, /;|\b(?:while|whereas|but|although|though)\b/g);
  return contrasts.flatMap(([start, end]) => {
    const clause = sentence.slice(start, end);
    const hasBoth = clause.search(raising) >= 0 && clause.search(lowering) >= 0;
    return hasBoth ? partsOf(sentence, start, end, /,|\band\b/g) : [[start, end] as const];
  });
}

function partsOf(sentence: string, start: number, end: number, separator: RegExp): (readonly [number, number])[] {
  const parts: (readonly [number, number])[] = [];
  let from = start;
  for (const match of sentence.slice(start, end).matchAll(separator)) {
    const before = sentence.slice(from, start + match.index);
    // What stands in brackets belongs to the word before it.
    if ((before.match(/\(/g)?.length ?? 0) > (before.match(/\)/g)?.length ?? 0)) continue;
    parts.push([from, start + match.index]);
    from = start + match.index + match[0].length;
  }
  parts.push([from, end]);
  return parts;
}

/** A signed number right behind a feature's name, "(+0.12)", is its contribution. */
function wrongSigns(sentence: string, mentions: readonly Mention[], about: readonly Explained[]): ExplanationProblem[] {
  return mentions.flatMap((mention) => {
    const signed = /^[`*_]*\s*(?:\(|:|,|=)?\s*([+-])\s?(\d+(?:\.\d+)?)(?!\s?(?:%|percent|days|minutes))/.exec(
      sentence.slice(mention.end, mention.end + 24),
    );
    if (!signed) return [];
    const stated = Number(`${signed[1]}${signed[2]}`);
    const half = 0.5 * 10 ** -(signed[2]?.split(".")[1]?.length ?? 0) * (1 + 1e-9);
    const isRight = (part: Contribution) => Math.abs(part.contribution - stated) <= half;
    return disagrees(about, mention, isRight) ? [problem(mention, about, `is told with ${signed[1]}${signed[2]}`)] : [];
  });
}

/** "The largest contribution is X": X has that rank, among all or among those of its sign. */
function wrongRanks(sentence: string, mentions: readonly Mention[], about: readonly Explained[]): ExplanationProblem[] {
  const mention = mentions[0];
  if (
    !mention ||
    mentions.length !== 1 ||
    !rankedThing.test(sentence) ||
    notStated.test(sentence) ||
    /\bafter\b/.test(sentence)
  )
    return [];
  const told = rankWords.find(([pattern]) => pattern.test(sentence));
  if (!told) return [];
  const [, rank] = told;
  const isRight = (part: Contribution, one: Explained) => part.rank === rank || rankAmongSign(part, one) === rank;
  return disagrees(about, mention, isRight) ? [problem(mention, about, `is told to rank ${rank}`)] : [];
}

function rankAmongSign(part: Contribution, one: Explained): number {
  let rank = 1;
  for (const other of one.parts.values()) {
    if (other.contribution > 0 === part.contribution > 0 && Math.abs(other.contribution) > Math.abs(part.contribution))
      rank++;
  }
  return rank;
}

function disagrees(
  about: readonly Explained[],
  mention: Mention,
  isRight: (part: Contribution, one: Explained) => boolean,
): boolean {
  return about.every((one) => {
    const part = one.parts.get(mention.feature);
    return part === undefined || !isRight(part, one);
  });
}

function problem(mention: Mention, about: readonly Explained[], told: string): ExplanationProblem {
  const facts = about.flatMap((one) => {
    const part = one.parts.get(mention.feature);
    if (!part) return [];
    const sign = part.contribution > 0 ? "+" : "";
    return [`${one.evidence}: contribution ${sign}${Number(part.contribution.toPrecision(3))}, rank ${part.rank}`];
  });
  return { start: mention.start, feature: mention.feature, detail: `${mention.feature} ${told}; ${facts.join("; ")}` };
}
