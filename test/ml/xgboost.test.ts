import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import { z } from "zod";

import {
  binMatrix,
  explainContributions,
  parseXgboostJson,
  predict,
  predictMargins,
  toXgboostJson,
  trainTrees,
  type FeatureMatrix,
} from "#ml";

import { mixedData, plainModel, smallOptions } from "./fixtures.ts";

const expectedSchema = z.object({
  rows: z.array(z.array(z.number().nullable())),
  margins: z.array(z.number()),
  predictions: z.array(z.number()),
  contributions: z.array(z.array(z.number())),
});

/** XGBoost sums some ten leaves of size 1 in single precision: a few times 2⁻²⁴. */
const digits = 5;

describe.each(["squared", "logistic", "quantile", "ours"])("the recorded model %s", (name) => {
  const text = readFixture(`${name}.model.json`);
  const expected = expectedSchema.parse(JSON.parse(readFixture(`${name}.expected.json`)));
  const model = parseXgboostJson(text);
  const matrix: FeatureMatrix = {
    features: model.features,
    columns: model.features.map((_, feature) => Float32Array.from(expected.rows, (row) => row[feature] ?? NaN)),
    rows: expected.rows.length,
  };

  test("predicts as XGBoost does", () => {
    const margins = predictMargins(model, matrix);
    expected.margins.forEach((margin, row) => expect(margins[row]).toBeCloseTo(margin, digits));
    const predictions = predict(model, matrix);
    expected.predictions.forEach((prediction, row) => expect(predictions[row]).toBeCloseTo(prediction, digits));
  });

  test("explains as XGBoost does", () => {
    const { baseValue, contributions } = explainContributions(model, matrix);
    expected.contributions.forEach((row, index) => {
      expect(baseValue).toBeCloseTo(row.at(-1)!, digits);
      contributions.forEach((column, feature) => expect(column[index]).toBeCloseTo(row[feature]!, digits));
    });
  });
});

describe("toXgboostJson", () => {
  test("writes the very file that XGBoost was seen to load", () => {
    const text = readFixture("ours.model.json");
    expect(toXgboostJson(parseXgboostJson(text), { origin: "record-ours.ts" })).toBe(text);
  });

  test.each([{ name: "squared" }, { name: "quantile", alpha: 0.1 }] as const)("loses nothing: $name", (objective) => {
    const { matrix, target } = mixedData(800);
    const { model } = trainTrees({
      binned: binMatrix(matrix),
      target,
      options: { ...smallOptions, objective },
    });
    expect(plainModel(parseXgboostJson(toXgboostJson(model)))).toEqual(plainModel(model));
  });

  test("gives every float of the file a point or an exponent", () => {
    const text = readFixture("ours.model.json");
    const floats = [...text.matchAll(/"(?:split_conditions|base_weights|loss_changes|sum_hessian)":\[([^\]]*)\]/g)];
    const bare = floats.flatMap(([, list]) => list!.split(",")).filter((number) => !/[.e]/.test(number));
    expect({ arrays: floats.length, bare }).toEqual({ arrays: 48, bare: [] });
  });
});

describe("parseXgboostJson", () => {
  const text = readFixture("ours.model.json");
  const damaged: [string, string, string][] = [
    ["half a file", text.slice(0, text.length / 2), "it is not JSON, or only a part of it"],
    ["another document", '{"learner":{}}', "learner.gradient_booster: "],
    ["another booster", text.replace('"gbtree"', '"gblinear"'), 'the booster is "gblinear"'],
    ["another objective", text.replace("binary:logistic", "rank:ndcg"), 'the objective "rank:ndcg" is not supported'],
    ["several classes", text.replace('num_class":"0"', 'num_class":"3"'), "it predicts several classes"],
    ["a circle", text.replace('left_children":[1,', 'left_children":[0,'), "tree 0 reaches node 0 in two ways"],
    ["a child that is not there", text.replace('left_children":[1,', 'left_children":[999,'), "tree 0 has no node 999"],
    ["a column that is not there", text.replace('split_indices":[', 'split_indices":[7,'), "tree 0 has "],
    ["a base score in two parts", text.replace(/base_score":"[^"]*"/, 'base_score":"[1,2]"'), 'base_score "[1,2]"'],
  ];

  test.each(damaged)("refuses %s", (_, file, detail) => {
    expect(() => parseXgboostJson(file)).toThrow(
      expect.objectContaining({
        code: "MODEL_FILE_INVALID",
        detail: expect.stringContaining(detail) as string,
      }),
    );
  });

  test("reads the bare NaN and the base score in brackets of other versions", () => {
    const newer = text
      .replace(/base_score":"([^"]*)"/, 'base_score":"[$1]"')
      .replace(/"split_conditions":\[([^\]]*)\]/g, (list) => list.replaceAll(/(?<=[[,])0\.0(?=[,\]])/g, "NaN"));
    expect(newer).toContain("NaN");
    expect(plainModel(parseXgboostJson(newer))).toEqual(plainModel(parseXgboostJson(text)));
  });
});

function readFixture(name: string): string {
  return readFileSync(new URL(`../fixtures/xgboost/${name}`, import.meta.url), "utf8");
}
