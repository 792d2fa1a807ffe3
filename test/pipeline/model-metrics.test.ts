import { describe, expect, it } from "vitest";

import { createRandom } from "#core";
import { domainDirectory, loadDomain, type QuantilesSpec, type RegressionSpec } from "#knowledge";
import {
  binMatrix,
  explainContributions,
  logistic,
  parseXgboostJson,
  predict,
  predictMargins,
  quantileInterval,
} from "#ml";

import { growTrees } from "../../pipeline/stages/train/grow-trees.ts";
import { metricValue } from "../../pipeline/stages/train/metric.ts";
import { quantileMetrics } from "../../pipeline/stages/train/quantile-metrics.ts";
import { regressionMetrics } from "../../pipeline/stages/train/regression-metrics.ts";
import { withCalibration } from "../../pipeline/stages/train/with-calibration.ts";

const { models } = await loadDomain(domainDirectory("engagement"));

function specOf<Kind extends (typeof models)[number]["kind"]>(kind: Kind) {
  const spec = models.find((model): model is Extract<typeof model, { readonly kind: Kind }> => model.kind === kind);
  if (!spec) throw new RangeError(`the domain has a model of the kind ${kind}`);
  return spec;
}

describe("a regression's interval", () => {
  it("has the half-width of the calibration rows' residual of rank ⌈(n + 1) level⌉, and its coverage is counted", () => {
    const spec: RegressionSpec = { ...specOf("regression"), range: [-100, 100] };
    const residuals = Float64Array.of(1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11);
    const rows = (actual: Float64Array) => ({ actual, predicted: new Float64Array(actual.length) });
    const metrics = regressionMetrics(spec, {
      train: rows(Float64Array.of(1, 2)),
      calibration: rows(residuals),
      test: rows(Float64Array.of(0, 10, 11, -11.5, 50)),
    });
    // ⌈12 · 0.9⌉ is 11: the largest of the eleven.
    expect([
      metricValue(metrics, "all", "interval_half_width"),
      metricValue(metrics, "test", "interval_coverage"),
    ]).toEqual([11, 0.6]);
  });
});

describe("a model of quantiles", () => {
  const spec: QuantilesSpec = { ...specOf("quantiles"), range: [0, 100] };
  /** A log-normal outcome around a known centre, told by quantiles that are too narrow by half. */
  const draw = (seed: number, rows: number) => {
    const random = createRandom(seed);
    const center = Float64Array.from({ length: rows }, () => 20 + 20 * random.uniform());
    return {
      actual: center.map((value) => Math.min(100, Math.max(0, value + 10 * random.normal()))),
      median: center,
      lower: center.map((value) => value - 6.4),
      upper: center.map((value) => value + 6.4),
    };
  };

  it("covers after conformalising what it claims, by an independent count", () => {
    const splits = { train: draw(1, 500), calibration: draw(2, 4_000), test: draw(3, 8_000) };
    const metrics = quantileMetrics(spec, splits);
    const margin = metricValue(metrics, "all", "interval_margin") ?? NaN;
    // The true 10 % and 90 % quantiles lie 12.8 away, 6.4 further out than told.
    expect(Math.abs(margin - 6.4)).toBeLessThan(0.6);
    const { actual, lower, upper } = splits.test;
    const covered = actual.filter((value, row) => value >= lower[row]! - margin && value <= upper[row]! + margin);
    expect(metricValue(metrics, "test", "interval_coverage")).toBeCloseTo(covered.length / actual.length, 12);
    // Four standard errors of two binomial shares.
    expect(Math.abs(covered.length / actual.length - 0.8)).toBeLessThan(4 * Math.sqrt(0.16 * (1 / 4_000 + 1 / 8_000)));
  });

  it("never crosses and never leaves the range, and leaves the median as it is", () => {
    const columns = {
      lower: Float64Array.of(5, 60, -20, 40),
      median: Float64Array.of(10, 50, 1, 45),
      upper: Float64Array.of(20, 55, 2, 42),
    };
    const told = quantileInterval(columns, 1, [0, 50]);
    expect([told.lower, told.median, told.upper].map((column) => [...column])).toEqual([
      [4, 50, 0, 39],
      [10, 50, 1, 45],
      [21, 50, 3, 45],
    ]);
    expect([...quantileInterval(columns, -20, [0, 50]).upper]).toEqual([10, 50, 1, 45]);
  });
});

describe("a calibrated classification", () => {
  const rows = 4_000;
  const random = createRandom(5);
  const columns = [0, 1, 2].map(() => Float32Array.from({ length: rows }, () => random.normal()));
  const features = columns.map((_, index) => ({ name: `x${index}`, kind: "numeric" as const }));
  const matrix = { features, columns, rows };
  const target = Float64Array.from({ length: rows }, (_, row) =>
    random.uniform() < logistic(1.5 * columns[0]![row]! - columns[1]![row]! - 1) ? 1 : 0,
  );
  const grown = growTrees(
    {
      objective: { name: "logistic" },
      // Far too many deep trees for so few rows: the raw probabilities are too sure of themselves.
      trees: { rounds: 60, depth: 6, learningRate: 0.3, minChildWeight: 0.1, lambda: 0, earlyStoppingRounds: 100 },
      binned: binMatrix(matrix),
      target,
      growingRows: Uint32Array.from({ length: 1_000 }, (_, row) => row),
      stoppingRows: new Uint32Array(0),
      calibration: slice(matrix, target, 1_000, 2_500),
      seed: 1,
    },
    () => undefined,
  );
  const model = parseXgboostJson(grown.json);
  const fresh = slice(matrix, target, 2_500, rows);

  it("has the slope that takes its certainty back, and log-odds whose best straight line is the identity", () => {
    expect(grown.facts["calibration_slope"]).toBeLessThan(0.8);
    const calibration = slice(matrix, target, 1_000, 2_500);
    const again = likelihoodSlopes(predictMargins(model, calibration.matrix), calibration.target);
    // At the optimum of Platt's likelihood the derivatives by slope and intercept vanish, but for its inward targets.
    expect(Math.abs(again.intercept)).toBeLessThan(2e-3);
    expect(Math.abs(again.slope)).toBeLessThan(5e-3);
  });

  it("predicts on fresh rows as often as it comes", () => {
    const probabilities = predict(model, fresh.matrix);
    const expected = probabilities.reduce((sum, value) => sum + value, 0);
    const deviation = Math.sqrt(probabilities.reduce((sum, value) => sum + value * (1 - value), 0));
    const came = fresh.target.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(expected - came)).toBeLessThan(4 * deviation);
  });

  it("has contributions that add up to the calibrated log-odds, each the raw one times the slope", () => {
    const { baseValue, contributions } = explainContributions(model, fresh.matrix);
    const margins = predictMargins(model, fresh.matrix);
    const sums = margins.map((_, row) => contributions.reduce((sum, column) => sum + column[row]!, baseValue));
    expect(Math.max(...sums.map((sum, row) => Math.abs(sum - margins[row]!)))).toBeLessThan(1e-9);
    const doubled = explainContributions(withCalibration(model, { slope: 2, intercept: 1 }), fresh.matrix);
    expect(doubled.baseValue).toBeCloseTo(2 * baseValue + 1, 6);
    expect(doubled.contributions[0]![7]).toBeCloseTo(2 * contributions[0]![7]!, 6);
  });
});

function slice(
  matrix: Parameters<typeof predict>[1],
  target: Float64Array,
  from: number,
  to: number,
): { matrix: typeof matrix; target: Float64Array } {
  const columns = matrix.columns.map((column) => column.slice(from, to));
  return { matrix: { ...matrix, columns, rows: to - from }, target: target.slice(from, to) };
}

/** Mean derivatives of the log-likelihood by the slope and the intercept of the margins at 1 and 0. */
function likelihoodSlopes(margins: Float64Array, outcomes: Float64Array): { slope: number; intercept: number } {
  const residuals = margins.map((margin, row) => outcomes[row]! - logistic(margin));
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { slope: mean(residuals.map((residual, row) => residual * margins[row]!)), intercept: mean(residuals) };
}
