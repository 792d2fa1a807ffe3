import type { Random } from "#core";
import type { Domain } from "#knowledge";

import { headlineOf, type Told } from "../read-answer.ts";
import { askedApart, type Relation } from "../relation.ts";
import { judge, judgeSame, agree, unread } from "../judge.ts";
import {
  groupingsOf,
  measuresOf,
  nounsFor,
  pickGroup,
  pickOne,
  pickTwo,
  pickTwoGroups,
  populationOf,
} from "../vocabulary.ts";

/** Other forms of one question for a mean. */
const forms = [
  (measure: string, of: string) => `What is the average ${measure} of ${of}?`,
  (measure: string, of: string) => `Tell me the mean ${measure} of ${of}.`,
  (measure: string, of: string) => `average ${measure} for ${of}`,
  (measure: string, of: string) => `What's the ${measure} of ${of} on average?`,
  (measure: string, of: string) => `How high is the average ${measure} among ${of}?`,
  (measure: string, of: string) => `For ${of}, what is the mean ${measure}?`,
] as const;

/** What people add that asks for nothing. */
const courtesies = [
  (question: string) => `Please tell me: ${lowerFirst(question)}`,
  (question: string) => `Hi! ${question} Thanks!`,
  (question: string) => `${question} Thank you in advance.`,
  (question: string) => `Good morning, ${lowerFirst(question)}`,
  (question: string) => `Could you please tell me ${lowerFirst(question)}`,
] as const;

/** The same question in another form of sentence. */
export const sentenceForm: Relation = {
  name: "sentence form",
  claim: "another form of the sentence gives the same figure",
  generate: (domain, random) => {
    const measure = pickOne(measuresOf(domain), random).label;
    const of = populationOf(domain, pickGroup(domain, random));
    const [first, second] = pickTwo(forms, random);
    return sameFigure(first(measure, of), second(measure, of));
  },
};

/** The column by another of its names. */
export const synonym: Relation = {
  name: "synonym of a measure",
  claim: "a synonym of the dictionary gives the same figure",
  generate: (domain, random) => {
    const measure = pickOne(
      measuresOf(domain).filter((column) => nounsFor(column).length > 0),
      random,
    );
    const other = pickOne(nounsFor(measure), random);
    const ask = (name: string) => `What is the average ${name} of all ${domain.entity.plural}?`;
    return sameFigure(ask(measure.label), ask(other));
  },
};

/** The group by another of its names. */
export const valueSynonym: Relation = {
  name: "synonym of a group",
  claim: "a synonym of a group gives the same count",
  generate: (domain, random) => {
    const named = groupingsOf(domain).flatMap((column) =>
      column.values.filter((value) => value.synonyms.length > 0).map((value) => ({ column, value })),
    );
    if (named.length === 0) return null;
    const { column, value } = pickOne(named, random);
    const ask = (name: string) => `How many ${domain.entity.plural} are there with ${column.label} ${name}?`;
    return sameFigure(ask(value.label ?? value.value), ask(pickOne(value.synonyms, random)), "count");
  },
};

/** Two conditions in the other order. */
export const filterOrder: Relation = {
  name: "order of filters",
  claim: "conditions in another order give the same count",
  generate: (domain, random) => {
    const [first, second] = pickTwoGroups(domain, random);
    const ask = (of: string) => `How many ${of} are there?`;
    return sameFigure(ask(populationOf(domain, first, second)), ask(populationOf(domain, second, first)), "count");
  },
};

/** Words that ask for nothing. */
export const courtesy: Relation = {
  name: "irrelevant words",
  claim: "words such as please and thanks change nothing",
  generate: (domain, random) => {
    const question = meanQuestion(domain, random);
    return sameFigure(question, pickOne(courtesies, random)(question));
  },
};

/** All in capitals, or all in small letters. */
export const letterCase: Relation = {
  name: "letter case",
  claim: "capitals or small letters change nothing",
  generate: (domain, random) => {
    const question = meanQuestion(domain, random);
    return sameFigure(question, random.uniform() < 0.5 ? question.toUpperCase() : question.toLowerCase());
  },
};

/** One letter wrong in a long word. */
export const typingError: Relation = {
  name: "typing error",
  claim: "one wrong letter in a long word changes nothing",
  generate: (domain, random) => {
    const long = measuresOf(domain).filter((column) => column.label.split(" ").some((word) => word.length >= longWord));
    if (long.length === 0) return null;
    const measure = pickOne(long, random);
    const word = pickOne(
      measure.label.split(" ").filter((one) => one.length >= longWord),
      random,
    );
    const ask = (name: string) => `What is the average ${name} of all ${domain.entity.plural}?`;
    return sameFigure(ask(measure.label), ask(measure.label.replace(word, mistype(word, random))));
  },
};

/** A unit that a figure can also be told in, and how many of it the other is. */
const units: Readonly<Record<string, number>> = {
  second: 1,
  seconds: 1,
  minute: 60,
  minutes: 60,
  min: 60,
  hour: 3600,
  hours: 3600,
  day: 86_400,
  days: 86_400,
  week: 604_800,
  weeks: 604_800,
};

/** A duration asked for in two units. */
export const unitChange: Relation = {
  name: "unit of time",
  claim: "a duration is the same in minutes and in hours",
  generate: (domain, random) => {
    const durations = measuresOf(domain).filter((column) => column.unit !== null && column.unit in units);
    if (durations.length === 0) return null;
    const measure = pickOne(durations, random);
    const [one, other] = measure.unit === "days" ? (["days", "weeks"] as const) : (["minutes", "hours"] as const);
    const ask = (unit: string) => `What is the average ${measure.label} in ${unit}?`;
    return {
      asks: askedApart(ask(one), ask(other)),
      check: (answers) => {
        const told = answers.map((answer) => headlineOf(answer));
        const inSeconds = told.map((figure) => (figure === null ? null : inBase(figure)));
        const [left, right] = inSeconds;
        if (!left || !right) return unread(told, "an answer has no duration with its unit");
        return judge(
          agree(left, right),
          told.filter(Boolean).map((figure) => figure ?? ""),
          "the durations differ",
        );
      },
    };
  },
};

/** A share and a percentage. */
export const shareOrPercent: Relation = {
  name: "share or percent",
  claim: "a share and a percentage are the same figure",
  generate: (domain, random) => {
    const group = pickOne(domain.groups, random);
    const ask = (word: string) => `What ${word} of ${domain.entity.plural} are ${group.label}?`;
    return sameFigure(ask("share"), ask("percentage"), "share");
  },
};

const longWord = 7;

function meanQuestion(domain: Domain, random: Random): string {
  const measure = pickOne(measuresOf(domain), random).label;
  return `What is the average ${measure} of ${populationOf(domain, pickGroup(domain, random))}?`;
}

function sameFigure(first: string, second: string, kind: Parameters<typeof headlineOf>[1] = "any") {
  return {
    asks: askedApart(first, second),
    check: (answers: readonly Parameters<typeof headlineOf>[0][]) =>
      judgeSame(answers.map((answer) => headlineOf(answer, kind))),
  };
}

function inBase(told: Told): Told | null {
  const factor = units[told.unit];
  return factor === undefined ? null : { ...told, value: told.value * factor, slack: told.slack * factor };
}

/** Two neighbours changed places, or a letter left out; the first letter stays. */
function mistype(word: string, random: Random): string {
  const at = 1 + random.integer(word.length - 2);
  const [a, b] = [word.charAt(at), word.charAt(at + 1)];
  return random.uniform() < 0.5 && a !== b
    ? `${word.slice(0, at)}${b}${a}${word.slice(at + 2)}`
    : `${word.slice(0, at)}${word.slice(at + 1)}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
