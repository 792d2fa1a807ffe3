import { expect, it } from "vitest";

import { createRandom } from "#core";
import { binMatrix, defaultTrainOptions, predictMargins, trainTrees, type FeatureMatrix } from "#ml";

import { selectFeatures } from "../../../pipeline/features/select-features.ts";
import { explainRows } from "../../../pipeline/stages/predict/explain-rows.ts";

it("a version with fewer features, in another order, is explained beside the others: what it lacks contributes nothing", () => {
  const random = createRandom(2);
  const rows = 300;
  const names = ["a", "b", "c", "d"];
  const matrix: FeatureMatrix = {
    features: names.map((name) => ({ name, kind: "numeric" })),
    columns: names.map(() => Float32Array.from({ length: rows }, () => random.normal())),
    rows,
  };
  const own = selectFeatures(matrix, ["d", "b"]);
  const target = Float64Array.from({ length: rows }, (_, row) => own.columns[0]![row]! + 2 * own.columns[1]![row]!);
  const options = { ...defaultTrainOptions, objective: { name: "squared" } as const, rounds: 20, depth: 3, seed: 1 };
  const { model } = trainTrees({ binned: binMatrix(own), target, options });
  const task = { model, matrix, from: 0, to: rows, isProtected: [false, false, false, false] };
  const explained = explainRows(task);
  expect([...explained.margins]).toEqual([...predictMargins(model, own)]);
  const { width, codes, values } = explained.ranked;
  const byFeature = new Float64Array(names.length);
  codes.forEach((code, index) => (byFeature[code] = byFeature[code]! + Math.abs(values[index]!)));
  expect([width, [...byFeature].map((size) => size > 0)]).toEqual([4, [false, true, false, true]]);
  expect([...explained.importance.absolute].map((size) => size > 0)).toEqual([false, true, false, true]);
});
