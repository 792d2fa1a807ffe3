import type { Answer } from "#agent";
import type { Domain } from "#knowledge";

import { headlineOf, listedNames } from "../read-answer.ts";
import { judge, judgeSame, unread } from "../judge.ts";
import { askedApart, type Relation } from "../relation.ts";
import { groupingsOf, measuresOf, pickGroup, pickOne, pickTwo, populationOf } from "../vocabulary.ts";

/** Lowest, median, mean and highest. */
export const orderStatistics: Relation = {
  name: "order statistics",
  claim: "minimum ≤ median ≤ maximum, and the mean between the extremes",
  generate: (domain, random) => {
    const measure = pickOne(measuresOf(domain), random).label;
    const of = populationOf(domain, pickGroup(domain, random));
    return {
      asks: askedApart(
        ...["minimum", "median", "maximum", "mean"].map((statistic) => `What is the ${statistic} ${measure} of ${of}?`),
      ),
      check: (answers) => {
        const told = answers.map((answer) => headlineOf(answer));
        const [low, middle, high, mean] = told;
        if (!low || !middle || !high || !mean) return unread(told, "a figure is missing");
        const isWithin = (figure: typeof low) =>
          figure.value >= low.value - low.slack - figure.slack &&
          figure.value <= high.value + high.slack + figure.slack;
        return judge(isWithin(middle) && isWithin(mean), [low, middle, high, mean], "not in this order");
      },
    };
  },
};

/** The first five, and the first ten. */
export const topWithinTop: Relation = {
  name: "top 5 within top 10",
  claim: "the first five of ten are the first five, in the same order",
  generate: (domain, random) => {
    const measure = pickOne(measuresOf(domain), random).label;
    const way = random.uniform() < 0.5 ? "highest" : "lowest";
    const ask = (count: number) => `Which ${count} ${domain.entity.plural} have the ${way} ${measure}?`;
    return {
      asks: askedApart(ask(5), ask(10)),
      check: (answers) => {
        const [five = [], ten = []] = answers.map((answer) => idsIn(answer, domain));
        if (five.length < 5 || ten.length < 10) return unread([five.length, ten.length], "fewer names than asked for");
        const holds = five.slice(0, 5).every((id, place) => id === ten[place]);
        return judge(holds, [five.slice(0, 5).join(" "), ten.slice(0, 5).join(" ")], "other names or another order");
      },
    };
  },
};

/** Groups from high to low, and from low to high. */
export const mirroredOrder: Relation = {
  name: "mirrored order",
  claim: "sorted the other way, the order is mirrored",
  generate: (domain, random) => {
    const column = pickOne(groupingsOf(domain), random);
    const measure = pickOne(measuresOf(domain), random).label;
    const ask = (way: string) => `Rank the values of ${column.label} by average ${measure}, ${way}.`;
    return {
      asks: askedApart(ask("highest first"), ask("lowest first")),
      check: (answers) => {
        const [down = [], up = []] = answers.map(listedNames);
        if (down.length < 2 || down.length !== up.length || new Set([...down, ...up]).size > down.length)
          return unread([down.length, up.length], "the groups are not all listed");
        const holds = down.every((name, place) => name === up[up.length - 1 - place]);
        return judge(holds, [down.join(", "), up.join(", ")], "the order is not mirrored");
      },
    };
  },
};

/** The highest of a ranking, and who is asked for as the highest. */
export const winnerOfRanking: Relation = {
  name: "winner of the ranking",
  claim: "who is first of a ranking is the highest",
  generate: (domain, random) => {
    const column = pickOne(groupingsOf(domain), random);
    const measure = pickOne(measuresOf(domain), random).label;
    return {
      asks: askedApart(
        `Rank the values of ${column.label} by average ${measure}, highest first.`,
        `Which ${column.label} has the highest average ${measure}?`,
      ),
      check: ([ranking, highest]) => {
        const first = ranking ? listedNames(ranking)[0] : undefined;
        const told = highest ? emphasisedOf(highest) : null;
        if (first === undefined || told === null) return unread([first ?? null, told], "no name");
        return judge(told === first, [first, told], "another is the highest");
      },
    };
  },
};

/** Two groups compared, and compared in the other order. */
export const comparisonOrder: Relation = {
  name: "order of a comparison",
  claim: "two groups compared the other way round differ by as much",
  generate: (domain, random) => {
    const column = pickOne(groupingsOf(domain), random);
    const [first, second] = pickTwo(column.values, random).map((value) => value.label ?? value.value);
    const measure = pickOne(measuresOf(domain), random).label;
    const ask = (one = "", other = "") =>
      `Compare the average ${measure} of ${one} and ${other} ${domain.entity.plural} by ${column.label}.`;
    return {
      asks: askedApart(ask(first, second), ask(second, first)),
      check: (answers) => {
        const differences = answers.map(differenceOf);
        return judgeSame(differences);
      },
    };
  },
};

function idsIn(answer: Answer, domain: Domain): readonly string[] {
  const pattern = new RegExp(domain.entity.pattern.replace(/^\^/, "\\b").replace(/\$$/, "\\b"), "g");
  return [...new Set(answer.text.match(pattern) ?? [])];
}

/** The first emphasised words, in lower case. */
function emphasisedOf(answer: Answer): string | null {
  return /\*\*([^*]+)\*\*/.exec(answer.text)?.[1]?.trim().toLowerCase() ?? null;
}

/** The size of the difference that the text tells, whichever way round. */
function differenceOf(answer: Answer) {
  const after = /difference of ([^;]*)/i.exec(answer.text)?.[1];
  if (after === undefined) return null;
  const told = headlineOf({ ...answer, text: after });
  return told === null ? null : { ...told, value: Math.abs(told.value) };
}
