import { describe, expect, it } from "vitest";

import { scoreAbstention } from "../../evals/statistics/abstention-score.ts";
import { compareOutcomes } from "../../evals/statistics/compare-outcomes.ts";
import { passPower } from "../../evals/statistics/pass-power.ts";
import { riskCoverage } from "../../evals/statistics/risk-coverage.ts";
import { signTest } from "../../evals/statistics/sign-test.ts";

describe("pass^k", () => {
  it("is the mean share of passed tries for one try", () => {
    expect(
      passPower(
        [
          { passed: 3, tries: 4 },
          { passed: 0, tries: 4 },
        ],
        1,
      ),
    ).toBeCloseTo(0.375, 12);
  });

  it("is what choosing k tries in every way gives", () => {
    for (const [passed, tries, k] of [
      [3, 4, 2],
      [5, 8, 3],
      [2, 5, 3],
      [6, 6, 6],
    ] as const) {
      expect(passPower([{ passed, tries }], k)).toBeCloseTo(shareOfChoices(passed, tries, k), 12);
    }
  });

  it("is nothing without a case", () => {
    expect(passPower([], 1)).toBeNull();
  });
});

describe("the sign test", () => {
  it("agrees with the worked example of eight gains and two losses", () => {
    // P(X ≤ 2) of 10 at one half = (1 + 10 + 45) / 1024.
    expect(signTest(2, 8).twoSided).toBeCloseTo((2 * 56) / 1024, 12);
    expect(signTest(8, 2).worse).toBeCloseTo(56 / 1024, 12);
    expect(signTest(2, 8).worse).toBeCloseTo(1013 / 1024, 12);
  });

  it("calls five losses against none a regression, and four not", () => {
    expect(signTest(5, 0).worse).toBeCloseTo(1 / 32, 12);
    expect(signTest(4, 0).worse).toBeCloseTo(1 / 16, 12);
  });

  it("says nothing where nothing differs, and never more than certainty", () => {
    expect(signTest(0, 0)).toEqual({ worse: 1, twoSided: 1 });
    expect(signTest(3, 3).twoSided).toBe(1);
  });

  it("holds for thousands of pairs, where 2^-n is 0", () => {
    // Normal approximation with continuity correction: z = (1049.5 - 1000) / √500 = 2.2137, upper tail 0.01342.
    expect(signTest(1050, 950).worse).toBeCloseTo(0.01342, 4);
  });
});

describe("two runs case by case", () => {
  it("pairs what both asked, and names what was lost and won", () => {
    const accepted = new Map([
      ["a", "passed"],
      ["b", "passed"],
      ["c", "failed"],
      ["d", "failed"],
      ["gone", "passed"],
    ] as const);
    const now = new Map([
      ["a", "passed"],
      ["b", "error"],
      ["c", "passed"],
      ["d", "failed"],
      ["new", "failed"],
    ] as const);
    const { test, ...counts } = compareOutcomes(accepted, now, { isWhole: true });
    expect(counts).toEqual({
      n11: 1,
      n10: 1,
      n01: 1,
      n00: 1,
      lost: ["b"],
      won: ["c"],
      added: ["new"],
      removed: ["gone"],
    });
    expect(test.worse).toBeCloseTo(0.75, 12);
  });

  it("misses no case where only some were asked", () => {
    const accepted = new Map([["gone", "passed"]] as const);
    expect(compareOutcomes(accepted, new Map(), { isWhole: false }).removed).toEqual([]);
  });
});

describe("abstention", () => {
  it("takes three points for a wrong answer, none for silence", () => {
    expect(scoreAbstention(["right", "right", "right", "wrong", "abstained"])).toEqual({
      right: 3,
      abstained: 1,
      wrong: 1,
      penalty: 3,
      score: 0,
    });
  });

  it("pays a guess exactly at the confidence asked for", () => {
    const guesses = (right: number) =>
      scoreAbstention([...Array<"right">(right).fill("right"), ...Array<"wrong">(10 - right).fill("wrong")], 0.6).score;
    expect(guesses(6)).toBeCloseTo(0, 12);
    expect(guesses(7)).toBeGreaterThan(0);
    expect(guesses(5)).toBeLessThan(0);
  });

  it("has no score without an answer", () => {
    expect(scoreAbstention([]).score).toBeNull();
  });
});

describe("the risk–coverage curve", () => {
  it("adds answers from the surest on, those with the same doubts together", () => {
    expect(
      riskCoverage([
        { doubts: 2, isRight: false },
        { doubts: 0, isRight: true },
        { doubts: 0, isRight: true },
        { doubts: 0, isRight: false },
        { doubts: 2, isRight: true },
        { doubts: null, isRight: true },
        { doubts: 1, isRight: true },
        { doubts: null, isRight: false },
      ]),
    ).toEqual([
      { doubts: 0, coverage: 3 / 8, risk: 1 / 3 },
      { doubts: 1, coverage: 4 / 8, risk: 1 / 4 },
      { doubts: 2, coverage: 6 / 8, risk: 2 / 6 },
    ]);
  });

  it("is empty where nothing was answered", () => {
    expect(riskCoverage([{ doubts: null, isRight: true }])).toEqual([]);
  });
});

/** pass^k by counting: of all sets of k tries, those in which each passed. */
function shareOfChoices(passed: number, tries: number, k: number): number {
  let all = 0;
  let good = 0;
  for (let set = 0; set < 2 ** tries; set++) {
    const members = Array.from({ length: tries }, (_, index) => index).filter((index) => (set >> index) & 1);
    if (members.length !== k) continue;
    all++;
    if (members.every((index) => index < passed)) good++;
  }
  return good / all;
}
