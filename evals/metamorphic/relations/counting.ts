import { breakdownOf, headlineOf } from "../read-answer.ts";
import { agree, equal, judge, unread } from "../judge.ts";
import { askedApart, type Relation } from "../relation.ts";
import {
  conditionOf,
  fullMeasuresOf,
  groupingsOf,
  measuresOf,
  pickGroup,
  pickOne,
  pickTwoGroups,
  populationOf,
} from "../vocabulary.ts";

/** The groups of a column, and everybody. */
export const partsOfWhole: Relation = {
  name: "parts of the whole",
  claim: "the groups of a column add up to everybody",
  generate: (domain, random) => {
    const { plural } = domain.entity;
    const column = pickOne(groupingsOf(domain), random);
    return {
      asks: askedApart(`How many ${plural} are there by ${column.label}?`, `How many ${plural} are there in total?`),
      check: ([parts, whole]) => {
        const groups = parts ? breakdownOf(parts, domain, null) : null;
        const total = whole ? headlineOf(whole, "count") : null;
        if (!groups || !total) return unread([groups?.length ?? null, total], "no groups or no total");
        const sum = groups.reduce((all, { size }) => all + size, 0);
        return judge(sum === total.value, [sum, total], "the parts and the whole differ");
      },
    };
  },
};

/** The means of the groups, weighted by their sizes, and everybody's mean. */
export const weightedMeans: Relation = {
  name: "weighted means",
  claim: "the groups' means, weighted by size, are the mean of all",
  generate: (domain, random) => {
    const column = pickOne(groupingsOf(domain), random);
    const measure = pickOne(fullMeasuresOf(domain), random);
    return {
      asks: askedApart(
        `What is the average ${measure.label} by ${column.label}?`,
        `What is the average ${measure.label} of all ${domain.entity.plural}?`,
      ),
      check: ([parts, whole]) => {
        const groups = parts ? breakdownOf(parts, domain, measure.name) : null;
        const total = whole ? headlineOf(whole) : null;
        if (!groups || !total) return unread([groups?.length ?? null, total], "no groups or no mean");
        const size = groups.reduce((all, group) => all + group.size, 0);
        const mean = groups.reduce((all, group) => all + group.size * (group.mean ?? 0), 0) / size;
        const computed = { value: mean, slack: 0, text: mean.toPrecision(6), unit: "" };
        return judge(agree(computed, total), [computed, total], "the weighted mean and the mean differ");
      },
    };
  },
};

/** A group, everybody else, and all. */
export const complement: Relation = {
  name: "complement",
  claim: "those who are and those who are not are everybody",
  generate: (domain, random) => {
    const { plural } = domain.entity;
    const group = pickGroup(domain, random);
    const condition = conditionOf(group);
    return {
      asks: askedApart(
        `How many ${plural} are there whose ${condition}?`,
        `How many ${plural} are there whose ${condition.replace(" is ", " is not ")}?`,
        `How many ${plural} are there?`,
      ),
      check: (answers) => {
        const [are, areNot, all] = answers.map((answer) => headlineOf(answer, "count"));
        if (!are || !areNot || !all) return unread([are ?? null, areNot ?? null, all ?? null], "a count is missing");
        return judge(equal(are.value + areNot.value, all.value), [are, areNot, all], "the two do not add up to all");
      },
    };
  },
};

/** One condition more. */
export const subset: Relation = {
  name: "subset",
  claim: "with one condition more there are no more",
  generate: (domain, random) => {
    const [first, second] = pickTwoGroups(domain, random);
    const named = random.uniform() < 0.4 ? pickOne(domain.groups, random).label : null;
    const wide = `How many ${populationOf(domain, first)} are there?`;
    const narrow =
      named === null
        ? `How many ${populationOf(domain, first, second)} are there?`
        : `How many ${named} are there whose ${conditionOf(first)}?`;
    return {
      asks: askedApart(wide, narrow),
      check: (answers) => {
        const [more, fewer] = answers.map((answer) => headlineOf(answer, "count"));
        if (!more || !fewer) return unread([more ?? null, fewer ?? null], "a count is missing");
        return judge(fewer.value <= more.value, [more, fewer], "the subset is larger");
      },
    };
  },
};

/** A threshold, and a higher one. */
export const threshold: Relation = {
  name: "threshold",
  claim: "above a higher threshold there are no more",
  generate: (domain, random) => {
    const scores = measuresOf(domain).filter((column) => column.format === "score" && column.range?.[0] === 0);
    if (scores.length === 0) return null;
    const measure = pickOne(scores, random);
    const low = (1 + random.integer(4)) / 10;
    const high = low + (1 + random.integer(4)) / 10;
    const ask = (above: number) =>
      `How many ${domain.entity.plural} have a ${measure.label} above ${above.toFixed(1)}?`;
    return {
      asks: askedApart(ask(low), ask(high)),
      check: (answers) => {
        const [more, fewer] = answers.map((answer) => headlineOf(answer, "count"));
        if (!more || !fewer) return unread([more ?? null, fewer ?? null], "a count is missing");
        return judge(fewer.value <= more.value, [more, fewer], "more lie above the higher threshold");
      },
    };
  },
};

/** A share, and the counts that it is made of. */
export const shareOfCounts: Relation = {
  name: "share of counts",
  claim: "a share is the one count by the other",
  generate: (domain, random) => {
    const { plural } = domain.entity;
    const group = pickOne(domain.groups, random);
    return {
      asks: askedApart(
        `What share of ${plural} are ${group.label}?`,
        `How many ${group.label} are there?`,
        `How many ${plural} are there?`,
      ),
      check: ([first, second, third]) => {
        const share = first ? headlineOf(first, "share") : null;
        const part = second ? headlineOf(second, "count") : null;
        const all = third ? headlineOf(third, "count") : null;
        if (!share || !part || !all) return unread([share, part, all], "a figure is missing");
        const ratio = { value: part.value / all.value, slack: 0, text: `${part.text}/${all.text}`, unit: "" };
        return judge(agree(ratio, share), [share, part, all], "the share is another");
      },
    };
  },
};
