import { describe, expect, test } from "vitest";

import { createRandom } from "#core";
import { kernelShap, limeSurrogate, type Background, type PredictRows } from "#ml";

/** A model of rows of `features` numbers. */
function model(features: number, value: (x: Float64Array) => number): PredictRows {
  return (points, rows) =>
    Float64Array.from({ length: rows }, (_, row) => value(points.subarray(row * features, (row + 1) * features)));
}

function normalBackground(features: number, rows: number): Background {
  const random = createRandom(4);
  return { points: Float64Array.from({ length: features * rows }, () => random.normal()), rows };
}

/** A small neural network, a product and a threshold: nothing that trees or lines are good at. */
const knotty = model(6, (x) => {
  const hidden = [0, 1, 2, 3].map((unit) =>
    Math.tanh(x.reduce((sum, value, f) => sum + value * Math.sin(unit * 7 + f), 0)),
  );
  return (
    hidden.reduce((sum, value, unit) => sum + (unit - 1.5) * value, 0) + x[0]! * x[1]! * x[2]! + (x[3]! > 0.2 ? 2 : 0)
  );
});
const row = Float64Array.of(1.2, -0.7, 0.9, 0.4, -1.5, 0.3);
const background = normalBackground(6, 15);

describe("Kernel SHAP", () => {
  test("is exact where it takes all coalitions: the Shapley values by their definition", () => {
    const explanation = kernelShap({ predict: knotty, background, row, seed: 1 });
    const expected = enumeratedShapley(knotty, background, row);
    explanation.contributions.forEach((value, f) => expect(value).toBeCloseTo(expected[f]!, 10));
    expect({ sets: explanation.coalitions, errors: [...explanation.standardErrors] }).toEqual({
      sets: 62,
      errors: [0, 0, 0, 0, 0, 0],
    });
    const sum = explanation.contributions.reduce((total, value) => total + value, explanation.baseValue);
    expect(sum).toBeCloseTo(explanation.prediction, 12);
  });

  test("needs no more than a few pairs for a sum of features", () => {
    const linear = model(30, (x) => x.reduce((sum, value, f) => sum + f * value, 5));
    const many = normalBackground(30, 10);
    const at = Float64Array.from({ length: 30 }, (_, f) => Math.cos(f));
    const { contributions, standardErrors } = kernelShap({
      predict: linear,
      background: many,
      row: at,
      coalitions: 200,
      seed: 2,
    });
    contributions.forEach((value, f) => {
      const mean = many.points.filter((_, index) => index % 30 === f).reduce((sum, one) => sum + one / 10, 0);
      expect(value).toBeCloseTo(f * (at[f]! - mean), 8);
      expect(standardErrors[f]).toBeLessThan(1e-8);
    });
  });

  test("adds up and has honest standard errors where it draws", () => {
    const expected = enumeratedShapley(knotty, background, row);
    let outside = 0;
    let squares = 0;
    const seeds = 40;
    for (let seed = 0; seed < seeds; seed++) {
      const { contributions, standardErrors, baseValue, prediction } = kernelShap({
        predict: knotty,
        background,
        row,
        coalitions: 300,
        seed,
      });
      expect(contributions.reduce((sum, value) => sum + value, baseValue)).toBeCloseTo(prediction, 10);
      contributions.forEach((value, f) => {
        const standardised = (value - expected[f]!) / standardErrors[f]!;
        squares += standardised ** 2 / (6 * seeds);
        if (Math.abs(standardised) > 2.5) outside++;
      });
    }
    // Were the errors normal with these standard deviations: mean square 1, 1.2 % of 240 outside.
    expect(squares).toBeGreaterThan(0.6);
    expect(squares).toBeLessThan(1.5);
    expect(outside).toBeLessThan(12);
  });

  test("gives the same by the same seed", () => {
    const explain = (seed: number) => kernelShap({ predict: knotty, background, row, coalitions: 100, seed });
    expect(explain(3)).toEqual(explain(3));
    expect(explain(3)).not.toEqual(explain(4));
  });

  test("explains a single feature, and two", () => {
    const one = kernelShap({
      predict: model(1, (x) => x[0]! ** 2),
      background: { points: Float64Array.of(1, 3), rows: 2 },
      row: Float64Array.of(4),
      seed: 1,
    });
    expect({ base: one.baseValue, contributions: [...one.contributions] }).toEqual({ base: 5, contributions: [11] });
    const two = kernelShap({
      predict: model(2, (x) => x[0]! * x[1]!),
      background: { points: Float64Array.of(0, 0), rows: 1 },
      row: Float64Array.of(2, 3),
      seed: 1,
    });
    two.contributions.forEach((value) => expect(value).toBeCloseTo(3, 12));
  });

  test("refuses too few coalitions to tell the features apart", () => {
    expect(() => kernelShap({ predict: knotty, background, row, coalitions: 2, seed: 1 })).toThrow(
      expect.objectContaining({ code: "INTERNAL", hint: "Ask for more samples." }),
    );
  });
});

describe("the surrogate", () => {
  const options = { background, row, samples: 800, seed: 1 };

  test("of a linear model is the model", () => {
    const linear = model(6, (x) => 4 + 2 * x[0]! - 3 * x[5]!);
    const { coefficients, intercept, fidelity, localError } = limeSurrogate({
      ...options,
      predict: linear,
      ridge: 1e-9,
    });
    [2, 0, 0, 0, 0, -3].forEach((value, f) => expect(coefficients[f]).toBeCloseTo(value, 8));
    expect([intercept, fidelity, localError].map((value) => Number(value.toFixed(8)) + 0)).toEqual([4, 1, 0]);
  });

  test("has the slope at the row of a smooth model when it looks close by", () => {
    const smooth = model(6, (x) => Math.exp(x[0]! / 2) + x[1]! ** 2);
    const { coefficients, fidelity, localError } = limeSurrogate({ ...options, predict: smooth, spread: 0.05 });
    expect(coefficients[0]).toBeCloseTo(Math.exp(0.6) / 2, 2);
    expect(coefficients[1]).toBeCloseTo(-1.4, 2);
    expect(fidelity).toBeGreaterThan(0.99);
    expect(Math.abs(localError)).toBeLessThan(0.01);
  });

  test("owns up to what is not linear", () => {
    const wave = model(6, (x) => Math.cos(9 * x[0]!) * Math.cos(9 * x[1]!));
    expect(limeSurrogate({ ...options, predict: wave }).fidelity).toBeLessThan(0.2);
  });

  test("gives a feature that does not vary no coefficient", () => {
    const still = { points: background.points.map((value, at) => (at % 6 === 2 ? 7 : value)), rows: 15 };
    const { coefficients } = limeSurrogate({ ...options, background: still, predict: knotty });
    expect(coefficients[2]).toBe(0);
  });

  test("of a constant model is that constant", () => {
    const { intercept, fidelity } = limeSurrogate({ ...options, predict: model(6, () => 3) });
    expect([intercept.toFixed(9), fidelity]).toEqual(["3.000000000", expect.closeTo(1, 6)]);
  });
});

/** Shapley values by their definition, of the game that a set is worth the background's mean with its values. */
function enumeratedShapley(predict: PredictRows, { points, rows }: Background, at: Float64Array): number[] {
  const features = at.length;
  const worth = Array.from({ length: 1 << features }, (_, set) => {
    const mixed = points.map((value, index) => ((set >> (index % features)) & 1 ? at[index % features]! : value));
    return predict(mixed, rows).reduce((sum, value) => sum + value / rows, 0);
  });
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from(at, (_, f) => {
    let value = 0;
    for (let set = 0; set < 1 << features; set++) {
      if ((set >> f) & 1) continue;
      const size = set.toString(2).replaceAll("0", "").length;
      const weight = (factorial(size) * factorial(features - size - 1)) / factorial(features);
      value += weight * (worth[set | (1 << f)]! - worth[set]!);
    }
    return value;
  });
}
