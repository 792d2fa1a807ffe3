import { describe, expect, it } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";

import type { Analysis } from "../../../agent/offline/reading/analysis.ts";
import { createLexicon } from "../../../agent/offline/reading/lexicon.ts";
import { understand } from "../../../agent/offline/reading/understand.ts";

const lexicon = createLexicon(await loadDomain(domainDirectory("engagement")), "2026-01-31");
const several = ["user_00007", "user_00011", "user_00019"];

/** The reading of `question` after a list of customers by churn probability that showed `listed`. */
function readAfterList(question: string, listed: readonly string[]) {
  const list: Analysis = {
    kind: "list",
    population: [],
    orderBy: "predicted_churn_probability",
    order: "desc",
    limit: listed.length,
  };
  return understand(question, lexicon, list, [], listed).reading;
}

describe("a question after a list of customers", () => {
  it("on their reasons is told of the listed ones, by the model that the list is about", () => {
    expect(readAfterList("what are their reasons?", several)).toEqual({
      kind: "analysis",
      analysis: { kind: "reasons", ids: several, model: "churn" },
      assumptions: [],
    });
  });

  it("on what they share compares the listed ones with everybody", () => {
    expect(readAfterList("what do these have in common?", several)).toMatchObject({
      analysis: {
        kind: "separate",
        sides: [{ where: [{ kind: "in", column: "customer_id", values: several }] }, { where: [] }],
      },
    });
  });

  it("for another order keeps the listed ones", () => {
    expect(readAfterList("order them by lifetime value", several)).toMatchObject({
      analysis: {
        kind: "list",
        population: [{ kind: "in", column: "customer_id", values: several }],
        orderBy: "lifetime_value_usd",
        limit: 3,
      },
    });
  });

  it("for ids only shows no more than what is named", () => {
    expect(readAfterList("just the ids and lifetime value", several)).toMatchObject({
      analysis: { kind: "list", population: [], columns: ["lifetime_value_usd"] },
    });
  });

  it("on one of several asks which one", () => {
    expect(readAfterList("why him?", several)).toMatchObject({ kind: "ask" });
  });

  it.each([
    ["why her?", "why"],
    ["what would keep him?", "change"],
    ["how sure is the model?", "certain"],
  ])("of a single one is on that customer: %s", (question, aspect) => {
    expect(readAfterList(question, ["user_00007"])).toMatchObject({
      analysis: { kind: "customer", id: "user_00007", model: "churn", aspect },
    });
  });
});
