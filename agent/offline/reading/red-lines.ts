import type { Domain, Policy } from "#knowledge";

import { tokenise } from "../text/tokens.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { stanceOf, type Place } from "./stance.ts";

type RedLine = Policy["redLines"][number];
type Meaning = RedLine["meanings"][number];

/** A phrase of a class: stems, and `null` for a gap of up to three words. */
type Pattern = readonly (string | null)[];

const widestGap = 3;
/** The classes that stand for acts come first in a meaning; these two are told by the dictionary. */
const ofDictionary = { person: "one_person", protected: "protected" } as const;

/**
 * The red line that a question crosses, by meaning: the classes of words of one of the line's meanings are all in it,
 * and it is about doing so, not about whether it happens or how it is avoided.
 */
export function crossedRedLine(question: ParsedQuestion): RedLine | null {
  const places = new Map<string, readonly Place[]>();
  const placesOf = (name: string) => {
    const known = places.get(name) ?? findClass(question, name);
    places.set(name, known);
    return known;
  };
  for (const line of question.domain.policy.redLines) {
    if (line.meanings.some((meaning) => isMeant(question, meaning, placesOf))) return line;
  }
  return null;
}

function isMeant(question: ParsedQuestion, meaning: Meaning, placesOf: (name: string) => readonly Place[]): boolean {
  const found: (readonly Place[])[] = [];
  for (const name of meaning.all) {
    const places = placesOf(name);
    if (places.length === 0) return false;
    found.push(places);
  }
  const [first = []] = found;
  const acts = meaning.near === undefined ? apart(found) : first.filter((place) => isFollowed(place, found, meaning));
  if (acts.length === 0) return false;
  const stance = stanceOf(question, acts);
  return stance === "plans" || (stance === "open" && !meaning.planned);
}

/** The first class's places where every other class has one that is not the same words. */
function apart(found: readonly (readonly Place[])[]): readonly Place[] {
  const [first = [], ...others] = found;
  return first.filter((act) =>
    others.every((places) =>
      places.some((place) => place.from >= act.to || place.to <= act.from || isInside(place, act)),
    ),
  );
}

/** Words in the gap of a phrase belong to nobody: "make CANCELLING hard". */
function isInside(place: Place, act: Place): boolean {
  return place.from > act.from && place.to < act.to;
}

function isFollowed(act: Place, found: readonly (readonly Place[])[], { near = 0 }: Meaning): boolean {
  let ends = [act.to];
  for (const places of found.slice(1)) {
    ends = places.flatMap(({ from, to }) => (ends.some((end) => from >= end && from - end <= near) ? [to] : []));
  }
  return ends.length > 0;
}

function findClass(question: ParsedQuestion, name: string): readonly Place[] {
  if (name === ofDictionary.person) return placesOfIds(question);
  const patterns = patternsOf(question.domain).get(name) ?? [];
  const stems = question.tokens.map((token) => token.stem);
  const found = stems.flatMap((_, from) =>
    patterns.flatMap((pattern) => {
      const to = endOfPattern(stems, from, pattern);
      return to === null ? [] : [{ from, to }];
    }),
  );
  return name === ofDictionary.protected ? [...found, ...placesOfProtected(question)] : found;
}

function placesOfIds(question: ParsedQuestion): Place[] {
  return question.tokens.flatMap((token, from) =>
    question.ids.some((id) => token.lower.startsWith(id)) ? [{ from, to: from + 1 }] : [],
  );
}

/** Words for groups of people, values and conditions of confidential columns that say who, and "people over 50". */
function placesOfProtected(question: ParsedQuestion): Place[] {
  const { domain, tokens } = question;
  const isConfidential = (name: string) =>
    domain.resultColumns.some((column) => column.name === name && column.privacy === "confidential");
  const places: Place[] = question.conditions.flatMap(({ condition, from, to }) =>
    "column" in condition && isConfidential(condition.column) ? [{ from, to }] : [],
  );
  for (const { from, to, meanings } of question.mentions) {
    const isOfThem = meanings.some(
      (meaning) =>
        meaning.kind === "protected" ||
        ((meaning.kind === "column" || meaning.kind === "value") && isConfidential(meaning.column.name)),
    );
    if (isOfThem) places.push({ from, to });
  }
  for (const [index, token] of tokens.entries()) {
    const isAge = token.kind === "number" && token.value !== null && token.value >= 10 && token.value < 100;
    const isLimit = /^(over|under|above|below|than)$/.test(tokens[index - 1]?.lower ?? "");
    const before = tokens[index - 2]?.lower ?? "";
    if (
      isAge &&
      isLimit &&
      !token.isPercent &&
      /^(older|younger|people|those|everyone|anyone|users|customers|folks|persons|all)$/.test(before)
    )
      places.push({ from: index - 2, to: index + 1 });
  }
  return places;
}

const patternsByDomain = new WeakMap<Domain, ReadonlyMap<string, readonly Pattern[]>>();

/** The classes of a domain's policy as stems; `protected` takes in the words for groups of people. */
function patternsOf(domain: Domain): ReadonlyMap<string, readonly Pattern[]> {
  let patterns = patternsByDomain.get(domain);
  if (!patterns) {
    const { words } = domain.policy;
    const all = { ...words, [ofDictionary.protected]: words["groups_of_people"] ?? [] };
    patterns = new Map(Object.entries(all).map(([name, phrases]) => [name, phrases.map(patternOf)]));
    patternsByDomain.set(domain, patterns);
  }
  return patterns;
}

function patternOf(phrase: string): Pattern {
  return phrase
    .split("..")
    .flatMap((part, index) => [...(index === 0 ? [] : [null]), ...tokenise(part).map((token) => token.stem)]);
}

/** The token after the pattern's last, where the pattern starts at `from`; null where it does not. */
function endOfPattern(stems: readonly string[], from: number, pattern: Pattern): number | null {
  const [head, ...rest] = pattern;
  if (head === undefined) return from;
  if (head !== null) return stems[from] === head ? endOfPattern(stems, from + 1, rest) : null;
  for (let skipped = 0; skipped <= widestGap; skipped++) {
    const end = endOfPattern(stems, from + skipped, rest);
    if (end !== null) return end;
  }
  return null;
}
