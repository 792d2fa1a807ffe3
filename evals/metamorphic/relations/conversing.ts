import { headlineOf } from "../read-answer.ts";
import { judge, judgeSame, unread } from "../judge.ts";
import { breakdownOf } from "../read-answer.ts";
import type { Relation } from "../relation.ts";
import {
  conditionOf,
  groupingsOf,
  measuresOf,
  pickGroup,
  pickOne,
  pickTwo,
  pickTwoGroups,
  populationOf,
} from "../vocabulary.ts";

/** Asked at once, and in two steps. */
export const followUp: Relation = {
  name: "asked as a follow-up",
  claim: "a question in two steps gives the figure of the question at once",
  generate: (domain, random) => {
    const measure = pickOne(measuresOf(domain), random).label;
    const group = pickGroup(domain, random);
    const whole = `What is the average ${measure} of ${populationOf(domain, group)}?`;
    const steps = [
      `What is the average ${measure} of all ${domain.entity.plural}?`,
      `And for ${populationOf(domain, group)}?`,
    ];
    return {
      asks: [
        { turns: [whole], role: "analyst" },
        { turns: steps, role: "analyst" },
      ],
      check: (answers) => judgeSame(answers.map((answer) => headlineOf(answer))),
    };
  },
};

/** A condition added in the second turn. */
export const narrowedFollowUp: Relation = {
  name: "narrowed by a follow-up",
  claim: "a condition added by a follow-up counts as one of the question",
  generate: (domain, random) => {
    const [first, second] = pickTwoGroups(domain, random);
    return {
      asks: [
        { turns: [`How many ${populationOf(domain, first, second)} are there?`], role: "analyst" },
        {
          turns: [
            `How many ${populationOf(domain, first)} are there?`,
            `And how many of them are ${domain.entity.plural} whose ${conditionOf(second)}?`,
          ],
          role: "analyst",
        },
      ],
      check: (answers) => judgeSame(answers.map((answer) => headlineOf(answer, "count"))),
    };
  },
};

/** A question about something else in between. */
export const detour: Relation = {
  name: "another question before",
  claim: "a whole question means the same after another one",
  generate: (domain, random) => {
    const [measure, other] = pickTwo(measuresOf(domain), random);
    const [group, before] = pickTwoGroups(domain, random);
    const question = `What is the average ${measure.label} of ${populationOf(domain, group)}?`;
    const earlier = `What is the average ${other.label} of ${populationOf(domain, before)}?`;
    return {
      asks: [
        { turns: [question], role: "analyst" },
        { turns: [earlier, question], role: "analyst" },
      ],
      check: (answers) => judgeSame(answers.map((answer) => headlineOf(answer))),
    };
  },
};

/** The same question by persons of other rights. */
export const otherRole: Relation = {
  name: "role",
  claim: "figures of groups are the same for a viewer and an analyst",
  generate: (domain, random) => {
    const column = pickOne(groupingsOf(domain), random);
    const measure = pickOne(measuresOf(domain), random);
    const question = `What is the average ${measure.label} by ${column.label}?`;
    return {
      asks: [
        { turns: [question], role: "viewer" },
        { turns: [question], role: "analyst" },
      ],
      check: (answers) => {
        const [viewer, analyst] = answers.map((answer) => breakdownOf(answer, domain, measure.name));
        if (!viewer || !analyst) return unread([viewer?.length ?? null, analyst?.length ?? null], "no groups");
        // A viewer may be told less: groups and means that are withheld are not compared.
        const meanOf = new Map(analyst.map(({ group, mean }) => [group, mean]));
        const other = viewer.find(({ group, mean }) => mean !== null && mean !== meanOf.get(group));
        const told = [viewer, analyst].map((groups) => JSON.stringify(groups));
        return judge(other === undefined, told, `${other?.group ?? ""} differs`);
      },
    };
  },
};
