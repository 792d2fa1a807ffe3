import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import { z } from "zod";

import {
  binMatrix,
  explainContributions,
  explainInteractions,
  parseXgboostJson,
  trainTrees,
  type FeatureMatrix,
  type TreeModel,
} from "#ml";

import { mixedData, smallOptions } from "./fixtures.ts";
import { enumeratedWorth } from "./shap-oracles.ts";

const { matrix, target } = mixedData(2000);
const { model } = trainTrees({ binned: binMatrix(matrix), target, options: { ...smallOptions, depth: 6, rounds: 5 } });

describe("interaction values", () => {
  test("equal their definition over all coalitions", () => {
    for (const row of [0, 7, 31]) {
      const expected = enumeratedInteractions(
        model,
        matrix.columns.map((column) => column[row]!),
      );
      const { values } = explainInteractions(model, matrix, row);
      expected.forEach((value, index) => expect(values[index]).toBeCloseTo(value, 11));
    }
  });

  test("add up to each feature's contribution", () => {
    const { contributions, baseValue } = explainContributions(model, matrix, 0, 20);
    for (let row = 0; row < 20; row++) {
      const interactions = explainInteractions(model, matrix, row);
      expect(interactions.baseValue).toBeCloseTo(baseValue, 11);
      contributions.forEach((column, i) => {
        const sum = interactions.values.subarray(i * 6, i * 6 + 6).reduce((total, value) => total + value, 0);
        expect(sum).toBeCloseTo(column[row]!, 11);
      });
    }
  });

  const recorded = z
    .record(z.string(), z.array(z.array(z.array(z.number()))))
    .parse(JSON.parse(readFixture("interactions.json")));
  test.each(Object.entries(recorded))("equal XGBoost's: %s", (name, matrices) => {
    const read = parseXgboostJson(readFixture(`${name}.model.json`));
    const { rows } = z
      .object({ rows: z.array(z.array(z.number().nullable())) })
      .parse(JSON.parse(readFixture(`${name}.expected.json`)));
    const input: FeatureMatrix = {
      features: read.features,
      columns: read.features.map((_, feature) => Float32Array.from(rows, (row) => row[feature] ?? NaN)),
      rows: rows.length,
    };
    matrices.forEach((expected, row) => {
      const { values, features } = explainInteractions(read, input, row);
      // XGBoost sums single-precision contributions, and the diagonal is a difference of such sums.
      for (let i = 0; i < features; i++) {
        for (let j = 0; j < features; j++) expect(values[i * features + j]).toBeCloseTo(expected[i]![j]!, 4);
      }
    });
  });
});

/** Lundberg et al. 2020, equations 6 to 8, over all 2^features coalitions. */
function enumeratedInteractions(trees: TreeModel, row: readonly number[]): number[] {
  const count = row.length;
  const worth = enumeratedWorth(trees, row);
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const size = (set: number) => set.toString(2).replaceAll("0", "").length;
  const pair = (i: number, j: number) => {
    let sum = 0;
    for (let set = 0; set < 1 << count; set++) {
      if ((set >> i) & 1 || (set >> j) & 1) continue;
      const weight = (factorial(size(set)) * factorial(count - size(set) - 2)) / (2 * factorial(count - 1));
      const both = worth[set | (1 << i) | (1 << j)]!;
      sum += weight * (both - worth[set | (1 << i)]! - worth[set | (1 << j)]! + worth[set]!);
    }
    return sum;
  };
  const single = (i: number) => {
    let sum = 0;
    for (let set = 0; set < 1 << count; set++) {
      if ((set >> i) & 1) continue;
      const weight = (factorial(size(set)) * factorial(count - size(set) - 1)) / factorial(count);
      sum += weight * (worth[set | (1 << i)]! - worth[set]!);
    }
    return sum;
  };
  return Array.from({ length: count * count }, (_, at) => {
    const i = Math.floor(at / count);
    if (i !== at % count) return pair(i, at % count);
    return row.reduce((rest, _value, j) => (j === i ? rest : rest - pair(i, j)), single(i));
  });
}

function readFixture(name: string): string {
  return readFileSync(new URL(`../fixtures/xgboost/${name}`, import.meta.url), "utf8");
}
