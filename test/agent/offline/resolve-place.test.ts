import { describe, expect, it } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";

import { createLexicon } from "../../../agent/offline/reading/lexicon.ts";
import { resolvePlace } from "../../../agent/offline/reading/resolve-place.ts";
import { readTold } from "../../../agent/offline/told-table.ts";

const lexicon = createLexicon(await loadDomain(domainDirectory("engagement")));
const table = (heading: string, rows: readonly string[]) =>
  ["Told.", "", `| ${heading} | Average | Customers |`, "| --- | ---: | ---: |", ...rows].join("\n");
const states = table("Location", ["| Texas | **0.53** | 10 |", "| Maine | 0.61 | 20 |", "| Utah | 0.50 | 30 |"]);
const users = table("Customer id", ["| user_00001 | 93 % | 1 |", "| user_00002 | 92 % | 2 |"]);

const resolved = (text: string, answer: string) => resolvePlace(text, readTold(answer), lexicon)?.text ?? null;

describe("a place in what was told", () => {
  it.each([
    ["Explain the first one to me.", users, "Explain user_00001 to me."],
    ["why is the second customer at risk?", users, "why is user_00002 at risk?"],
    ["What about number 2?", users, "What about user_00002?"],
    ["and the last?", users, "and user_00002?"],
    ["the second state by device", states, "Maine by device"],
    ["churn of the largest group", states, "churn of Utah"],
    ["How many customers does the lowest one have?", states, "How many customers does Utah have?"],
    ["and the third of them?", states, "and Utah?"],
    ["the second one", "Which?\n- Average age?\n- Average trust?", "Average trust?"],
  ])("is named: %s", (question, answer, expected) => {
    expect(resolved(question, answer)).toBe(expected);
  });

  it.each([
    ["the fifth one", users],
    ["the first 2", users],
    ["go back to the first one", users],
    ["the last 7 days", states],
    ["explain the first question", states],
    ["the last one", `${states}\n\nThe first of 50 groups are shown; the evidence has all.`],
    ["the second one", table("Engagement", ["| 0.10 to 0.20 | 1 | 2 |", "| 0.20 to 0.30 | 1 | 2 |"])],
    ["the second one", "There are 5 customers."],
    ["why the first?", "Which?\n- Average age?\n- Average trust?"],
  ])("stays as it is where there is none: %s", (question, answer) => {
    expect(resolved(question, answer)).toBeNull();
  });
});
