import { describe, expect, it } from "vitest";

import { buildEvidence } from "../support/build-answer.ts";
import { rows, score } from "./build-context.ts";

const nothing = rows({});

describe("a reading that is stated first", () => {
  const expectation = { kind: "reading", any: ["7 days"] };
  it.each([
    ["a question back", { outcome: "asked-back", text: "Which period do you mean?" }, true],
    ["the reading in the first sentence", { text: "Active means a login within 7 days. There are 12." }, true],
    ["the reading at the end", { text: "There are 12. That is many. It is so. I took active as 7 days." }, false],
    ["no reading", { text: "There are 12 active users." }, false],
    ["asked back without a question", { outcome: "asked-back", text: "Say more." }, false],
  ] as const)("%s", (_, answer, pass) => {
    expect(score(expectation, answer, nothing).pass).toBe(pass);
  });
});

describe("caveats that are overdone", () => {
  it("fail, and others do not", () => {
    const expectation = { kind: "no-caveat", any: ["simulated", "not-causal"] };
    expect(score(expectation, { caveats: [] }, nothing).pass).toBe(true);
    expect(score(expectation, { caveats: [{ kind: "stale-data", text: "Old." }] }, nothing).pass).toBe(true);
    expect(score(expectation, { caveats: [{ kind: "simulated", text: "A model." }] }, nothing).pass).toBe(false);
  });
});

describe("tools", () => {
  const calls = (...tools: string[]) => ({ evidence: tools.map((tool) => buildEvidence({ tool })) });
  it.each([
    [{ any: ["explain_prediction"] }, calls("explain_prediction"), true],
    [{ any: ["explain_prediction"] }, calls("query_athena"), false],
    [{ not: ["query_athena"] }, calls("query_athena"), false],
    [{ most: 2 }, calls("query_athena", "query_athena", "query_athena"), false],
    [{ most: 3 }, calls("query_athena", "query_athena", "query_athena"), true],
  ])("%o", (expectation, answer, pass) => {
    expect(score({ kind: "tools", ...expectation }, answer, nothing).pass).toBe(pass);
  });
});

describe("a breakdown by two columns", () => {
  const truth = rows({
    t: [
      { a: "free", b: "mobile", name: "free / mobile", value: 0.41 },
      { a: "free", b: "desktop", name: "free / desktop", value: 0.42 },
      { a: "premium", b: "mobile", name: "premium / mobile", value: 0.63 },
      { a: "premium", b: "desktop", name: "premium / desktop", value: 0.64 },
    ],
  });
  const expectation = { kind: "cross", of: "t", column: "value", unit: "score" };
  const crossed = (first: string, second: string) =>
    `| Plan | Mobile | Desktop |\n| --- | --- | --- |\n| Free | ${first} |\n| Premium | ${second} |`;
  it("is right crossed and in long form", () => {
    expect(score(expectation, { text: crossed("0.410 | 0.420", "0.630 | 0.640"), evidence: [] }, truth).pass).toBe(
      true,
    );
    const long =
      "| Plan | Device | Mean |\n| --- | --- | --- |\n| Free | mobile | 0.410 |\n| Free | desktop | 0.420 |\n| Premium | mobile | 0.630 |\n| Premium | desktop | 0.640 |";
    expect(score(expectation, { text: long, evidence: [] }, truth).pass).toBe(true);
  });

  it("is wrong with rows swapped, with columns swapped, and with one column only", () => {
    const wrong = [
      crossed("0.630 | 0.640", "0.410 | 0.420"),
      crossed("0.420 | 0.410", "0.640 | 0.630"),
      "| Plan | Mean |\n| --- | --- |\n| Free | 0.410 |\n| Premium | 0.630 |",
    ];
    expect(wrong.map((text) => score(expectation, { text, evidence: [] }, truth).pass)).toEqual([false, false, false]);
  });
});

describe("a whole number", () => {
  it("is told in full by its digits, and by no other", () => {
    const truth = rows({ t: [{ value: 2 }] });
    const expectation = { kind: "figure", value: "t.value", unit: "measure" };
    expect(score(expectation, "The median is 2.", truth).pass).toBe(true);
    expect(score(expectation, "The median is 3.", truth).pass).toBe(false);
  });
});

describe("ranges in percent", () => {
  const curve = {
    kind: "curve" as const,
    curve: { x: Float64Array.of(0.1, 0.2, 0.3, 0.6, 0.7, 0.8), sums: Float64Array.of(0, 1, 2, 3, 4, 5, 6) },
  };
  const table = (first: number) =>
    `| From | To | Customers |\n| --- | --- | --- |\n| 0 % | 50 % | ${first} |\n| 50 % | 90 % | ${6 - first} |`;
  it("are those of a share", () => {
    const expectation = { kind: "buckets", curve: "c", unit: "count", tell: "count", least: 2 };
    // The scorer lets a count be off by a few, as bins are rounded: a wrong table has to be far off.
    expect(score(expectation, { text: table(3), evidence: [] }, { c: curve }).pass).toBe(true);
    expect(score(expectation, { text: table(300), evidence: [] }, { c: curve }).pass).toBe(false);
  });
});
