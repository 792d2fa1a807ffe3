import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import { z } from "zod";

import { createRandom } from "#core";
import {
  absoluteCorrelation,
  correlationRatio,
  cramersV,
  decisionFairness,
  proxyAssociations,
  regressionFairness,
  rejectOption,
  reweighingWeights,
  shareDifference,
  thresholdsByGroup,
  wilsonInterval,
  type FeatureMatrix,
} from "#ml";

const list = z.array(z.number());
const recorded = z
  .object({
    columns: z.object({ number: list, second: list, third: list, code: list, linked: list }),
    pearson: z.number(),
    correlationRatio: z.number(),
    cramersV: z.number(),
  })
  .parse(JSON.parse(readFileSync(new URL("../fixtures/ml/statistics.json", import.meta.url), "utf8")));

/**
 * Group a: 10 people, 6 positives of whom 5 are selected, 4 negatives of whom 1 is. Group b: 8 people, 4 positives of
 * whom 2 are selected, 4 negatives of whom 1 is. Group c has 3 people.
 */
const people = [
  ...repeat(5, { code: 0, outcome: 1, probability: 0.9 }),
  ...repeat(1, { code: 0, outcome: 1, probability: 0.1 }),
  ...repeat(1, { code: 0, outcome: 0, probability: 0.5 }),
  ...repeat(3, { code: 0, outcome: 0, probability: 0.1 }),
  ...repeat(2, { code: 1, outcome: 1, probability: 0.8 }),
  ...repeat(2, { code: 1, outcome: 1, probability: 0.3 }),
  ...repeat(1, { code: 1, outcome: 0, probability: 0.6 }),
  ...repeat(3, { code: 1, outcome: 0, probability: 0.2 }),
  ...repeat(3, { code: 2, outcome: 1, probability: 0.9 }),
  ...repeat(2, { code: NaN, outcome: 0, probability: 0.9 }),
];
const probabilities = Float64Array.from(people, (one) => one.probability);
const outcomes = Float64Array.from(people, (one) => one.outcome);
const grouping = { codes: people.map((one) => one.code), names: ["a", "b", "c"] };

describe("fairness of a decision", () => {
  const input = { probabilities, outcomes, grouping, threshold: 0.5, minimumRows: 5 };
  const fairness = decisionFairness(input);

  test("counts each group's rates and leaves small groups out", () => {
    expect(fairness.groups).toEqual([
      {
        group: "a",
        rows: 10,
        selectionRate: wilsonInterval(6, 10),
        truePositiveRate: wilsonInterval(5, 6),
        falsePositiveRate: wilsonInterval(1, 4),
        meanProbability: expect.closeTo(0.54, 12) as number,
        outcomeRate: wilsonInterval(6, 10),
        calibrationGap: expect.closeTo(-0.06, 12) as number,
      },
      {
        group: "b",
        rows: 8,
        selectionRate: wilsonInterval(3, 8),
        truePositiveRate: wilsonInterval(2, 4),
        falsePositiveRate: wilsonInterval(1, 4),
        meanProbability: expect.closeTo(0.425, 12) as number,
        outcomeRate: wilsonInterval(4, 8),
        calibrationGap: expect.closeTo(-0.075, 12) as number,
      },
    ]);
    expect(fairness.small).toEqual([{ group: "c", rows: 3 }]);
  });

  test("compares the groups farthest apart", () => {
    expect(fairness.fourFifthsRatio).toBeCloseTo(0.375 / 0.6, 12);
    expect(fairness.demographicParity).toEqual({
      difference: shareDifference(wilsonInterval(6, 10), wilsonInterval(3, 8)),
      lowest: "b",
      highest: "a",
    });
    expect(fairness.truePositiveDifference!.difference.estimate).toBeCloseTo(5 / 6 - 1 / 2, 12);
    expect(fairness.falsePositiveDifference!.difference.estimate).toBe(0);
    expect(fairness.equalisedOddsDifference).toBeCloseTo(1 / 3, 12);
    expect(fairness.calibrationGap).toBeCloseTo(0.075, 12);
  });

  test("takes a threshold for each group", () => {
    const { groups } = decisionFairness({ ...input, threshold: [0.95, 0.25, 0.5] });
    expect(groups.map(({ selectionRate }) => selectionRate.estimate)).toEqual([0, 5 / 8]);
  });

  test("says nothing of fewer than two groups", () => {
    const { groups, small, ...measures } = decisionFairness({ ...input, minimumRows: 100 });
    expect({ groups, small: small.length }).toEqual({ groups: [], small: 3 });
    expect(Object.values(measures)).toEqual(Object.values(measures).map(() => undefined));
  });

  test("leaves a group without positives out of the true positive rates", () => {
    const { truePositiveDifference, falsePositiveDifference } = decisionFairness({
      ...input,
      outcomes: outcomes.map((outcome, row) => (grouping.codes[row] === 1 ? 0 : outcome)),
    });
    expect(truePositiveDifference).toBeUndefined();
    expect(falsePositiveDifference!.highest).toBe("b");
  });

  test("refuses columns of different customers", () => {
    expect(() => decisionFairness({ ...input, outcomes: new Float64Array(3) })).toThrow(
      expect.objectContaining({ code: "INTERNAL" }),
    );
  });
});

test("the interval of a difference of shares is Newcombe's", () => {
  // Newcombe 1998, "Interval estimation for the difference", table II, example (a): 56/70 less 48/80, method 10.
  const { estimate, lower, upper } = shareDifference(wilsonInterval(56, 70), wilsonInterval(48, 80));
  expect([estimate, lower, upper].map((value) => value.toFixed(4))).toEqual(["0.2000", "0.0524", "0.3339"]);
});

test("fairness of a regression shows who is overestimated and who is known less well", () => {
  const predictions = Float64Array.of(1, 2, 3, 4, 10, 12, 14, 16);
  const actual = Float64Array.of(2, 2, 4, 4, 8, 12, 12, 12);
  const { groups, small, ...gaps } = regressionFairness({
    predictions,
    outcomes: actual,
    grouping: { codes: [0, 0, 0, 0, 1, 1, 1, 1], names: ["a", "b", "nobody"] },
    minimumRows: 2,
  });
  expect(groups.map(({ bias, ...rest }) => ({ ...rest, bias: bias.estimate }))).toEqual([
    {
      group: "a",
      rows: 4,
      meanPrediction: 2.5,
      meanOutcome: 3,
      bias: -0.5,
      rmse: Math.sqrt(0.5),
      meanAbsoluteError: 0.5,
    },
    { group: "b", rows: 4, meanPrediction: 13, meanOutcome: 11, bias: 2, rmse: Math.sqrt(6), meanAbsoluteError: 2 },
  ]);
  // Errors −1, 0, −1, 0: standard deviation √(1/3), over √4.
  expect(groups[0]!.bias.upper).toBeCloseTo(-0.5 + 1.959964 * Math.sqrt(1 / 3 / 4), 6);
  expect(small).toEqual([]);
  expect(gaps).toEqual({
    predictionGap: 10.5,
    outcomeGap: 8,
    biasGap: 2.5,
    errorRatio: expect.closeTo(Math.sqrt(12), 12) as number,
  });
});

describe("proxies", () => {
  const { number, second, third, code, linked } = recorded.columns;

  test("have the strengths that scipy finds", () => {
    expect(
      absoluteCorrelation(
        number,
        second.map((value) => -value),
        400,
      ).strength,
    ).toBeCloseTo(recorded.pearson, 12);
    expect(correlationRatio(third, code, 4, 400).strength).toBeCloseTo(recorded.correlationRatio, 12);
    const v = cramersV({ codes: code, count: 4 }, { codes: linked, count: 9 }, 400);
    expect(v).toEqual({ measure: "cramers-v", strength: expect.closeTo(recorded.cramersV, 12) as number, rows: 400 });
  });

  test("are looked for in every pair, over the rows where both are known", () => {
    const random = createRandom(3);
    const rows = 2000;
    const age = Float32Array.from({ length: rows }, () => 20 + random.integer(50));
    const region = Float32Array.from({ length: rows }, () => random.integer(6));
    const features: FeatureMatrix = {
      rows,
      features: [
        { name: "years of use", kind: "numeric" },
        { name: "store", kind: "categorical", categories: ["0", "1", "2", "3", "4", "5"] },
        { name: "noise", kind: "numeric" },
        { name: "age", kind: "numeric" },
      ],
      columns: [
        age.map((value, row) => (row % 10 === 0 ? NaN : value - 20)),
        region,
        Float32Array.from({ length: rows }, () => random.normal()),
        age,
      ],
    };
    const attributes: FeatureMatrix = {
      rows,
      features: [
        { name: "age", kind: "numeric" },
        { name: "region", kind: "categorical", categories: ["0", "1", "2", "3", "4", "5"] },
      ],
      columns: [age, region],
    };
    const found = proxyAssociations(features, attributes);
    expect(found.map(({ strength }) => strength)).toEqual(
      found.map(({ strength }) => strength).toSorted((a, b) => b - a),
    );
    expect(found).toHaveLength(7);
    const strongest = found.slice(0, 2).toSorted((a, b) => b.rows - a.rows);
    expect(strongest.map(({ strength, ...rest }) => ({ ...rest, strength: strength.toFixed(6) }))).toEqual([
      { feature: "store", attribute: "region", measure: "cramers-v", rows: 2000, strength: "1.000000" },
      { feature: "years of use", attribute: "age", measure: "pearson", rows: 1800, strength: "1.000000" },
    ]);
    found.slice(2).forEach(({ strength }) => expect(strength).toBeLessThan(0.1));
    expect(() => proxyAssociations(features, { ...attributes, rows: 3 })).toThrow(
      expect.objectContaining({ code: "INTERNAL" }),
    );
  });

  test("have no strength where nothing varies", () => {
    const constant = [1, 1, 1];
    expect([
      absoluteCorrelation(constant, [1, 2, 3], 3).strength,
      correlationRatio(constant, [0, 1, 0], 2, 3).strength,
      cramersV({ codes: constant, count: 2 }, { codes: [0, 1, 0], count: 2 }, 3).strength,
    ]).toEqual([0, 0, 0]);
  });
});

describe("mitigation", () => {
  test("reweighs as in Kamiran and Calders' example", () => {
    // Kamiran and Calders 2012, table 1 (sex and class of ten applicants): weights of men with + and −, women with + and −.
    const men = repeat(4, { code: 0, outcome: 1 }).concat(repeat(1, { code: 0, outcome: 0 }));
    const women = repeat(2, { code: 1, outcome: 1 }).concat(repeat(3, { code: 1, outcome: 0 }));
    const rows = [...men, ...women];
    const weights = reweighingWeights(
      Float64Array.from(rows, (row) => row.outcome),
      { codes: rows.map((row) => row.code), names: ["men", "women"] },
    );
    expect([weights[0], weights[4], weights[5], weights[7]].map((weight) => weight!.toFixed(2))).toEqual([
      "0.75",
      "2.00",
      "1.50",
      "0.67",
    ]);
  });

  test("weights make group and outcome independent and have the mean 1", () => {
    const weights = reweighingWeights(outcomes, grouping);
    const rateOf = (code: number) => {
      const rows = [...weights.keys()].filter((row) => grouping.codes[row] === code);
      const total = rows.reduce((sum, row) => sum + weights[row]!, 0);
      return rows.reduce((sum, row) => sum + weights[row]! * outcomes[row]!, 0) / total;
    };
    // 13 of the 21 in a group have the outcome; group c has only one outcome to weigh.
    expect([rateOf(0), rateOf(1)]).toEqual([expect.closeTo(13 / 21, 12), expect.closeTo(13 / 21, 12)]);
    expect(weights.at(-1)).toBe(1);
  });

  test("thresholds by group find the same share of each group's positives", () => {
    const { common, thresholds } = thresholdsByGroup({
      probabilities,
      outcomes,
      grouping,
      recall: 0.75,
      minimumRows: 5,
    });
    expect({ common, thresholds }).toEqual({ common: 0.8, thresholds: [0.9, 0.3, 0.8] });
    const before = decisionFairness({ probabilities, outcomes, grouping, threshold: common, minimumRows: 5 });
    const after = decisionFairness({ probabilities, outcomes, grouping, threshold: thresholds, minimumRows: 5 });
    expect(before.groups.map((group) => group.truePositiveRate.estimate)).toEqual([5 / 6, 0.5]);
    expect(after.groups.every((group) => group.truePositiveRate.estimate >= 0.75)).toBe(true);
  });

  test("hands what is close to the threshold to a person", () => {
    expect([...rejectOption(Float64Array.of(0.2, 0.375, 0.5, 0.625, 0.7), 0.5, 0.125)]).toEqual([0, 1, 1, 1, 0]);
  });
});

function repeat<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}
