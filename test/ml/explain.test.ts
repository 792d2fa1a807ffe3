import { describe, expect, test } from "vitest";

import { binMatrix, explainContributions, predictMargins, trainTrees, type FeatureMatrix, type TreeModel } from "#ml";

import { mixedData, numericMatrix, smallOptions } from "./fixtures.ts";
import { enumeratedContributions, treeShapContributions } from "./shap-oracles.ts";

const { matrix, target } = mixedData(3000);
const train = (options: Partial<typeof smallOptions>): TreeModel =>
  trainTrees({ binned: binMatrix(matrix), target, options: { ...smallOptions, ...options } }).model;

describe("explainContributions", () => {
  test("equals the Shapley values by enumeration of all coalitions", () => {
    const model = train({ depth: 6, rounds: 4 });
    const { contributions, baseValue } = explainContributions(model, matrix, 0, 25);
    for (let row = 0; row < 25; row++) {
      const expected = enumeratedContributions(model, rowOf(matrix, row));
      expected.forEach((value, feature) => expect(contributions[feature]![row]).toBeCloseTo(value, 11));
    }
    expect(baseValue).toBeCloseTo(model.baseMargin + expectedMargin(model), 6);
  });

  test("equals classic TreeSHAP where paths test a feature more than once and subtrees are cut", () => {
    const model = train({ depth: 8, rounds: 6, minChildWeight: 5 });
    const { contributions } = explainContributions(model, matrix, 100, 160);
    for (let row = 0; row < 60; row++) {
      const expected = treeShapContributions(model, rowOf(matrix, 100 + row));
      expected.forEach((value, feature) => expect(contributions[feature]![row]).toBeCloseTo(value, 11));
    }
  });

  test("gives the same whichever size of tables it chooses", () => {
    const model = train({ depth: 7, rounds: 5 });
    const many = repeatRows(matrix, 12_000);
    const large = explainContributions(model, many);
    const small = explainContributions(model, many, 0, 2500);
    for (const [feature, column] of small.contributions.entries()) {
      column.forEach((value, row) => expect(large.contributions[feature]![row]! - value).toBeCloseTo(0, 12));
    }
  });

  test.each([3, 8, 10])("gives the same bits with WebAssembly and without it, trees of depth %s", (depth) => {
    const model = train({ depth, rounds: 6, minChildWeight: 0.1, lambda: 0 });
    for (const [from, to] of [
      [0, 3000],
      [17, 50],
      [5, 6],
    ] as const) {
      const javascript = explainContributions(model, matrix, from, to, "javascript");
      expect(explainContributions(model, matrix, from, to, "wasm")).toEqual(javascript);
    }
  });

  test.each(["squared", "logistic"] as const)("adds up to the margin on every row: %s", (name) => {
    const model = trainTrees({
      binned: binMatrix(matrix),
      target: name === "squared" ? target : target.map((value) => (value > 1 ? 1 : 0)),
      options: { ...smallOptions, objective: { name }, depth: 8, rounds: 40, minChildWeight: 0.01 },
    }).model;
    const { contributions, baseValue } = explainContributions(model, matrix);
    const margins = predictMargins(model, matrix);
    let worst = 0;
    margins.forEach((margin, row) => {
      const sum = contributions.reduce((total, column) => total + column[row]!, baseValue);
      worst = Math.max(worst, Math.abs(sum - margin));
    });
    expect(worst).toBeLessThan(1e-11);
  });

  test("gives a feature that no tree tests exactly nothing", () => {
    const x = Float32Array.from({ length: 50 }, (_, row) => row);
    const data = numericMatrix(x, new Float32Array(50));
    const { model } = trainTrees({
      binned: binMatrix(data),
      target: Float64Array.from(x),
      options: smallOptions,
    });
    const { contributions } = explainContributions(model, data);
    expect([...contributions[1]!]).toEqual(Array.from({ length: 50 }, () => 0));
    expect(contributions[0]![49]).toBeGreaterThan(20);
  });

  test("explains a model without a split by its base value alone", () => {
    const data = numericMatrix([1, 1, 1, 1]);
    const { model } = trainTrees({
      binned: binMatrix(data),
      target: Float64Array.of(2, 4, 6, 8),
      options: { ...smallOptions, rounds: 2 },
    });
    expect(explainContributions(model, data)).toEqual({
      baseValue: 5,
      contributions: [new Float64Array(4)],
    });
  });
});

function rowOf({ columns }: FeatureMatrix, row: number): number[] {
  return columns.map((column) => column[row]!);
}

function repeatRows(source: FeatureMatrix, rows: number): FeatureMatrix {
  const columns = source.columns.map((column) =>
    Float32Array.from({ length: rows }, (_, row) => column[row % source.rows]!),
  );
  return { ...source, columns, rows };
}

/** What the leaves are worth on average, weighted with their covers. */
function expectedMargin(model: TreeModel): number {
  return model.trees.reduce((sum, tree) => {
    const leaves = [...tree.value.keys()].filter((node) => tree.left[node]! < 0);
    return sum + leaves.reduce((total, leaf) => total + (tree.value[leaf]! * tree.cover[leaf]!) / tree.cover[0]!, 0);
  }, 0);
}
