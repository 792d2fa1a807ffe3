import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import { z } from "zod";

import { createRandom } from "#core";
import {
  anomalyReasons,
  anomalyScores,
  areaUnderRoc,
  averagePathLength,
  explainAnomalies,
  fitIsolationForest,
  parseForest,
  pathLengthModel,
  predictMargins,
  serialiseForest,
  spearman,
  topAnomalies,
  type FeatureMatrix,
} from "#ml";

import { mixedData, numericMatrix } from "./fixtures.ts";
import { enumeratedContributions } from "./shap-oracles.ts";

const recorded = z
  .object({
    rows: z.array(z.array(z.number())),
    forest: z.unknown(),
    scores: z.array(z.number()),
    shap: z.array(z.array(z.number())),
    expected: z.number(),
  })
  .parse(JSON.parse(readFileSync(new URL("../fixtures/ml/forest.json", import.meta.url), "utf8")));
const recordedMatrix = numericMatrix(...[0, 1, 2, 3, 4].map((feature) => recorded.rows.map((row) => row[feature]!)));
const recordedForest = parseForest(JSON.stringify(recorded.forest));

describe("scores", () => {
  test("are scikit-learn's, of its own forest", () => {
    const scores = anomalyScores(recordedForest, recordedMatrix);
    const worst = Math.max(...recorded.scores.map((score, row) => Math.abs(score - scores[row]!)));
    expect(worst).toBeLessThan(1e-7);
  });

  test("of our own forest rank the rows about as scikit-learn's do", () => {
    const forest = fitIsolationForest({ matrix: recordedMatrix, trees: 200, sampleSize: 64, seed: 1 });
    expect(spearman(anomalyScores(forest, recordedMatrix), recorded.scores)).toBeGreaterThan(0.85);
  });

  test("find the planted rows, whether their numbers or their category is odd", () => {
    const { matrix, planted } = plantedAnomalies(4000);
    const forest = fitIsolationForest({ matrix, trees: 100, sampleSize: 256, seed: 5 });
    const scores = anomalyScores(forest, matrix);
    const found = (from: number) =>
      areaUnderRoc(
        planted.map((_, row) => (row >= from && row < from + 20 ? 1 : 0)),
        scores,
      );
    // Nine standard deviations away, and a category of one row in 200.
    expect(found(0)).toBeGreaterThan(0.99);
    expect(found(20)).toBeGreaterThan(0.8);
    expect([...topAnomalies(scores, 10)].filter((row) => planted[row] === 1).length).toBeGreaterThan(5);
  });

  test("do not take a missing value for an oddity", () => {
    const random = createRandom(2);
    const rows = 3000;
    const missing = Float64Array.from({ length: rows }, () => (random.uniform() < 0.05 ? 1 : 0));
    const matrix = numericMatrix(
      Float32Array.from(missing, (isMissing) => (isMissing === 1 ? NaN : random.normal())),
      ...Array.from({ length: 4 }, () => Float32Array.from({ length: rows }, () => random.normal())),
    );
    const forest = fitIsolationForest({ matrix, trees: 200, sampleSize: 256, seed: 5 });
    expect(Math.abs(areaUnderRoc(missing, anomalyScores(forest, matrix)) - 0.5)).toBeLessThan(0.12);
  });

  test("of a part of the rows are those of the whole", () => {
    const { matrix } = mixedData(700);
    const forest = fitIsolationForest({ matrix, trees: 20, sampleSize: 128, seed: 3 });
    expect(anomalyScores(forest, matrix, 100, 650)).toEqual(anomalyScores(forest, matrix).subarray(100, 650));
  });

  test("follow the rules that every tree model follows: missing values, categories, categories never seen", () => {
    const { matrix } = mixedData(703);
    matrix.columns[5]!.fill(39, 0, 5).fill(77, 5, 9).fill(NaN, 9, 30);
    const forest = fitIsolationForest({ matrix, trees: 30, sampleSize: 100, seed: 3 });
    const scores = anomalyScores(forest, matrix);
    const margins = predictMargins(pathLengthModel(forest), matrix);
    margins.forEach((length, row) => expect(scores[row]).toBeCloseTo(2 ** (-length / 30 / averagePathLength(100)), 12));
  });

  test("send a value at the threshold to the right, in every lane of four rows", () => {
    const forest = parseForest(
      JSON.stringify({
        kind: "isolation-forest",
        features: [{ name: "x0", kind: "numeric" }],
        sampleSize: 8,
        trees: [{ f: [0, -1, -1], n: [1, 7], t: [2], m: [0] }],
      }),
    );
    const matrix = numericMatrix([2, 2, 2, 2, 1, 1, 1, 1, NaN, 2, 1]);
    const [right, left] = [1 + averagePathLength(7), 1].map((length) => 2 ** (-length / averagePathLength(8)));
    expect(
      [...anomalyScores(forest, matrix)].map((score) => (Math.abs(score - left!) < 1e-6 ? "left" : score)),
    ).toEqual([2, 2, 2, 2, 1, 1, 1, 1, 2, 2, 1].map((value) => (value === 1 ? "left" : expect.closeTo(right!, 6))));
  });

  test("order the top by score, equal ones by row", () => {
    expect([...topAnomalies(Float64Array.of(0.5, 0.7, 0.5, 0.9, 0.7), 4)]).toEqual([3, 1, 4, 0]);
  });
});

describe("a forest", () => {
  const { matrix } = mixedData(900);
  const options = { matrix, trees: 15, sampleSize: 200, seed: 4 };

  test("is the same by the same seed, and another by another", () => {
    const forest = serialiseForest(fitIsolationForest(options));
    expect(serialiseForest(fitIsolationForest(options))).toBe(forest);
    expect(serialiseForest(fitIsolationForest({ ...options, seed: 5 }))).not.toBe(forest);
  });

  test("keeps its first trees when more are asked for", () => {
    const forest = fitIsolationForest(options);
    expect(fitIsolationForest({ ...options, trees: 20 }).trees.slice(0, 15)).toEqual(forest.trees);
  });

  test("loses nothing in its file", () => {
    const forest = fitIsolationForest(options);
    expect(parseForest(serialiseForest(forest))).toEqual(forest);
  });

  test("cuts no deeper than ⌈log₂ of the sample⌉ and puts every sample row into one leaf", () => {
    for (const tree of fitIsolationForest(options).trees) {
      expect(tree.cover[0]).toBe(200);
      expect(deepest(tree.left, tree.right)).toBeLessThanOrEqual(8);
      const leaves = [...tree.left.keys()].filter((node) => tree.left[node]! < 0);
      expect(leaves.reduce((sum, leaf) => sum + tree.cover[leaf]!, 0)).toBe(200);
    }
  });

  test("of rows that are all alike calls nobody anomalous", () => {
    const same = numericMatrix(new Float32Array(50).fill(3), new Float32Array(50).fill(NaN));
    const forest = fitIsolationForest({ matrix: same, trees: 5, sampleSize: 32, seed: 1 });
    // The path length of an uncut sample is c(n), whose score is 1/2.
    anomalyScores(forest, same).forEach((score) => expect(score).toBeCloseTo(0.5, 6));
  });

  test.each([
    ["one row", numericMatrix([1])],
    ["an infinite value", numericMatrix([1, 2, Infinity])],
  ])("is refused of %s", (_, matrix) => {
    expect(() => fitIsolationForest({ matrix, trees: 1, sampleSize: 256, seed: 1 })).toThrow(
      expect.objectContaining({ code: "FEED_INVALID" }),
    );
  });

  const file = serialiseForest(fitIsolationForest({ ...options, trees: 1 }));
  test.each([
    ["half a file", file.slice(0, 90)],
    ["another kind", file.replace("isolation-forest", "random-forest")],
    ["a feature that is not there", file.replace('"f":[', '"f":[99,')],
    ["a leaf too many", file.replace('"n":[', '"n":[1,')],
    ["a test too few", file.replace(/"t":\[[^,[\]]+,/, '"t":[')],
    ["no tree", file.replace(/"f":\[[^\]]*\]/, '"f":[]')],
  ])("is not read from %s", (_, text) => {
    expect(text).not.toBe(file);
    expect(() => parseForest(text)).toThrow(expect.objectContaining({ code: "MODEL_FILE_INVALID" }));
  });
});

describe("reasons", () => {
  test("are shap's values of scikit-learn's forest, with their sign turned", () => {
    const { reasons, expectedPathLength } = explainAnomalies(recordedForest, recordedMatrix, 0, 25);
    expect(expectedPathLength).toBeCloseTo(recorded.expected, 5);
    recorded.shap.forEach((values, row) =>
      values.forEach((value, feature) => expect(reasons[feature]![row]).toBeCloseTo(-value, 5)),
    );
  });

  test("are the Shapley values by enumeration, with categories and missing values", () => {
    const { matrix } = mixedData(500);
    const forest = fitIsolationForest({ matrix, trees: 6, sampleSize: 100, seed: 7 });
    for (const row of [0, 3, 11]) {
      const values = matrix.columns.map((column) => column[row]!);
      const expected = enumeratedContributions(pathLengthModel(forest), values).map((value) => -value / 6);
      anomalyReasons(forest, matrix, row).forEach((reason, f) => expect(reason).toBeCloseTo(expected[f]!, 9));
    }
  });

  test("name the feature that makes a planted row odd", () => {
    const { matrix } = plantedAnomalies(4000);
    const forest = fitIsolationForest({ matrix, trees: 100, sampleSize: 256, seed: 5 });
    const greatest = (row: number) => {
      const reasons = anomalyReasons(forest, matrix, row);
      return reasons.indexOf(Math.max(...reasons));
    };
    expect({ number: greatest(0), category: greatest(20) }).toEqual({ number: 0, category: 4 });
  });
});

test("the average path length is that of a binary search tree", () => {
  expect([1, 2].map(averagePathLength)).toEqual([0, 1]);
  // 2 H(255) − 2 · 255 / 256 with the exact harmonic number; the logarithm is off by 1 / (2 · 255) · 2.
  const harmonic = Array.from({ length: 255 }, (_, i) => 1 / (i + 1)).reduce((sum, term) => sum + term, 0);
  expect(Math.abs(averagePathLength(256) - (2 * harmonic - 510 / 256))).toBeLessThan(0.005);
});

/** Four normal features and a category; rows 0–19 have an odd number in the first, rows 20–39 a rare category. */
function plantedAnomalies(rows: number): { matrix: FeatureMatrix; planted: Float64Array } {
  const random = createRandom(6);
  const numeric = Array.from({ length: 4 }, () => Float32Array.from({ length: rows }, () => random.normal()));
  numeric[0]!.fill(9, 0, 20);
  const plan = Float32Array.from({ length: rows }, () => random.integer(3)).fill(3, 20, 40);
  const matrix: FeatureMatrix = {
    features: [
      ...numericMatrix(...numeric).features,
      { name: "plan", kind: "categorical", categories: ["a", "b", "c", "rare"] },
    ],
    columns: [...numeric, plan],
    rows,
  };
  return { matrix, planted: Float64Array.from({ length: rows }, (_, row) => (row < 40 ? 1 : 0)) };
}

function deepest(left: Int32Array, right: Int32Array, node = 0): number {
  if (left[node]! < 0) return 0;
  return 1 + Math.max(deepest(left, right, left[node]), deepest(left, right, right[node]));
}
