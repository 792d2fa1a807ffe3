import { describe, expect, it } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";

import type { Expectation } from "../../evals/case-schema.ts";
import { loadCases } from "../../evals/load-cases.ts";

const cases = await loadCases(new AbortController().signal);
const ofSuite = (suite: string) => cases.filter((one) => one.suite === suite);

describe("the cases", () => {
  it("are as many as were ordered", () => {
    expect(ofSuite("forty").map((one) => one.id)).toEqual(Array.from({ length: 40 }, (_, index) => String(index + 1)));
    expect(
      ofSuite("paraphrase")
        .map((one) => one.id)
        .toSorted(),
    ).toEqual(
      Array.from({ length: 40 }, (_, index) => ["a", "b", "c", "d", "e"].map((letter) => `${index + 1}${letter}`))
        .flat()
        .toSorted(),
    );
    const dialogs = new Set(ofSuite("dialogs").map((one) => one.dialog));
    const counts = {
      further: ofSuite("further").length >= 150,
      dialogs: dialogs.size >= 30,
      unanswerable: ofSuite("unanswerable").length >= 30,
      ambiguous: ofSuite("ambiguous").length >= 20,
      safety: ofSuite("safety").length >= 60,
      "against intuition": ofSuite("customers").filter((one) => one.category === "against-intuition").length >= 5,
    };
    expect(counts).toEqual(Object.fromEntries(Object.keys(counts).map((name) => [name, true])));
  });

  it("ask about every column of the dictionary that may be told", async () => {
    const domain = await loadDomain(domainDirectory("engagement"));
    const asked = JSON.stringify(cases.filter((one) => one.suite !== "safety").map((one) => one.truth));
    const unasked = domain.resultColumns
      .filter((column) => ["feature", "target", "heuristic", "prediction", "interval", "derived"].includes(column.role))
      .map((column) => column.name)
      .filter((name) => !asked.includes(name));
    expect(unasked).toEqual([]);
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
    const idle = cases.flatMap((one) => {
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
    case "cross":
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
    case "no-caveat":
    case "reading":
    case "tools":
    case "says":
    case "lacks":
    case "chart":
    case "outcome":
      return [];
  }
}
