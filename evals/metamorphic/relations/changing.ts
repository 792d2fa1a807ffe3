import type { Answer } from "#agent";
import type { Domain } from "#knowledge";

import { cellOf } from "../read-answer.ts";
import { judge, unread } from "../judge.ts";
import { askedApart, type Relation } from "../relation.ts";
import { leversOf, pickOne } from "../vocabulary.ts";

/** Simulated shares of a change may differ by this: two simulations draw the same customers, trees are steps. */
const sampleSlack = 1e-6;

/** A change by nothing. */
export const zeroChange: Relation = {
  name: "zero change",
  claim: "a change by 0 % leaves every prediction as it is",
  generate: (domain, random) => {
    const lever = pickOne(leversOf(domain), random);
    return {
      asks: askedApart(whatIf(lever.label, "increased", 0), whatIf(lever.label, "decreased", 0)),
      check: (answers) => {
        const changes = answers.map((answer) => domain.models.map((model) => changeOf(answer, model.name)));
        const read = changes.flat().filter((change) => change !== null);
        if (changes.some((ofAnswer) => ofAnswer.every((change) => change === null)))
          return unread(read, "an answer has no simulated change");
        return judge(
          read.every((change) => Math.abs(change) <= sampleSlack),
          read,
          "nothing was changed, and a prediction was",
        );
      },
    };
  },
};

/** A change, and twice the change, of what the model knows the direction of. */
export const monotoneChange: Relation = {
  name: "monotone change",
  claim: "where the dictionary states a direction, more of a change moves the prediction no less that way",
  generate: (domain, random) => {
    const directed = domain.models.flatMap((model) =>
      Object.entries("directions" in model ? model.directions : {}).flatMap(([name, direction]) => {
        const lever = leversOf(domain).find((column) => column.name === name);
        return lever ? [{ model: model.name, lever, sign: direction === "rises" ? 1 : -1 }] : [];
      }),
    );
    if (directed.length === 0) return null;
    const { model, lever, sign } = pickOne(directed, random);
    const isFall = random.uniform() < 0.5;
    const verb = isFall ? "decreased" : "increased";
    const by = 5 + 5 * random.integer(4);
    return {
      asks: askedApart(whatIf(lever.label, verb, by), whatIf(lever.label, verb, 2 * by)),
      check: (answers) => {
        const [once, twice] = answers.map((answer) => changeOf(answer, model));
        if (once == null || twice == null) return unread([once ?? null, twice ?? null], "no simulated change");
        const way = isFall ? -sign : sign;
        const holds = way * once >= -sampleSlack && way * twice >= way * once - sampleSlack;
        return judge(holds, [once, twice], `the ${model} model's prediction moved the other way`);
      },
    };
  },
};

/** The mean change that a simulation found for one model, everybody's where only some were changed. */
function changeOf(answer: Answer, model: Domain["models"][number]["name"]): number | null {
  return cellOf(answer, "mean_change_over_everybody", { model }) ?? cellOf(answer, "mean_change", { model });
}

function whatIf(lever: string, verb: string, percent: number): string {
  return `What would happen if ${lever} ${verb} by ${percent} %?`;
}
