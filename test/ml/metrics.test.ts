import { describe, expect, test } from "vitest";

import { createRandom } from "#core";
import {
  areaUnderRoc,
  brier,
  calibrationBins,
  confusionAt,
  logLoss,
  mae,
  pinball,
  precision,
  r2,
  recall,
  rmse,
  thresholdForRecall,
} from "#ml";

const numbers = (...values: number[]) => Float64Array.from(values);

describe("errors of a regression", () => {
  // scikit-learn's user guide, section 3.4.6: r2_score, mean_absolute_error and mean_squared_error of these.
  const actual = numbers(3, -0.5, 2, 7);
  const predicted = numbers(2.5, 0, 2, 8);

  test("agree with scikit-learn's worked example", () => {
    expect(r2(actual, predicted)).toBeCloseTo(0.9486081370449679, 14);
    expect(mae(actual, predicted)).toBe(0.5);
    expect(rmse(actual, predicted)).toBeCloseTo(Math.sqrt(0.375), 14);
  });

  test("have no R² for a constant target", () => {
    expect(r2(numbers(2, 2), numbers(1, 3))).toBeNaN();
  });

  test("weigh under- and overestimates by the quantile", () => {
    // scikit-learn's docstring of mean_pinball_loss: [1, 2, 3] against [0, 2, 3] and [1, 2, 4] at 0.1 and 0.9.
    expect(pinball(numbers(1, 2, 3), numbers(0, 2, 3), 0.1)).toBeCloseTo(0.1 / 3, 14);
    expect(pinball(numbers(1, 2, 3), numbers(1, 2, 4), 0.1)).toBeCloseTo(0.9 / 3, 14);
  });
});

describe("measures of a probability", () => {
  test("agree with scikit-learn's worked examples", () => {
    expect(logLoss(numbers(1, 0, 0, 1), numbers(0.9, 0.1, 0.2, 0.65))).toBeCloseTo(0.21616187468057912, 14);
    expect(brier(numbers(0, 1, 1, 0), numbers(0.1, 0.9, 0.8, 0.3))).toBeCloseTo(0.0375, 14);
    expect(areaUnderRoc(numbers(0, 0, 1, 1), numbers(0.1, 0.4, 0.35, 0.8))).toBe(0.75);
  });

  test("stay finite where a sure prediction was wrong", () => {
    expect(logLoss(numbers(1), numbers(0))).toBeCloseTo(-Math.log(1e-15), 10);
  });

  test("count every pair of a positive and a negative, ties half", () => {
    const random = createRandom(3);
    const actual = Float64Array.from({ length: 200 }, () => random.integer(2));
    const score = Float64Array.from({ length: 200 }, () => random.integer(20));
    let wins = 0;
    let pairs = 0;
    actual.forEach((a, i) =>
      actual.forEach((b, j) => {
        if (a !== 1 || b !== 0) return;
        pairs++;
        wins += score[i]! > score[j]! ? 1 : score[i] === score[j] ? 0.5 : 0;
      }),
    );
    expect(areaUnderRoc(actual, score)).toBeCloseTo(wins / pairs, 14);
    expect(areaUnderRoc(numbers(1, 1), numbers(0.2, 0.4))).toBeNaN();
  });

  test("put equal predictions into one bin of the calibration", () => {
    const bins = calibrationBins(numbers(0, 1, 1, 0, 1, 1), numbers(0.2, 0.2, 0.2, 0.6, 0.8, 0.9), 3);
    expect(bins.map(({ lower, upper, rows }) => ({ lower, upper, rows }))).toEqual([
      { lower: 0.2, upper: 0.2, rows: 3 },
      { lower: 0.6, upper: 0.6, rows: 1 },
      { lower: 0.8, upper: 0.9, rows: 2 },
    ]);
    expect(bins[0]!.observed).toBeCloseTo(2 / 3, 14);
    expect(bins[2]!.meanPredicted).toBeCloseTo(0.85, 14);
  });
});

describe("a decision at a threshold", () => {
  const actual = numbers(1, 1, 1, 1, 1, 0, 0, 0);
  const score = numbers(0.9, 0.8, 0.7, 0.4, 0.1, 0.75, 0.3, 0.05);

  test("is positive from the threshold on", () => {
    const confusion = confusionAt(actual, score, 0.7);
    expect(confusion).toEqual({
      truePositives: 3,
      falsePositives: 1,
      trueNegatives: 2,
      falseNegatives: 2,
    });
    expect({ precision: precision(confusion), recall: recall(confusion) }).toEqual({
      precision: 0.75,
      recall: 0.6,
    });
  });

  test("has the highest threshold that reaches the recall asked for", () => {
    for (const wanted of [0.2, 0.4, 0.6, 0.8, 1]) {
      const threshold = thresholdForRecall(actual, score, wanted);
      expect(recall(confusionAt(actual, score, threshold))).toBeCloseTo(wanted, 14);
      expect(recall(confusionAt(actual, score, threshold + 1e-9))).toBeLessThan(wanted);
    }
    expect(thresholdForRecall(numbers(0, 0), numbers(0.1, 0.2), 0.8)).toBeNaN();
  });
});
