import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import { z } from "zod";

import { createRandom } from "#core";
import {
  applyCalibration,
  areaUnderRoc,
  calibrateScores,
  calibrationBins,
  expectedCalibrationError,
  fitBeta,
  fitIsotonic,
  fitPlatt,
  logLoss,
  parseCalibration,
  poolAdjacentViolators,
  serialiseCalibration,
} from "#ml";

const list = z.array(z.number()).transform((values) => Float64Array.from(values));
const recorded = z
  .object({
    scores: list,
    outcomes: list,
    weights: list,
    isotonic: list,
    isotonicWeighted: list,
    platt: z.object({ slope: z.number(), intercept: z.number() }),
    beta: z.object({ a: z.number(), b: z.number(), c: z.number() }),
  })
  .parse(JSON.parse(readFileSync(new URL("../fixtures/ml/calibration.json", import.meta.url), "utf8")));
const { scores, outcomes, weights } = recorded;

/** Margins that a model is too sure of: the true log-odds are half of them. */
function overconfident(rows: number, seed: number): { scores: Float64Array; outcomes: Float64Array } {
  const random = createRandom(seed);
  const margins = Float64Array.from({ length: rows }, () => 2.5 * random.normal() - 1);
  return { scores: margins, outcomes: margins.map((m) => (random.uniform() < 1 / (1 + Math.exp(-m / 2)) ? 1 : 0)) };
}

describe("isotonic calibration", () => {
  test("pools the worked example of adjacent violators", () => {
    // Blocks by hand: 0 | 1, 0 → 1/2 | 1, 1, 0 → 2/3 | 1.
    const data = { scores: Float64Array.of(1, 2, 3, 4, 5, 6, 7), outcomes: Float64Array.of(0, 1, 0, 1, 1, 0, 1) };
    expect(poolAdjacentViolators(data)).toEqual([
      { score: 1, value: 0, weight: 1 },
      { score: 2.5, value: 0.5, weight: 2 },
      { score: expect.closeTo(5, 12) as number, value: expect.closeTo(2 / 3, 12) as number, weight: 3 },
      { score: 7, value: 1, weight: 1 },
    ]);
    const calibration = fitIsotonic(data);
    expect([-9, 1, 1.75, 5, 6, 9].map((score) => applyCalibration(calibration, score))).toEqual([
      expect.closeTo(1 / 3, 12),
      expect.closeTo(1 / 3, 12),
      expect.closeTo((1 / 3 + 1 / 2) / 2, 12),
      expect.closeTo(2 / 3, 12),
      expect.closeTo(2 / 3, 12),
      expect.closeTo(2 / 3, 12),
    ]);
  });

  test.each([
    ["equal weights", undefined, recorded.isotonic],
    ["weights, some of them 0", weights, recorded.isotonicWeighted],
  ])("finds scikit-learn's blocks: %s", (_, rowWeights, expected) => {
    const blocks = poolAdjacentViolators({ scores, outcomes, weights: rowWeights });
    const levels = [...new Set([...expected].map((value) => value.toFixed(9)))].sort();
    const used = (row: number) => (rowWeights?.[row] ?? 1) > 0;
    expect(blocks.map((block) => block.value.toFixed(9))).toEqual(levelsOfRows(expected, used, levels));
    const total = outcomes.reduce((sum, outcome, row) => sum + outcome * (rowWeights?.[row] ?? 1), 0);
    expect(blocks.reduce((sum, block) => sum + block.value * block.weight, 0)).toBeCloseTo(total, 9);
  });

  test("mends an overconfident model on rows it was not fitted to, and keeps the ranking", () => {
    const fresh = overconfident(20_000, 2);
    const before = fresh.scores.map((margin) => 1 / (1 + Math.exp(-margin)));
    const after = calibrateScores(fitIsotonic(overconfident(5000, 1)), fresh.scores);
    const truth = fresh.scores.map((margin) => 1 / (1 + Math.exp(-margin / 2)));
    expect(expectedCalibrationError(calibrationBins(fresh.outcomes, before))).toBeGreaterThan(0.08);
    expect(expectedCalibrationError(calibrationBins(fresh.outcomes, after))).toBeLessThan(0.02);
    expect(logLoss(fresh.outcomes, after) - logLoss(fresh.outcomes, truth)).toBeLessThan(0.005);
    expect(areaUnderRoc(fresh.outcomes, after)).toBeGreaterThan(areaUnderRoc(fresh.outcomes, before) - 0.001);
  });

  test("is never quite sure", () => {
    const calibration = fitIsotonic({ scores: Float64Array.of(-1, -1, 2, 2), outcomes: Float64Array.of(0, 0, 1, 1) });
    expect([-5, 5].map((score) => applyCalibration(calibration, score))).toEqual([0.25, 0.75]);
    expect(applyCalibration(calibration, NaN)).toBeNaN();
  });

  test.each([
    ["no rows", { scores: new Float64Array(0), outcomes: new Float64Array(0) }],
    ["an outcome of 2", { scores: Float64Array.of(1), outcomes: Float64Array.of(2) }],
    ["a score that is missing", { scores: Float64Array.of(NaN), outcomes: Float64Array.of(1) }],
    ["no weight", { scores: Float64Array.of(1), outcomes: Float64Array.of(1), weights: Float64Array.of(0) }],
  ])("refuses %s", (_, data) => {
    for (const fit of [fitIsotonic, fitPlatt, fitBeta]) {
      expect(() => fit(data)).toThrow(expect.objectContaining({ code: "INTERNAL" }));
    }
  });
});

describe("calibration with few parameters", () => {
  test("has the coefficients of scikit-learn's Platt scaling", () => {
    const { slope, intercept } = fitPlatt({ scores, outcomes });
    // scikit-learn stops its optimiser at a gradient of 1e-6.
    expect(slope).toBeCloseTo(recorded.platt.slope, 4);
    expect(intercept).toBeCloseTo(recorded.platt.intercept, 4);
  });

  test("has the coefficients of a beta calibration by another optimiser", () => {
    const { a, b, c } = fitBeta({ scores, outcomes });
    expect([a, b, c].map((value) => value.toFixed(4))).toEqual(
      [recorded.beta.a, recorded.beta.b, recorded.beta.c].map((value) => value.toFixed(4)),
    );
  });

  test("applies a beta calibration by its formula, far out too", () => {
    const calibration = { kind: "beta", a: 0.7, b: 1.4, c: -0.2 } as const;
    for (const margin of [-3, -0.4, 0, 1.7, 5]) {
      const s = 1 / (1 + Math.exp(-margin));
      const odds = Math.exp(-0.2) * (s ** 0.7 / (1 - s) ** 1.4);
      expect(applyCalibration(calibration, margin)).toBeCloseTo(odds / (1 + odds), 12);
    }
    expect([-900, 900].map((margin) => applyCalibration(calibration, margin))).toEqual([expect.closeTo(0, 12), 1]);
  });

  test("leaves calibrated margins nearly as they are, mends half of them", () => {
    const data = overconfident(50_000, 5);
    const halved = { ...data, scores: data.scores.map((margin) => margin / 2) };
    const { a, b, c } = fitBeta(halved);
    expect(Math.max(Math.abs(a - 1), Math.abs(b - 1), Math.abs(c))).toBeLessThan(0.1);
    const { slope, intercept } = fitPlatt(data);
    expect(Math.max(Math.abs(slope - 0.5), Math.abs(intercept))).toBeLessThan(0.02);
  });

  test("does not turn a score round that ranks the wrong way", () => {
    const data = overconfident(2000, 6);
    const wrong = { ...data, scores: data.scores.map((margin) => -margin) };
    for (const calibration of [fitPlatt(wrong), fitBeta(wrong), fitIsotonic(wrong)]) {
      const probabilities = [-4, 0, 4].map((score) => applyCalibration(calibration, score));
      const share = data.outcomes.reduce((sum, outcome) => sum + outcome, 0) / 2000;
      probabilities.forEach((probability) => expect(probability).toBeCloseTo(share, 2));
    }
  });

  test("stays finite where the score separates the classes", () => {
    const { slope } = fitPlatt({ scores: Float64Array.of(-2, -1, 1, 2), outcomes: Float64Array.of(0, 0, 1, 1) });
    expect(slope).toBeGreaterThan(0);
    expect(slope).toBeLessThan(10);
  });
});

describe("a calibration's file", () => {
  test.each([fitIsotonic({ scores, outcomes }), fitPlatt({ scores, outcomes }), fitBeta({ scores, outcomes })])(
    "loses nothing: $kind",
    (calibration) => expect(parseCalibration(serialiseCalibration(calibration))).toEqual(calibration),
  );

  test.each([
    ["half a file", '{"kind":', "it is not JSON"],
    ["another kind", '{"kind":"spline"}', 'its kind is "spline"'],
    ["a falling function", '{"kind":"isotonic","thresholds":[1,2],"values":[0.4,0.3]}', "do not rise"],
    ["a probability above 1", '{"kind":"isotonic","thresholds":[1],"values":[1.2]}', "are no probabilities"],
    ["lists of two lengths", '{"kind":"isotonic","thresholds":[1],"values":[]}', "1 thresholds and 0 values"],
    ["a text among numbers", '{"kind":"isotonic","thresholds":["1"],"values":[1]}', "thresholds holds something"],
    ["a negative slope", '{"kind":"platt","slope":-1,"intercept":0}', "slope is negative"],
    ["no number", '{"kind":"beta","a":1,"b":null,"c":0}', "b is not a number"],
  ])("is refused: %s", (_, text, detail) => {
    expect(() => parseCalibration(text)).toThrow(
      expect.objectContaining({ code: "MODEL_FILE_INVALID", detail: expect.stringContaining(detail) as string }),
    );
  });
});

test("the expected calibration error weighs each bin's gap by its rows", () => {
  const bin = { lower: 0, upper: 1 };
  expect(
    expectedCalibrationError([
      { ...bin, rows: 30, meanPredicted: 0.2, observed: 0.3 },
      { ...bin, rows: 10, meanPredicted: 0.9, observed: 0.5 },
    ]),
  ).toBeCloseTo((30 * 0.1 + 10 * 0.4) / 40, 14);
  expect(expectedCalibrationError([])).toBeNaN();
});

/** The levels that rows with a weight have, ascending. */
function levelsOfRows(values: Float64Array, used: (row: number) => boolean, all: readonly string[]): string[] {
  const present = new Set([...values].filter((_, row) => used(row)).map((value) => value.toFixed(9)));
  return all.filter((level) => present.has(level));
}
