import { describe, expect, test } from "vitest";

import { createRandom } from "#core";
import {
  binMatrix,
  calibrationBins,
  predict,
  predictMargins,
  quantile,
  r2,
  toXgboostJson,
  trainTrees,
  type FeatureMatrix,
} from "#ml";

import { mixedData, numericMatrix, smallOptions } from "./fixtures.ts";

describe("trainTrees", () => {
  test("grows the tree that an exhaustive search finds", () => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8];
    const y = Float64Array.of(1, 1, 1, 5, 5, 5, 5, 9);
    const { model } = trainTrees({
      binned: binMatrix(numericMatrix(x)),
      target: y,
      options: { ...smallOptions, rounds: 1, depth: 2, learningRate: 1, lambda: 0 },
    });
    const tree = model.trees[0]!;
    // By hand: mean 4; gains of the cuts 1.5 … 7.5 are n m / 8 (mean difference)²: largest 3 · 5 / 8 · 4.8² = 43.2 at 3.5,
    // then 4 · 1 / 5 · 4² = 12.8 at 7.5; the left part is constant.
    expect(model.baseMargin).toBe(4);
    expect([...tree.left]).toEqual([1, -1, 3, -1, -1]);
    expect([...tree.threshold]).toEqual([3.5, 0, 7.5, 0, 0]);
    expect([...tree.cover]).toEqual([8, 3, 5, 4, 1]);
    expect(tree.gain[0]).toBeCloseTo(43.2, 5);
    expect(tree.gain[2]).toBeCloseTo(12.8, 5);
    expect([...predict(model, numericMatrix(x))].map((value) => Number(value.toFixed(6)))).toEqual([...y]);
  });

  test("gives the same bytes for the same seed, and others for another", () => {
    const { matrix, target } = mixedData(2000);
    const binned = binMatrix(matrix);
    const train = (seed: number) => {
      const options = { ...smallOptions, subsample: 0.7, columnSample: 0.5, seed };
      return toXgboostJson(trainTrees({ binned, target, options }).model);
    };
    expect(train(1)).toBe(train(1));
    expect(train(2)).not.toBe(train(1));
  });

  test("does not depend on the order of the features beyond ties", () => {
    const { matrix, target } = mixedData(2000);
    const options = { ...smallOptions, rounds: 5 };
    const reversed = {
      ...matrix,
      features: matrix.features.toReversed(),
      columns: matrix.columns.toReversed(),
    };
    const there = trainTrees({ binned: binMatrix(matrix), target, options }).model;
    const back = trainTrees({ binned: binMatrix(reversed), target, options }).model;
    const expected = predictMargins(there, matrix);
    predictMargins(back, reversed).forEach((margin, row) => expect(margin).toBeCloseTo(expected[row]!, 5));
  });

  test("keeps the margins it trains on equal to those the model predicts, sampled or not", () => {
    const { matrix, target } = mixedData(3000);
    const trainRows = Uint32Array.from({ length: 2000 }, (_, row) => row);
    const validationRows = Uint32Array.from({ length: 1000 }, (_, row) => 2000 + row);
    for (const subsample of [1, 0.5]) {
      const options = { ...smallOptions, subsample, earlyStoppingRounds: 100 };
      const { model, history, bestRound } = trainTrees({
        binned: binMatrix(matrix),
        target,
        trainRows,
        validationRows,
        options,
      });
      const margins = predictMargins(model, matrix, 2000);
      const loss = Math.sqrt(margins.reduce((sum, margin, i) => sum + (margin - target[2000 + i]!) ** 2, 0) / 1000);
      expect(history[bestRound - 1]!.validationLoss).toBeCloseTo(loss, 10);
    }
  });

  test("explains most of a joint effect of gaps, categories and numbers on new rows", () => {
    const { matrix, target } = mixedData(8000, 3);
    const unseen = mixedData(2000, 4);
    const { model } = trainTrees({
      binned: binMatrix(matrix),
      target,
      options: { ...smallOptions, rounds: 60, depth: 6 },
    });
    expect(r2(unseen.target, predict(model, unseen.matrix))).toBeGreaterThan(0.93);
  });

  test("sends missing values where they fit best", () => {
    const x = Float32Array.from({ length: 300 }, (_, row) => (row % 3 === 0 ? NaN : row % 100));
    const fit = (missing: number) => {
      const target = Float64Array.from(x, (value) => (Number.isNaN(value) ? missing : value < 50 ? 0 : 10));
      const binned = binMatrix(numericMatrix(x));
      return trainTrees({ binned, target, options: { ...smallOptions, rounds: 1, depth: 1 } }).model.trees[0]!;
    };
    expect(fit(0).defaultLeft[0]).toBe(1);
    expect(fit(10).defaultLeft[0]).toBe(0);
  });

  test("separates one category from the rest, and sends it right", () => {
    const code = Float32Array.from({ length: 640 }, (_, row) => row % 64);
    const categories = Array.from({ length: 64 }, (_, index) => `category ${index}`);
    const matrix: FeatureMatrix = {
      features: [{ name: "c", kind: "categorical", categories }],
      columns: [code],
      rows: 640,
    };
    const target = Float64Array.from(code, (value) => (value === 47 ? 7 : 0));
    const options = { ...smallOptions, rounds: 1, depth: 1, learningRate: 1, lambda: 0 };
    const tree = trainTrees({ binned: binMatrix(matrix), target, options }).model.trees[0]!;
    expect([...tree.categoryWords]).toEqual([0, 1 << (47 - 32)]);
    expect(tree.value[tree.right[0]!]! - tree.value[tree.left[0]!]!).toBeCloseTo(7, 5);
  });

  test("sends a missing category to the side it is like", () => {
    const code = Float32Array.from({ length: 300 }, (_, row) => (row % 3 === 2 ? NaN : row % 3));
    const features = [{ name: "c", kind: "categorical", categories: ["a", "b"] }] as const;
    const binned = binMatrix({ features, columns: [code], rows: 300 });
    const fit = (missing: number) => {
      const target = Float64Array.from(code, (value) => (Number.isNaN(value) ? missing : value * 10));
      const options = { ...smallOptions, rounds: 1, depth: 1, learningRate: 1, lambda: 0 };
      return predict(trainTrees({ binned, target, options }).model, {
        features,
        columns: [code],
        rows: 3,
      });
    };
    expect([...fit(0)]).toEqual([0, 10, 0].map((value) => expect.closeTo(value, 5) as number));
    expect([...fit(10)]).toEqual([0, 10, 10].map((value) => expect.closeTo(value, 5) as number));
  });

  test("finds the same trees with a constraint on a feature that is never split", () => {
    const { matrix, target } = mixedData(2000);
    const data: FeatureMatrix = {
      ...matrix,
      features: [...matrix.features, { name: "constant", kind: "numeric" }],
      columns: [...matrix.columns, new Float32Array(2000)],
    };
    const binned = binMatrix(data);
    const fit = (monotone: Int8Array | undefined) => {
      const options = { ...smallOptions, rounds: 5, depth: 6, monotone };
      return predictMargins(trainTrees({ binned, target, options }).model, data);
    };
    const free = fit(undefined);
    fit(Int8Array.of(0, 0, 0, 0, 0, 0, 1)).forEach((margin, row) => expect(margin).toBeCloseTo(free[row]!, 5));
  });

  test("trains on memory that workers share as on its own", () => {
    const { matrix, target } = mixedData(1000);
    const shared = {
      ...matrix,
      columns: matrix.columns.map((column) => {
        const copy = new Float32Array(new SharedArrayBuffer(column.byteLength));
        copy.set(column);
        return copy;
      }),
    };
    const binned = binMatrix(shared, { shared: true });
    expect(binned.words.buffer).toBeInstanceOf(SharedArrayBuffer);
    const train = (source: typeof binned) =>
      toXgboostJson(trainTrees({ binned: source, target, options: smallOptions }).model);
    expect(train(binned)).toBe(train(binMatrix(matrix)));
  });

  test("makes no split against a monotone constraint", () => {
    const x = Float32Array.from({ length: 100 }, (_, row) => row);
    const target = Float64Array.from(x, (value) => -value);
    const options = { ...smallOptions, rounds: 1, monotone: Int8Array.of(1) };
    const { model } = trainTrees({ binned: binMatrix(numericMatrix(x)), target, options });
    expect(model.trees[0]!.left.length).toBe(1);
  });

  test("learns from sampled rows as from all", () => {
    const { matrix, target } = mixedData(4000);
    const binned = binMatrix(matrix);
    const fit = (subsample: number) => {
      const options = { ...smallOptions, rounds: 60, subsample };
      return r2(target, predict(trainTrees({ binned, target, options }).model, matrix));
    };
    expect(fit(0.5)).toBeGreaterThan(fit(1) - 0.03);
  });

  test("keeps a monotone feature monotone where the data are not, and leaves the others free", () => {
    const random = createRandom(5);
    const x = Float32Array.from({ length: 4000 }, () => random.uniform() * 10);
    const other = Float32Array.from({ length: 4000 }, () => random.normal());
    const target = Float64Array.from(x, (value, row) => value + 3 * Math.sin(2 * value) + other[row]! ** 2);
    const binned = binMatrix(numericMatrix(x, other));
    const falls = (monotone: Int8Array | undefined) => {
      const { model } = trainTrees({
        binned,
        target,
        options: { ...smallOptions, depth: 5, monotone },
      });
      const grid = Float32Array.from({ length: 200 }, (_, i) => i / 20);
      return [-1, 0, 2].reduce((count, value) => {
        const predicted = predict(model, numericMatrix(grid, new Float32Array(200).fill(value)));
        return count + predicted.filter((margin, i) => i > 0 && margin < predicted[i - 1]! - 1e-6).length;
      }, 0);
    };
    expect(falls(undefined)).toBeGreaterThan(10);
    expect(falls(Int8Array.of(1, 0))).toBe(0);
  });

  test("stops when the validation loss no longer improves, and keeps the trees up to the best round", () => {
    const random = createRandom(1);
    const matrix = numericMatrix(
      ...Array.from({ length: 3 }, () => Float32Array.from({ length: 400 }, () => random.normal())),
    );
    const target = Float64Array.from({ length: 400 }, () => random.normal());
    const heard: number[] = [];
    const { model, history, bestRound } = trainTrees({
      binned: binMatrix(matrix),
      target,
      trainRows: Uint32Array.from({ length: 200 }, (_, row) => row),
      validationRows: Uint32Array.from({ length: 200 }, (_, row) => 200 + row),
      options: { ...smallOptions, rounds: 500 },
      onRound: ({ round }) => heard.push(round),
    });
    expect(history.length).toBe(bestRound + smallOptions.earlyStoppingRounds);
    expect(model.trees.length).toBe(bestRound);
    expect(heard).toEqual(history.map(({ round }) => round));
    expect(Math.min(...history.map((round) => round.validationLoss))).toBe(history[bestRound - 1]!.validationLoss);
  });

  test("predicts probabilities that come true as often as they say", () => {
    const random = createRandom(8);
    const x = Array.from({ length: 3 }, () => Float32Array.from({ length: 20_000 }, () => random.normal()));
    const target = Float64Array.from({ length: 20_000 }, (_, row) =>
      random.uniform() < 1 / (1 + Math.exp(1 - x[0]![row]! - x[1]![row]! * x[2]![row]!)) ? 1 : 0,
    );
    const matrix = numericMatrix(...x);
    const trainRows = Uint32Array.from({ length: 10_000 }, (_, row) => row);
    const options = {
      ...smallOptions,
      objective: { name: "logistic" },
      learningRate: 0.1,
      rounds: 60,
    } as const;
    const { model } = trainTrees({ binned: binMatrix(matrix), target, trainRows, options });
    for (const bin of calibrationBins(target.subarray(10_000), predict(model, matrix, 10_000), 10)) {
      // Four standard errors of a share of 1000 rows, and what 10,000 rows can teach.
      const error = Math.sqrt((bin.observed * (1 - bin.observed)) / bin.rows);
      expect(Math.abs(bin.observed - bin.meanPredicted)).toBeLessThan(4 * error + 0.02);
    }
  });

  test.each([0.1, 0.5, 0.9])("fits leaves to the quantile %s of their rows", (alpha) => {
    const random = createRandom(2);
    const group = Float32Array.from({ length: 4000 }, (_, row) => row % 2);
    const target = Float64Array.from(group, (value) => value * 10 + random.normal() * (1 + value));
    const options = {
      ...smallOptions,
      objective: { name: "quantile", alpha },
      depth: 1,
      rounds: 1,
      learningRate: 1,
    } as const;
    const { model } = trainTrees({ binned: binMatrix(numericMatrix(group)), target, options });
    const [low, high] = predict(model, numericMatrix([0, 1]));
    expect(low).toBeCloseTo(
      quantile(
        target.filter((_, row) => row % 2 === 0),
        alpha,
      ),
      5,
    );
    expect(high).toBeCloseTo(
      quantile(
        target.filter((_, row) => row % 2 === 1),
        alpha,
      ),
      5,
    );
  });

  test("refuses what cannot be trained on, saying why", () => {
    const binned = binMatrix(numericMatrix([1, 2]));
    const refused = (target: Float64Array, rows?: Uint32Array) => () =>
      trainTrees({ binned, target, trainRows: rows, options: smallOptions });
    expect(refused(Float64Array.of(1, NaN))).toThrow("The target of row 1 is not a finite number");
    expect(refused(Float64Array.of(1, 2), new Uint32Array(0))).toThrow("There is no row to train on");
  });
});

describe("binMatrix", () => {
  test("cuts half-way between the values, gaps in a bin of their own", () => {
    const binned = binMatrix(numericMatrix([3, NaN, 1, 2, 3]));
    const bins = [0, 1, 2, 3, 4].map((row) => binned.bytes[4 * row]);
    expect({ cuts: [...binned.cuts[0]!], bins }).toEqual({
      cuts: [1.5, 2.5],
      bins: [2, 3, 0, 1, 2],
    });
  });

  test("takes about the same number of rows into each bin, whatever the ties", () => {
    const random = createRandom(4);
    const skewed = Float32Array.from({ length: 10_000 }, (_, row) => (row < 4000 ? 0 : Math.exp(3 * random.normal())));
    const binned = binMatrix(numericMatrix(skewed), { maxBins: 50 });
    const counts = Array.from({ length: 50 }, () => 0);
    for (let row = 0; row < 10_000; row++) counts[binned.bytes[4 * row]!]!++;
    expect(counts[0]).toBe(4000);
    expect(Math.max(...counts.slice(1))).toBeLessThan(150);
    expect(Math.min(...counts.slice(1))).toBeGreaterThan(100);
  });

  test.each([
    [[0, 5], "holds the code 5, which is none of its 2 categories"],
    [[0, 0.5], "holds the code 0.5"],
  ])("refuses the codes %j", (codes, detail) => {
    const features = [{ name: "c", kind: "categorical", categories: ["a", "b"] }] as const;
    const matrix = { features, columns: [Float32Array.from(codes)], rows: 2 };
    expect(() => binMatrix(matrix)).toThrow(detail);
  });

  test("refuses an infinite value", () => {
    expect(() => binMatrix(numericMatrix([1, Infinity]))).toThrow("x0 holds an infinite value");
  });
});
