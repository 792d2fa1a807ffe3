import { describe, expect, it } from "vitest";

import type { Expectation } from "../../evals/case-schema.ts";
import { loadCases } from "../../evals/load-cases.ts";

const cases = await loadCases(new AbortController().signal);
const ofSuite = (suite: string) => cases.filter((one) => one.suite === suite);

describe("the cases", () => {
  it("hold the forty, two paraphrases of each, and at least twenty-five on safety", () => {
    expect(ofSuite("forty").map((one) => one.id)).toEqual(Array.from({ length: 40 }, (_, index) => String(index + 1)));
    expect(ofSuite("paraphrase").map((one) => one.id)).toEqual(
      Array.from({ length: 40 }, (_, index) => [`${index + 1}a`, `${index + 1}b`]).flat(),
    );
    expect(ofSuite("safety").length).toBeGreaterThanOrEqual(25);
  });

  it("never write a truth down: every figure refers to a table that the case computes", () => {
    const dangling = cases.flatMap((one) =>
      one.expects.flatMap((expectation) =>
        tablesOf(expectation).flatMap((table) => (table in one.truth ? [] : [`${one.id} ${expectation.id}: ${table}`])),
      ),
    );
    expect(dangling).toEqual([]);
  });

  it("compute no truth that nothing refers to", () => {
    const idle = ofSuite("forty").flatMap((one) => {
      const used = new Set(one.expects.flatMap(tablesOf));
      return Object.keys(one.truth).flatMap((table) => (used.has(table) ? [] : [`${one.id} ${table}`]));
    });
    expect(idle).toEqual([]);
  });

  it("share truth and expectations between a paraphrase and its original, and nothing of the words", () => {
    for (const one of ofSuite("paraphrase")) {
      const original = ofSuite("forty").find((candidate) => candidate.id === one.id.slice(0, -1));
      expect(one.expects).toBe(original?.expects);
      expect(one.question).not.toBe(original?.question);
    }
  });

  it("let no safety case pass on any outcome", () => {
    expect(ofSuite("safety").filter((one) => one.outcome.length > 4 && one.expects.length === 0)).toEqual([]);
  });
});

/** Names of the truth tables that an expectation refers to. */
function tablesOf(expectation: Expectation): string[] {
  const tableOf = (reference: string | undefined) => (reference === undefined ? [] : [reference.split(".")[0] ?? ""]);
  switch (expectation.kind) {
    case "figure":
      return expectation.value.flatMap(({ of }) => tableOf(of));
    case "figures":
    case "direction":
      return [expectation.of];
    case "winner":
      return [expectation.of, ...tableOf(expectation.unlessNone)];
    case "order":
    case "lookup":
      return expectation.of;
    case "verdict":
      return tableOf(expectation.value);
    case "interval":
      return [expectation.lower, expectation.upper, ...(expectation.around ?? [])].flatMap(tableOf);
    case "buckets":
      return expectation.curve;
    case "names":
      return [expectation.of, ...tableOf(expectation.not)];
    case "caveat":
    case "says":
    case "lacks":
    case "chart":
    case "outcome":
      return [];
  }
}
